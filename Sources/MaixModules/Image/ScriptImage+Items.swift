import Pictures
package import Scripting

/// `print(image)`, `image[index]`, and its bytes.
extension ScriptImage: ScriptObject {
  package func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    let type =
      if buffer.jpeg != nil {
        "jpeg"
      } else {
        switch buffer.raster.format {
        case .binary: "binary"
        case .grayscale: "grayscale"
        case .rgb565: "rgb565"
        }
      }
    // The firmware forgets that a word has four bytes.
    let isBinary = buffer.jpeg == nil && buffer.raster.format == .binary
    let size = isBinary ? buffer.boardByteCount / 4 : buffer.boardByteCount
    return Array(
      "{\"w\":\(buffer.width), \"h\":\(buffer.height), \"type\"=\"\(type)\", \"size\":\(size)}".utf8)
  }

  package func scriptBytes(_ vm: Interpreter) throws(Raised) -> [UInt8]? { buffer.boardBytes }

  package func scriptItem(_ vm: Interpreter, _ index: Value) throws(Raised) -> Value? {
    guard vm.kind(index) == .slice else { return try item(vm, try place(vm, index)) }
    let places = try slice(vm, index)
    // A tuple of tuples: what the heap cannot hold is refused before it is made.
    let limit = buffer.jpeg == nil && buffer.raster.format == .rgb565 ? 72 : 8
    guard places.count < (1 << 30) / limit else { throw vm.memoryError(places.count * 8 + 16) }
    var items: [Value] = []
    items.reserveCapacity(places.count)
    for place in places { items.append(try item(vm, place)) }
    return try vm.newTuple(items)
  }

  package func setScriptItem(_ vm: Interpreter, _ index: Value, _ item: Value) throws(Raised) -> Bool {
    // `del`.
    guard !item.isNull else { return false }
    guard vm.kind(index) == .slice else {
      let place = try place(vm, index)
      store(try bits(vm, item), at: place)
      return true
    }
    let places = try slice(vm, index)
    if vm.kind(item) == .list, let items = vm.sequenceItems(item) {
      guard items.count == places.count else { throw vm.fault(.OSError, "cannot grow or shrink image") }
      for (place, item) in zip(places, items) { store(try bits(vm, item), at: place) }
    } else {
      let bits = try bits(vm, item)
      for place in places { store(bits, at: place) }
    }
    return true
  }

  private var itemCount: Int { buffer.jpeg?.bytes.count ?? buffer.raster.width * buffer.raster.height }

  private func place(_ vm: Interpreter, _ index: Value) throws(Raised) -> Int {
    guard index.isSmall || vm.kind(index) == .bool || vm.kind(index) == .bigInteger else {
      throw vm.typeError("Image indices must be integers, not \(vm.typeName(index))")
    }
    let number = try vm.plainInteger(index)
    let place = number < 0 ? number + itemCount : number
    guard place >= 0, place < itemCount else { throw vm.indexError("Image index out of range") }
    return place
  }

  private func slice(_ vm: Interpreter, _ index: Value) throws(Raised) -> Range<Int> {
    let bounds = try vm.sliceBounds(index, count: itemCount)
    guard bounds.step == 1 else {
      throw vm.fault(.OSError, "only slices with step=1 (aka None) are supported")
    }
    let start = min(max(bounds.start, 0), itemCount)
    return start..<min(max(bounds.stop, start), itemCount)
  }

  private func item(_ vm: Interpreter, _ place: Int) throws(Raised) -> Value {
    if let jpeg = buffer.jpeg { return Value(small: Int(jpeg.bytes[place])) }
    let raster = buffer.raster
    let value = raster[place % raster.width, place / raster.width]
    guard raster.format == .rgb565 else { return Value(small: Int(value)) }
    return try vm.newColor(BoardColor.color(value))
  }

  /// A script's value as a pixel.
  private func bits(_ vm: Interpreter, _ item: Value) throws(Raised) -> UInt16 {
    guard buffer.jpeg == nil, buffer.raster.format == .rgb565 else {
      let number = UInt16(truncatingIfNeeded: try vm.plainInteger(item) & 0xFF)
      return buffer.jpeg == nil && buffer.raster.format == .binary ? number & 1 : number
    }
    return BoardColor.rgb565(try vm.color(item))
  }

  private func store(_ value: UInt16, at place: Int) {
    guard buffer.jpeg == nil else {
      buffer.jpeg?.bytes[place] = UInt8(truncatingIfNeeded: value)
      return
    }
    let width = buffer.raster.width
    buffer.raster[place % width, place / width] = value
  }
}

extension ImageBuffer {
  /// The bytes as a board has them in memory: binary pixels are bits of words, the lowest one first.
  var boardBytes: [UInt8] {
    if let jpeg { return jpeg.bytes }
    guard raster.format == .binary else { return raster.bytes }
    let stride = (raster.width + 31) / 32 * 4
    var packed = [UInt8](repeating: 0, count: stride * raster.height)
    for (index, bit) in raster.bytes.enumerated() where bit != 0 {
      let (x, y) = (index % raster.width, index / raster.width)
      packed[y * stride + x / 8] |= 1 << UInt8(x % 8)
    }
    return packed
  }
}

extension Interpreter {
  /// A tuple of red, green and blue.
  func newColor(_ color: Color) throws(Raised) -> Value {
    try newTuple([
      Value(small: Int(color.red)), Value(small: Int(color.green)), Value(small: Int(color.blue)),
    ])
  }
}
