import Scripting

/// What a script holds as `kpu_fmap`: a look at an output of a model.
final class FeatureMap: ScriptObject {
  /// The bytes, which the model's next run overwrites.
  let output: NetworkOutput
  /// Number of the last layer.
  let index: Int
  let width: Int
  let height: Int
  let channels: Int
  /// Whether elements are floats (`f`) or bytes (`B`).
  let isFloat: Bool

  init(_ output: NetworkOutput, index: Int, extent: LoadedNetwork.Extent, isFloat: Bool) {
    self.output = output
    // The firmware has 16 bits for each.
    self.index = index & 0xFFFF
    width = extent.width & 0xFFFF
    height = extent.height & 0xFFFF
    channels = extent.channels & 0xFFFF
    self.isFloat = isFloat
  }

  /// Elements that can be read.
  var count: Int { isFloat ? output.bytes.count / 4 : output.bytes.count }

  /// `B` or `f`.
  var typeCode: String { isFloat ? "f" : "B" }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    let address = String(output.address, radix: 16)
    return Array(
      ("{\"fmap\": \"data\"=0x\(address), \"size\"=\(output.bytes.count), \"index\": \(index), "
        + "\"w\": \(width), \"h\": \(height), \"ch\": \(channels), \"typecode\": \(typeCode)}").utf8)
  }

  func scriptBytes(_ vm: Interpreter) throws(Raised) -> [UInt8]? { output.bytes }

  // MARK: Items

  func scriptItem(_ vm: Interpreter, _ index: Value) throws(Raised) -> Value? {
    guard let range = try slice(vm, index) else { return try element(vm, try position(vm, index)) }
    var items: [Value] = []
    items.reserveCapacity(range.count)
    for place in range { items.append(try element(vm, place)) }
    return try vm.newTuple(items)
  }

  func setScriptItem(_ vm: Interpreter, _ index: Value, _ item: Value) throws(Raised) -> Bool {
    guard let range = try slice(vm, index) else {
      let place = try position(vm, index)
      store(try bytes(vm, item), at: place)
      return true
    }
    guard vm.isKind(item, .list), let items = vm.sequenceItems(item) else {
      let bytes = try bytes(vm, item)
      store((0..<range.count).flatMap { _ in bytes }, at: range.lowerBound)
      return true
    }
    guard items.count == range.count else { throw vm.fault(.OSError, "cannot grow or shrink image") }
    var all: [UInt8] = []
    for item in items { all += try bytes(vm, item) }
    store(all, at: range.lowerBound)
    return true
  }

  /// The elements that a slice takes; nil if the index is none.
  private func slice(_ vm: Interpreter, _ index: Value) throws(Raised) -> Range<Int>? {
    guard !index.isSmall, vm.isKind(index, .slice) else { return nil }
    let bounds = try vm.sliceBounds(index, count: count)
    guard bounds.step == 1 else {
      throw vm.fault(.OSError, "only slices with step=1 (aka None) are supported")
    }
    return bounds.start..<max(bounds.start, bounds.stop)
  }

  private func position(_ vm: Interpreter, _ index: Value) throws(Raised) -> Int {
    guard index.isSmall || vm.isKind(index, .bigInteger) || vm.isKind(index, .bool) else {
      throw vm.typeError("kpu_fmap indices must be integers, not \(vm.typeName(index))")
    }
    let number = try vm.plainInteger(index)
    let place = number < 0 ? number + count : number
    guard place >= 0, place < count else { throw vm.indexError("kpu_fmap index out of range") }
    return place
  }

  private func element(_ vm: Interpreter, _ place: Int) throws(Raised) -> Value {
    isFloat ? try vm.newFloat(Double(output.float(place))) : Value(small: Int(output.bytes[place]))
  }

  /// The bytes of one element.
  private func bytes(_ vm: Interpreter, _ item: Value) throws(Raised) -> [UInt8] {
    if isFloat { return NetworkOutput.bytes(of: [Float(try vm.floatArgument(item))]) }
    return [UInt8(truncatingIfNeeded: try vm.plainInteger(item))]
  }

  /// Stores elements; what the conversion ran may have made the output another size.
  private func store(_ bytes: [UInt8], at place: Int) {
    let start = place * (isFloat ? 4 : 1)
    guard start + bytes.count <= output.bytes.count else { return }
    output.store(bytes, at: start)
  }
}
