import Tensors

extension ONNXTensor {
  /// The elements in single precision, in row-major order; wider numbers are rounded.
  ///
  /// - Throws: `ONNXError` for elements that are no real numbers or are not in the file, and when their number
  ///   does not fit the extents.
  public func floats() throws(ONNXError) -> [Float] {
    if dataType.isInteger { return try integers().map { Float($0) } }
    switch dataType {
    case .float: return try words(UInt32.self) { Float(bitPattern: $0) }
    case .double: return try words(UInt64.self) { Float(Double(bitPattern: $0)) }
    case .float16: return try words(UInt16.self) { Float(halfBitPattern: $0) }
    case .bfloat16: return try words(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    default: throw error(.elementType(found: dataType, expected: "real numbers of 16 bits or more"))
    }
  }

  /// The elements of an integer or boolean type, in row-major order.
  ///
  /// - Throws: `ONNXError` for other types, for values that their type does not hold, for unsigned ones from 2^63
  ///   on, for elements that are not in the file, and when their number does not fit the extents.
  public func integers() throws(ONNXError) -> [Int64] {
    switch dataType {
    case .bool: return try words(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .uint8: return try words(UInt8.self) { Int64($0) }
    case .int8: return try words(Int8.self) { Int64($0) }
    case .uint16: return try words(UInt16.self) { Int64($0) }
    case .int16: return try words(Int16.self) { Int64($0) }
    case .uint32: return try words(UInt32.self) { Int64($0) }
    case .int32: return try words(Int32.self) { Int64($0) }
    case .int64: return try words(Int64.self) { $0 }
    case .uint64:
      let values = try words(Int64.self) { $0 }
      if let large = values.first(where: { $0 < 0 }) {
        throw invalid("an element", found: "\(UInt64(bitPattern: large))", expected: "less than 2^63")
      }
      return values
    case .uint4: return try nibbles { Int64($0) }
    case .int4: return try nibbles { Int64(Int8(bitPattern: $0 << 4) >> 4) }
    default: throw error(.elementType(found: dataType, expected: "integers"))
    }
  }

  /// The texts of a tensor of texts.
  ///
  /// - Throws: `ONNXError` for other types, and when their number does not fit the extents.
  public func strings() throws(ONNXError) -> [ArraySlice<UInt8>] {
    guard dataType == .string, case .strings(let strings) = storage else {
      throw error(.elementType(found: dataType, expected: "texts"))
    }
    try check("the number of texts", strings.count, expected: try elementCount())
    return strings
  }

  /// The elements as words of a width that fits their type.
  private func words<Word: FixedWidthInteger, Value>(
    _ type: Word.Type, _ value: (Word) -> Value
  ) throws(ONNXError) -> [Value] {
    let count = try elementCount()
    switch storage {
    case .raw(let bytes):
      let (expected, overflow) = count.multipliedReportingOverflow(by: Word.bitWidth / 8)
      try check("the size of the data in bytes", bytes.count, expected: overflow ? .max : expected)
      return bytes.words(Word.self, value)
    case .list(let list, let bytes):
      try check(list)
      if list == .floats || list == .doubles {
        try check("the number of elements", bytes.count / (Word.bitWidth / 8), expected: count)
        return bytes.words(Word.self, value)
      }
      return try varints(bytes, count: count).map { value(Word(truncatingIfNeeded: $0)) }
    case .strings: throw error(.elementType(found: .string, expected: "numbers"))
    case .external(let entries):
      throw error(.externalData(location: entries.last { $0.key == "location" }?.value ?? ""))
    case .sparse: throw error(.sparse)
    }
  }

  /// Elements of four bits, two of them in each byte, the first one in its low half.
  private func nibbles(_ value: (UInt8) -> Int64) throws(ONNXError) -> [Int64] {
    let count = try elementCount()
    var bytes: ArraySlice<UInt8>
    switch storage {
    case .raw(let raw): bytes = raw
    case .list(let list, let packed):
      try check(list)
      bytes = try varints(packed, count: count / 2 + count % 2).map { UInt8(truncatingIfNeeded: $0) }[...]
    default: return try words(UInt8.self, value)
    }
    try check("the size of the data in bytes", bytes.count, expected: count / 2 + count % 2)
    var values: [Int64] = []
    values.reserveCapacity(count)
    for byte in bytes {
      values.append(value(byte & 15))
      if values.count < count { values.append(value(byte >> 4)) }
    }
    return values
  }

  /// The numbers of a list of varints, each within the range of the type; the bits of halves and nibbles as they are.
  private func varints(_ packed: ArraySlice<UInt8>, count: Int) throws(ONNXError) -> [Int64] {
    try check("the number of elements", PackedVarints.count(packed), expected: count)
    let values: [Int64]
    do throws(ProtobufError) {
      values = try PackedVarints.values(of: packed)
    } catch { throw self.error(.protobuf(error.kind)) }
    guard let range = dataType.integerRange, let bits = dataType.bitCount, (8..<64).contains(bits) else {
      return values
    }
    if let stray = values.first(where: { !range.contains($0) }) {
      throw invalid(
        "an element", found: "\(stray)",
        expected: "\(range.lowerBound) to \(range.upperBound), as \(dataType)")
    }
    return values
  }

  private func check(_ field: String, _ found: Int, expected: Int) throws(ONNXError) {
    guard found == expected else {
      throw invalid(field, found: "\(found)", expected: "\(expected) for \(dimensions) of \(dataType)")
    }
  }

  private func check(_ list: List) throws(ONNXError) {
    guard list == dataType.list else {
      throw invalid(
        "the list that holds the elements", found: "field \(list.rawValue)",
        expected: dataType.list.map { "field \($0.rawValue) for \(dataType)" } ?? "raw data")
    }
  }
}

extension ONNXDataType {
  /// Which list of the schema holds elements of this type; nil for texts and unknown types.
  var list: ONNXTensor.List? {
    switch self {
    case .float, .complex64: .floats
    case .double, .complex128: .doubles
    case .int64: .integers64
    case .uint32, .uint64: .unsigned64
    case .undefined, .string, .unknown: nil
    case .uint8, .int8, .uint16, .int16, .int32, .bool, .float16, .bfloat16, .float8E4M3FN, .float8E4M3FNUZ,
      .float8E5M2, .float8E5M2FNUZ, .uint4, .int4, .float4E2M1:
      .integers32
    }
  }
}

extension ArraySlice<UInt8> {
  /// Each little-endian word as a value; what is left behind the last whole word is not looked at.
  func words<Word: FixedWidthInteger, Value>(_ type: Word.Type, _ value: (Word) -> Value) -> [Value] {
    let size = Word.bitWidth / 8
    var values: [Value] = []
    values.reserveCapacity(count / size)
    let bytes = span
    var start = 0
    while start + size <= bytes.count {
      var word: Word = 0
      for index in 0..<size { word |= Word(truncatingIfNeeded: bytes[start + index]) << Word(8 * index) }
      values.append(value(word))
      start += size
    }
    return values
  }
}
