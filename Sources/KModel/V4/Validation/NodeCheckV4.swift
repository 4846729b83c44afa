import Bytes

/// Checks of one v4 node's fields against the model's memories.
struct NodeCheckV4 {
  /// The checks that know where the node is.
  let fields: FieldCheck
  /// Sizes of the memories.
  let limits: MemoryLimits

  /// Throws unless the range lies inside its memory.
  func range(_ range: MemoryRange, _ name: String, at offset: Int) throws(KModelError) {
    try fields.memory(
      name, start: range.start, byteCount: Int(range.byteCount), limit: limits.limit(of: range.memory),
      at: offset + 8)
  }

  /// Throws unless the range lies inside its memory and has room for `count` elements of `size` bytes.
  ///
  /// A nil count is one that does not fit an `Int` or has a negative factor.
  func range(
    _ range: MemoryRange, _ name: String, holds count: Int?, size: Int, at offset: Int
  ) throws(KModelError) {
    try self.range(range, name, at: offset)
    let needed = count.flatMap { Int.product($0, size) }
    try fields.require(
      needed.map { $0 <= Int(range.byteCount) } ?? false, "size of \(name)",
      found: "\(range.byteCount) bytes",
      expected: needed.map { "at least \($0) bytes" }
        ?? "the size of its shape, which is negative or beyond 64 bits",
      at: offset + 12)
  }

  /// The same for a range that is written: constants cannot be.
  func output(
    _ range: MemoryRange, _ name: String = "output", holds count: Int?, size: Int, at offset: Int
  ) throws(KModelError) {
    try self.range(range, name, holds: count, size: size, at: offset)
    try fields.require(
      range.memory != .constant, "memory of \(name)", found: "constants", expected: "main memory or KPU RAM",
      at: offset)
  }

  /// Throws unless each extent is at least `minimum`.
  func shape(
    _ shape: ShapeV4, atLeast minimum: Int32, _ name: String, at offset: Int
  ) throws(KModelError) {
    for (axis, extent) in shape.values.enumerated() {
      try fields.require(extent, atLeast: minimum, "extent \(axis) of \(name)", at: offset + 4 * axis)
    }
  }

  /// Throws unless filter, stride and dilation are positive.
  func window(_ window: OperationV4.Window2D, at offset: Int) throws(KModelError) {
    let values = [
      (window.filterHeight, "filter height"), (window.filterWidth, "filter width"),
      (window.strideHeight, "stride height"), (window.strideWidth, "stride width"),
      (window.dilationHeight, "dilation height"), (window.dilationWidth, "dilation width"),
    ]
    for (index, (value, name)) in values.enumerated() {
      try fields.require(value, atLeast: 1, name, at: offset + 16 + 4 * index)
    }
  }

  /// Throws unless a feature map of the given shape lies in the range of KPU RAM.
  func kpuMap(
    _ range: MemoryRange, shape: ShapeV4, _ name: String, at offset: Int
  ) throws(KModelError) {
    try fields.require(
      range.memory == .kpu, "memory of \(name)", found: "\(range.memory.rawValue)", expected: "2 (KPU RAM)",
      at: offset)
    try self.range(range, name, at: offset)
    try fields.require(
      range.start % 64 == 0, "start of \(name)", found: "\(range.start)", expected: "a multiple of 64",
      at: offset + 8)
    try fields.kpuMap(
      name, row: Int(range.start / 64), channels: Int(shape.c), height: Int(shape.h), width: Int(shape.w),
      batches: Int(shape.n), at: offset + 8)
  }

  /// Throws unless an input of the model has a place for its shape.
  func input(
    _ input: KModelV4.Input, _ index: Int, at offset: Int, shapeAt shapeOffset: Int
  ) throws(KModelError) {
    let name = "input \(index)"
    try shape(input.shape, atLeast: 1, name, at: shapeOffset)
    guard input.range.memory != .kpu else {
      return try kpuMap(input.range, shape: input.shape, name, at: offset)
    }
    try output(
      input.range, name, holds: input.shape.elementCount, size: input.range.dataType.byteCount, at: offset)
  }
}
