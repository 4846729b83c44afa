extension KModelV3 {
  static let headerByteCount = 28
  static let outputByteCount = 8
  static let layerHeaderByteCount = 8

  /// Reads a whole file whose first word is 3; the values are not validated yet.
  init(reading file: ArraySlice<UInt8>) throws(KModelError) {
    var header = FieldReader(file, subject: "header")
    _ = try header.integer(UInt32.self)
    flags = try header.integer()
    architecture = try header.integer()
    let layerCountOffset = header.offset
    let layerCount = Int(try header.integer(UInt32.self))
    maxStartAddress = try header.integer()
    mainMemoryByteCount = try header.integer()
    let outputCount = try header.recordCount("output count", size: Self.outputByteCount)
    outputs = []
    outputs.reserveCapacity(outputCount)
    for _ in 0..<outputCount {
      outputs.append(Output(address: try header.integer(), byteCount: try header.integer()))
    }
    try header.check(
      count: layerCount, "layer count", size: Self.layerHeaderByteCount, at: layerCountOffset)

    layers = []
    omitsFinalPadding = false
    var start = header.offset + layerCount * Self.layerHeaderByteCount
    for index in 0..<layerCount {
      let typeOffset = header.offset
      let type = try header.integer(UInt32.self)
      let byteCount = Int(try header.integer(UInt32.self))
      let code = try Self.code(type, layer: index, at: typeOffset)
      let section = try BodySection(
        file: file, start: start, byteCount: byteCount, isLast: index == layerCount - 1,
        subject: Self.subject(index, code), layer: index)
      omitsFinalPadding = section.lacksPadding
      var reader = section.reader
      layers.append(
        Layer(
          flags: try reader.integer(),
          operation: try OperationV3(
            code, reading: &reader, file: file, bytesPerWeight: flags & 1 == 1 ? 1 : 2),
          bodyOffset: start))
      start = section.end
    }
    trailingBytes = file[start...]
  }

  /// What messages call a layer.
  static func subject(_ index: Int, _ code: OperationV3.Code) -> String { "layer \(index) (\(code.name))" }

  private static func code(
    _ type: UInt32, layer: Int, at offset: Int
  ) throws(KModelError) -> OperationV3.Code {
    if let code = OperationV3.Code(rawValue: type) { return code }
    let kind: KModelError.Kind =
      if let name = OperationV3.undefinedTypeName(type) {
        .undefinedLayerType(type, name: name)
      } else {
        .unknownLayerType(type)
      }
    throw KModelError(kind, offset: offset, layer: layer, subject: "layer \(layer)")
  }
}
