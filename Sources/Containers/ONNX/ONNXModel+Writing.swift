extension ONNXModel {
  /// The file, with the fields in the order of their numbers; equal models give equal bytes.
  ///
  /// Texts that are empty and numbers that are 0 are left out, as other writers do, but for the versions.
  public func bytes() -> [UInt8] {
    var writer = ProtobufWriter()
    writer.write(1, integer: irVersion)
    writer.write(2, text: producerName)
    writer.write(3, text: producerVersion)
    writer.write(4, text: domain)
    if modelVersion != 0 { writer.write(5, integer: modelVersion) }
    writer.write(6, text: docString)
    writer.write(7) { graph.write(to: &$0) }
    for set in operatorSets {
      writer.write(8) { message in
        message.write(1, text: set.domain)
        message.write(2, integer: set.version)
      }
    }
    for entry in metadata { writer.write(14) { entry.write(to: &$0) } }
    for field in opaqueFields { writer.write(field.number, bytes: field.bytes) }
    return writer.bytes
  }
}

extension ProtobufWriter {
  /// A text that is left out when it is empty.
  fileprivate mutating func write(_ field: Int, text: String) {
    if !text.isEmpty { write(field, string: text) }
  }
}

extension ONNXMetadata {
  fileprivate func write(to writer: inout ProtobufWriter) {
    writer.write(1, string: key)
    writer.write(2, string: value)
  }
}

extension ONNXGraph {
  fileprivate func write(to writer: inout ProtobufWriter) {
    for node in nodes { writer.write(1) { node.write(to: &$0) } }
    writer.write(2, text: name)
    // Sparse constants come last when a file is read: they have a field of their own behind all others.
    for tensor in initializers {
      if case .sparse = tensor.storage { continue }
      writer.write(5) { tensor.write(to: &$0) }
    }
    writer.write(10, text: docString)
    for value in inputs { writer.write(11) { value.write(to: &$0) } }
    for value in outputs { writer.write(12) { value.write(to: &$0) } }
    for value in valueInfos { writer.write(13) { value.write(to: &$0) } }
    for tensor in initializers {
      if case .sparse(let bytes) = tensor.storage { writer.write(15, bytes: bytes) }
    }
    for field in opaqueFields { writer.write(field.number, bytes: field.bytes) }
  }
}

extension ONNXNode {
  fileprivate func write(to writer: inout ProtobufWriter) {
    for input in inputs { writer.write(1, string: input) }
    for output in outputs { writer.write(2, string: output) }
    writer.write(3, text: name)
    writer.write(4, string: operation)
    for attribute in attributes { writer.write(5) { attribute.write(to: &$0) } }
    writer.write(6, text: docString)
    writer.write(7, text: domain)
  }
}

extension ONNXAttribute {
  fileprivate func write(to writer: inout ProtobufWriter) {
    writer.write(1, string: name)
    switch value {
    case .float(let value): writer.write(2, float: value)
    case .int(let value): writer.write(3, integer: value)
    case .string(let bytes): writer.write(4, bytes: bytes)
    case .tensor(let tensor): writer.write(5) { tensor.write(to: &$0) }
    case .graph(let graph): writer.write(6) { graph.write(to: &$0) }
    // The schema does not pack these two.
    case .floats(let values): for value in values { writer.write(7, float: value) }
    case .ints(let values): for value in values { writer.write(8, integer: value) }
    case .strings(let strings): for bytes in strings { writer.write(9, bytes: bytes) }
    case .other: break
    }
    writer.write(20, integer: Int64(value.kind))
  }
}

extension ONNXTensor {
  fileprivate func write(to writer: inout ProtobufWriter) {
    for extent in dimensions { writer.write(1, integer: Int64(extent)) }
    writer.write(2, integer: Int64(dataType.rawValue))
    if case .list(let list, let bytes) = storage, list.rawValue < 8 {
      writer.write(list.rawValue, bytes: bytes)
    }
    if case .strings(let strings) = storage { for bytes in strings { writer.write(6, bytes: bytes) } }
    writer.write(8, text: name)
    switch storage {
    case .raw(let bytes): if !bytes.isEmpty { writer.write(9, bytes: bytes) }
    case .list(let list, let bytes): if list.rawValue > 8 { writer.write(list.rawValue, bytes: bytes) }
    case .external(let entries):
      for entry in entries { writer.write(13) { entry.write(to: &$0) } }
      writer.write(14, integer: 1)
    case .strings, .sparse: break
    }
  }
}

extension ONNXValueInfo {
  fileprivate func write(to writer: inout ProtobufWriter) {
    writer.write(1, string: name)
    guard elementType != nil || dimensions != nil else { return }
    writer.write(2) { type in
      type.write(1) { tensor in
        if let elementType { tensor.write(1, integer: Int64(elementType.rawValue)) }
        guard let dimensions else { return }
        tensor.write(2) { shape in
          for dimension in dimensions { shape.write(1) { dimension.write(to: &$0) } }
        }
      }
    }
  }
}

extension ONNXDimension {
  fileprivate func write(to writer: inout ProtobufWriter) {
    switch self {
    case .fixed(let extent): writer.write(1, integer: Int64(extent))
    case .symbol(let name): writer.write(2, string: name)
    case .unknown: break
    }
  }
}
