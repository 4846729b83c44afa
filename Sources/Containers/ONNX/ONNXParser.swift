/// Reads the messages of a file into values and counts the memory that they take.
///
/// A field of two bytes may ask for a value of a hundred, so that each value is charged against a budget before it
/// is made. Arrays grow by doubling; therefore an element counts twice its size.
struct ONNXParser {
  private var budget: Int
  private let limit: Int
  private let limits: ONNXLimits

  init(byteCount: Int, limits: ONNXLimits) {
    let (product, overflow) = byteCount.multipliedReportingOverflow(by: max(1, limits.memoryFactor))
    limit = max(limits.leastMemory, overflow ? .max : product)
    budget = limit
    self.limits = limits
  }

  /// Counts memory that is about to be taken.
  mutating func charge(_ byteCount: Int, _ place: ONNXPlace, at offset: Int) throws(ONNXError) {
    guard byteCount <= budget else {
      throw ONNXError(.tooMuchMemory(limit: limit), offset: offset, subject: place.description)
    }
    budget -= byteCount
  }

  /// Counts one more element of an array.
  mutating func charge<Element>(_ element: Element.Type, _ field: ONNXField) throws(ONNXError) {
    try charge(2 * MemoryLayout<Element>.stride, field.place, at: field.offset)
  }

  /// A text for people; bytes that are no UTF-8 are replaced, each by up to three.
  mutating func text(_ field: ONNXField) throws(ONNXError) -> String {
    let bytes = try field.bytes()
    try chargeText(bytes.count + 2 * bytes.count { $0 > 0x7F }, field)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A text that other places refer to.
  mutating func name(_ field: ONNXField) throws(ONNXError) -> String {
    try chargeText(try field.bytes().count, field)
    return try field.reading { () throws(ProtobufError) in try field.field.name() }
  }

  /// Texts of up to 15 bytes lie in the value itself; longer ones have a header of 32.
  private mutating func chargeText(_ byteCount: Int, _ field: ONNXField) throws(ONNXError) {
    if byteCount > 15 { try charge(byteCount + 32, field.place, at: field.offset) }
  }

  private func repeated(_ what: String, _ field: ONNXField) -> ONNXError {
    ONNXError(
      .invalid(field: what, found: "there twice", expected: "there once"), offset: field.offset,
      subject: field.place.description)
  }

  // MARK: The model

  mutating func model(_ bytes: ArraySlice<UInt8>) throws(ONNXError) -> ONNXModel {
    var message = ONNXMessage(ProtobufReader(bytes), .model)
    var model = ONNXModel(irVersion: 0, operatorSets: [], graph: ONNXGraph(name: ""))
    var hasGraph = false
    while let field = try message.next() {
      switch field.number {
      case 1: model.irVersion = try field.integer()
      case 2: model.producerName = try text(field)
      case 3: model.producerVersion = try text(field)
      case 4: model.domain = try text(field)
      case 5: model.modelVersion = try field.integer()
      case 6: model.docString = try text(field)
      case 7:
        if hasGraph { throw repeated("the graph", field) }
        hasGraph = true
        model.graph = try graph(message.message(field, .graph), depth: 1)
      case 8: model.operatorSets.append(try operatorSet(field, in: message))
      case 14: model.metadata.append(try metadata(field, in: message))
      default: try keep(field, in: &model.opaqueFields)
      }
    }
    guard hasGraph else {
      throw ONNXError(.missing(field: "the graph"), offset: bytes.startIndex, subject: "model")
    }
    return model
  }

  private mutating func operatorSet(
    _ field: ONNXField, in message: ONNXMessage
  ) throws(ONNXError) -> ONNXOperatorSet {
    try charge(ONNXOperatorSet.self, field)
    var parts = try message.message(field, ONNXPlace(what: "operator set"))
    var set = ONNXOperatorSet(version: 0)
    while let part = try parts.next() {
      switch part.number {
      case 1: set.domain = try name(part)
      case 2: set.version = try part.integer()
      default: break
      }
    }
    return set
  }

  mutating func metadata(_ field: ONNXField, in message: ONNXMessage) throws(ONNXError) -> ONNXMetadata {
    try charge(ONNXMetadata.self, field)
    var parts = try message.message(field, ONNXPlace(what: "metadata"))
    var entry = ONNXMetadata(key: "", value: "")
    while let part = try parts.next() {
      switch part.number {
      case 1: entry.key = try text(part)
      case 2: entry.value = try text(part)
      default: break
      }
    }
    return entry
  }

  /// Keeps a field that is not read; numbers among them are let go.
  private mutating func keep(_ field: ONNXField, in fields: inout [ONNXOpaqueField]) throws(ONNXError) {
    guard case .bytes(let bytes) = field.field.value else { return }
    try charge(ONNXOpaqueField.self, field)
    fields.append(ONNXOpaqueField(number: field.number, bytes: bytes))
  }

  // MARK: Graphs

  mutating func graph(_ message: ONNXMessage, depth: Int) throws(ONNXError) -> ONNXGraph {
    guard depth <= limits.graphDepth else {
      throw ONNXError(
        .tooDeep(limit: limits.graphDepth), offset: message.reader.offset, subject: message.place.description)
    }
    var message = message
    var graph = ONNXGraph(name: "")
    while let field = try message.next() {
      switch field.number {
      case 1:
        try charge(ONNXNode.self, field)
        let place = ONNXPlace(what: "node", index: graph.nodes.count)
        graph.nodes.append(try node(message.message(field, place), depth: depth))
      case 2: graph.name = try name(field)
      case 5:
        try charge(ONNXTensor.self, field)
        let place = ONNXPlace(what: "initializer", index: graph.initializers.count)
        graph.initializers.append(try tensor(message.message(field, place), at: field.offset))
      case 10: graph.docString = try text(field)
      case 11: graph.inputs.append(try valueInfo(field, in: message, "input", graph.inputs.count))
      case 12: graph.outputs.append(try valueInfo(field, in: message, "output", graph.outputs.count))
      case 13: graph.valueInfos.append(try valueInfo(field, in: message, "value", graph.valueInfos.count))
      case 15:
        try charge(ONNXTensor.self, field)
        let place = ONNXPlace(what: "initializer", index: graph.initializers.count)
        graph.initializers.append(try sparseTensor(message.message(field, place), at: field.offset))
      default: try keep(field, in: &graph.opaqueFields)
      }
    }
    return graph
  }

  private mutating func node(_ message: ONNXMessage, depth: Int) throws(ONNXError) -> ONNXNode {
    var message = message
    var node = ONNXNode(operation: "", inputs: [], outputs: [])
    while let field = try message.next() {
      switch field.number {
      case 1:
        try charge(String.self, field)
        node.inputs.append(try name(field))
      case 2:
        try charge(String.self, field)
        node.outputs.append(try name(field))
      case 3: node.name = try name(field)
      case 4: node.operation = try name(field)
      case 5:
        try charge(ONNXAttribute.self, field)
        node.attributes.append(try attribute(message.message(field, message.place), depth: depth))
      case 6: node.docString = try text(field)
      case 7: node.domain = try name(field)
      default: break
      }
    }
    return node
  }

  // MARK: Types of values

  private mutating func valueInfo(
    _ field: ONNXField, in message: ONNXMessage, _ what: String, _ index: Int
  ) throws(ONNXError) -> ONNXValueInfo {
    try charge(ONNXValueInfo.self, field)
    var parts = try message.message(field, ONNXPlace(what: what, index: index))
    var value = ONNXValueInfo(name: "")
    while let part = try parts.next() {
      switch part.number {
      case 1: value.name = try name(part)
      case 2:
        var type = try parts.message(part, parts.place)
        while let kind = try type.next() {
          if kind.number == 1 { try tensorType(type.message(kind, parts.place), of: &value) }
        }
      default: break
      }
    }
    return value
  }

  private mutating func tensorType(
    _ message: ONNXMessage, of value: inout ONNXValueInfo
  ) throws(ONNXError) {
    var message = message
    while let field = try message.next() {
      switch field.number {
      case 1: value.elementType = ONNXDataType(rawValue: Int32(truncatingIfNeeded: try field.integer()))
      case 2:
        var shape = try message.message(field, message.place)
        var dimensions: [ONNXDimension] = []
        while let extent = try shape.next() {
          if extent.number != 1 { continue }
          try charge(ONNXDimension.self, extent)
          dimensions.append(try dimension(shape.message(extent, message.place)))
        }
        value.dimensions = dimensions
      default: break
      }
    }
  }

  private mutating func dimension(_ message: ONNXMessage) throws(ONNXError) -> ONNXDimension {
    var message = message
    var dimension = ONNXDimension.unknown
    while let field = try message.next() {
      switch field.number {
      case 1: dimension = .fixed(Int(try field.integer()))
      case 2: dimension = .symbol(try name(field))
      default: break
      }
    }
    return dimension
  }
}
