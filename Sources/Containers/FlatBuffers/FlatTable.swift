/// One table of a FlatBuffer; fields go by their number in the schema, from 0.
///
/// Absent fields read as zero, empty or nil, as the format defines. (Descriptions of formats often number fields by
/// their place in the vtable, which is `4 + 2 * field`.)
public struct FlatTable {
  let buffer: FlatBuffer
  /// Offset of the table in the file, for errors.
  public let offset: Int
  let vtable: Int
  let fieldCount: Int

  /// Where a field's value or its offset lies; nil when the table does not have it.
  private func place(_ field: Int) throws(FlatBufferError) -> Int? {
    guard (0..<fieldCount).contains(field) else { return nil }
    let distance = Int(try buffer.integer(UInt16.self, at: vtable + 4 + 2 * field))
    return distance == 0 ? nil : offset + distance
  }

  /// Where the offset in a field leads; nil when the table does not have it.
  private func target(_ field: Int) throws(FlatBufferError) -> Int? {
    guard let place = try place(field) else { return nil }
    return try buffer.target(of: place)
  }

  /// A number.
  public func integer<Integer: FixedWidthInteger>(
    _ field: Int, _ type: Integer.Type = Integer.self
  ) throws(FlatBufferError) -> Integer {
    guard let place = try place(field) else { return 0 }
    return try buffer.integer(type, at: place)
  }

  /// A text; bytes that are no UTF-8 are replaced.
  public func string(_ field: Int) throws(FlatBufferError) -> String {
    guard let target = try target(field) else { return "" }
    let range = try buffer.elements(at: target, elementByteCount: 1)
    try buffer.charge(range.count, at: target)
    return String(decoding: buffer.bytes[range], as: UTF8.self)
  }

  /// The offsets in the file of a vector of bytes, which is not copied; nil when there is none.
  public func byteRange(_ field: Int) throws(FlatBufferError) -> Range<Int>? {
    guard let target = try target(field) else { return nil }
    return try buffer.elements(at: target, elementByteCount: 1)
  }

  /// A vector of numbers.
  public func integers<Integer: FixedWidthInteger>(
    _ field: Int, _ type: Integer.Type = Integer.self
  ) throws(FlatBufferError) -> [Integer] {
    guard let target = try target(field) else { return [] }
    let size = Integer.bitWidth / 8
    let range = try buffer.elements(at: target, elementByteCount: size)
    try buffer.charge(range.count, at: target)
    var values: [Integer] = []
    values.reserveCapacity(range.count / size)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      values.append(try buffer.integer(type, at: start))
    }
    return values
  }

  /// A vector of single precision numbers.
  public func floats(_ field: Int) throws(FlatBufferError) -> [Float] {
    try integers(field, UInt32.self).map { Float(bitPattern: $0) }
  }

  /// A table; nil when there is none.
  public func table(_ field: Int) throws(FlatBufferError) -> FlatTable? {
    guard let target = try target(field) else { return nil }
    return try buffer.table(at: target)
  }

  /// A vector of tables.
  public func tables(_ field: Int) throws(FlatBufferError) -> [FlatTable] {
    guard let target = try target(field) else { return [] }
    let range = try buffer.elements(at: target, elementByteCount: 4)
    try buffer.charge(range.count / 4 * FlatBuffer.tableCharge, at: target)
    var tables: [FlatTable] = []
    tables.reserveCapacity(range.count / 4)
    for place in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
      tables.append(try buffer.table(at: buffer.target(of: place)))
    }
    return tables
  }
}
