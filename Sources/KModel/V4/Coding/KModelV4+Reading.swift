extension KModelV4 {
  static let headerByteCount = 40
  static let rangeByteCount = 16
  static let shapeByteCount = 16
  static let nodeHeaderByteCount = 8
  /// `LDMK` as a little-endian word.
  static let identifier: UInt32 = 0x4B4D_444C

  /// Reads a whole file that starts with `LDMK` and 4; the values are not validated yet.
  init(reading file: ArraySlice<UInt8>) throws(KModelError) {
    var header = FieldReader(file, subject: "header")
    _ = try header.integer(UInt64.self)
    flags = try header.integer()
    target = try header.integer()
    let constantsOffset = header.offset
    let constantsByteCount = Int(try header.integer(UInt32.self))
    mainMemoryByteCount = try header.integer()
    let nodeCountOffset = header.offset
    let nodeCount = Int(try header.integer(UInt32.self))
    let inputCount = Int(try header.integer(UInt32.self))
    let outputCount = Int(try header.integer(UInt32.self))
    reserved = try header.integer()

    let inputByteCount = Self.rangeByteCount + Self.shapeByteCount
    try header.check(count: inputCount, "input count", size: inputByteCount, at: nodeCountOffset + 4)
    var ranges: [MemoryRange] = []
    for _ in 0..<inputCount { ranges.append(try MemoryRange(reading: &header)) }
    inputs = []
    for range in ranges { inputs.append(Input(range: range, shape: try ShapeV4(reading: &header))) }
    try header.check(count: outputCount, "output count", size: Self.rangeByteCount, at: nodeCountOffset + 8)
    outputs = []
    for _ in 0..<outputCount { outputs.append(try MemoryRange(reading: &header)) }
    try header.check(count: constantsByteCount, "size of constants", size: 1, at: constantsOffset)
    constants = try header.block(constantsByteCount, "constants")
    try header.check(count: nodeCount, "node count", size: Self.nodeHeaderByteCount, at: nodeCountOffset)

    nodes = []
    omitsFinalPadding = false
    var start = header.offset + nodeCount * Self.nodeHeaderByteCount
    for index in 0..<nodeCount {
      let opcodeOffset = header.offset
      let opcode = try header.integer(UInt32.self)
      let byteCount = Int(try header.integer(UInt32.self))
      guard let code = OperationV4.Code(rawValue: opcode) else {
        throw KModelError(
          .unknownLayerType(opcode), offset: opcodeOffset, layer: index, subject: "node \(index)")
      }
      let section = try BodySection(
        file: file, start: start, byteCount: byteCount, isLast: index == nodeCount - 1,
        subject: Self.subject(index, code), layer: index)
      omitsFinalPadding = section.lacksPadding
      var reader = section.reader
      nodes.append(Node(operation: try OperationV4(code, reading: &reader), bodyOffset: start))
      start = section.end
    }
    trailingBytes = file[start...]
  }

  /// What messages call a node.
  static func subject(_ index: Int, _ code: OperationV4.Code) -> String { "node \(index) (\(code.name))" }
}
