extension ONNXParser {
  // MARK: Attributes

  mutating func attribute(_ message: ONNXMessage, depth: Int) throws(ONNXError) -> ONNXAttribute {
    var message = message
    var parts = AttributeParts()
    let start = message.reader.offset
    while let field = try message.next() {
      parts.note(field.number)
      switch field.number {
      case 1: parts.name = try name(field)
      case 2: parts.float = try field.float()
      case 3: parts.int = try field.integer()
      case 4:
        let bytes = try field.bytes()
        try charge(bytes.count + 32, field.place, at: field.offset)
        parts.string = Array(bytes)
      case 5:
        try charge(2 * MemoryLayout<ONNXTensor>.stride, field.place, at: field.offset)
        parts.tensor = try tensor(message.message(field, message.place), at: field.offset)
      case 6:
        try charge(2 * MemoryLayout<ONNXGraph>.stride, field.place, at: field.offset)
        parts.graph = try graph(message.message(field, .graph), depth: depth + 1)
      case 7: try append(field, to: &parts.floats)
      case 8: try append(field, to: &parts.ints)
      case 9:
        let bytes = try field.bytes()
        try charge(bytes.count + 48, field.place, at: field.offset)
        parts.strings.append(Array(bytes))
      case 20: parts.kind = Int(truncatingIfNeeded: try field.integer())
      default: break
      }
    }
    guard let value = parts.value else {
      throw ONNXError(
        .missing(field: "the value of attribute '\(parts.name.prefix(80))'"), offset: start,
        subject: message.place.description)
    }
    return ONNXAttribute(parts.name, value)
  }

  private mutating func append(_ field: ONNXField, to floats: inout [Float]) throws(ONNXError) {
    guard case .bytes(let packed) = field.field.value else {
      try charge(Float.self, field)
      floats.append(try field.float())
      return
    }
    try checkWords(packed, byteCount: 4, field)
    try charge(2 * packed.count, field.place, at: field.offset)
    floats += packed.words(UInt32.self) { Float(bitPattern: $0) }
  }

  private mutating func append(_ field: ONNXField, to ints: inout [Int64]) throws(ONNXError) {
    guard case .bytes(let packed) = field.field.value else {
      try charge(Int64.self, field)
      ints.append(try field.integer())
      return
    }
    try charge(16 * PackedVarints.count(packed), field.place, at: field.offset)
    ints += try field.reading { () throws(ProtobufError) in try PackedVarints.values(of: packed) }
  }

  private func checkWords(
    _ packed: ArraySlice<UInt8>, byteCount: Int, _ field: ONNXField
  ) throws(ONNXError) {
    guard packed.count % byteCount == 0 else {
      throw ONNXError(
        .invalid(
          field: "the size of packed numbers", found: "\(packed.count) bytes",
          expected: "a multiple of \(byteCount)"),
        offset: field.offset, subject: field.place.description)
    }
  }

  // MARK: Tensors

  mutating func tensor(_ message: ONNXMessage, at offset: Int) throws(ONNXError) -> ONNXTensor {
    var message = message
    var parts = TensorParts()
    while let field = try message.next() {
      switch field.number {
      case 1:
        var extents: [Int64] = []
        try append(field, to: &extents)
        for extent in extents { parts.dimensions.append(Int(extent)) }
      case 2: parts.dataType = ONNXDataType(rawValue: Int32(truncatingIfNeeded: try field.integer()))
      case 6:
        try charge(ArraySlice<UInt8>.self, field)
        parts.strings.append(try field.bytes())
      case 8: parts.name = try name(field)
      case 9: parts.raw = try field.bytes()
      case 13: parts.external.append(try metadata(field, in: message))
      case 14: parts.isExternal = try field.integer() == 1
      default:
        if let list = ONNXTensor.List(rawValue: field.number) { try append(field, to: &parts, list) }
      }
    }
    return ONNXTensor(
      name: parts.name, dataType: parts.dataType, dimensions: parts.dimensions,
      storage: try parts.storage(message.place, at: offset), offset: offset)
  }

  /// Adds numbers to one of the lists: a packed one stays a slice, others are packed one behind the other.
  private mutating func append(
    _ field: ONNXField, to parts: inout TensorParts, _ list: ONNXTensor.List
  ) throws(ONNXError) {
    if let other = parts.list, other != list {
      throw ONNXError(
        .invalid(
          field: "the list that holds the elements",
          found: "both field \(other.rawValue) and \(list.rawValue)",
          expected: "one of them"), offset: field.offset, subject: field.place.description)
    }
    parts.list = list
    var packed: ArraySlice<UInt8>
    var single = ProtobufWriter()
    switch (field.field.value, list) {
    case (.bytes(let bytes), _):
      packed = bytes
      if list == .floats || list == .doubles {
        try checkWords(packed, byteCount: list == .floats ? 4 : 8, field)
      }
    case (.fixed32(let bits), .floats):
      single.append(fixed: bits)
      packed = single.bytes[...]
    case (.fixed64(let bits), .doubles):
      single.append(fixed: bits)
      packed = single.bytes[...]
    default:
      single.append(UInt64(bitPattern: try field.integer()))
      packed = single.bytes[...]
    }
    if parts.numbers.isEmpty {
      parts.numbers = packed
    } else {
      // What was a slice of the file becomes an array of its own.
      let own = parts.ownsNumbers ? 0 : parts.numbers.count
      try charge(2 * (own + packed.count), field.place, at: field.offset)
      parts.ownsNumbers = true
      parts.numbers.append(contentsOf: packed)
    }
  }

  /// Name, type and extents of a list of elements that are not zero, and the list as it is.
  mutating func sparseTensor(_ message: ONNXMessage, at offset: Int) throws(ONNXError) -> ONNXTensor {
    var message = message
    var (name, dataType, dimensions) = ("", ONNXDataType.undefined, [Int64]())
    while let field = try message.next() {
      switch field.number {
      case 1:
        let values = try tensor(message.message(field, message.place), at: field.offset)
        (name, dataType) = (values.name, values.dataType)
      case 3: try append(field, to: &dimensions)
      default: break
      }
    }
    return ONNXTensor(
      name: name, dataType: dataType, dimensions: dimensions.map { Int($0) },
      storage: .sparse(message.reader.bytes), offset: offset)
  }
}

/// The fields of an attribute as they come.
private struct AttributeParts {
  var name = ""
  /// Of the schema; 0 in files of the first versions, which leave it out.
  var kind = 0
  var (float, int): (Float, Int64) = (0, 0)
  var string: [UInt8] = []
  var tensor: ONNXTensor?
  var graph: ONNXGraph?
  var floats: [Float] = []
  var ints: [Int64] = []
  var strings: [[UInt8]] = []
  /// What the fields that were met say about the kind.
  private var inferred = 0

  /// Fields 2 to 11 are the kinds 1 to 10 in their order.
  mutating func note(_ field: Int) { if (2...11).contains(field) { inferred = field - 1 } }

  /// The value; nil when its kind needs one that is not there.
  var value: ONNXAttribute.Value? {
    switch kind == 0 ? inferred : kind {
    case 1: .float(float)
    case 2: .int(int)
    case 3: .string(string)
    case 4: tensor.map { .tensor($0) }
    case 5: graph.map { .graph($0) }
    case 6: .floats(floats)
    case 7: .ints(ints)
    case 8: .strings(strings)
    case let other: .other(kind: other)
    }
  }
}

/// The fields of a tensor as they come.
private struct TensorParts {
  var name = ""
  var dataType = ONNXDataType.undefined
  var dimensions: [Int] = []
  var raw: ArraySlice<UInt8>?
  var list: ONNXTensor.List?
  var numbers: ArraySlice<UInt8> = []
  var ownsNumbers = false
  var strings: [ArraySlice<UInt8>] = []
  var external: [ONNXMetadata] = []
  var isExternal = false

  /// Where the elements are; raw data and a list that both hold some contradict each other.
  func storage(_ place: ONNXPlace, at offset: Int) throws(ONNXError) -> ONNXTensor.Storage {
    let hasRaw = raw.map { !$0.isEmpty } ?? false
    guard [hasRaw, !numbers.isEmpty, !strings.isEmpty, isExternal].count(where: { $0 }) <= 1 else {
      throw ONNXError(
        .invalid(field: "the data", found: "there in several forms", expected: "in one of them"),
        offset: offset, subject: place.description)
    }
    if isExternal { return .external(external) }
    if let list, !numbers.isEmpty { return .list(list, numbers) }
    return dataType == .string ? .strings(strings) : .raw(raw ?? [])
  }
}
