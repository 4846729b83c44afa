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
    // What replaces a byte takes three.
    let others = buffer.bytes[range].count { $0 > 0x7F }
    try buffer.charge(FlatBuffer.arrayCharge + range.count + 2 * others, at: target)
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
    try values(field, type) { $0 }
  }

  /// A vector of 32-bit numbers, widened.
  public func indices(_ field: Int) throws(FlatBufferError) -> [Int] {
    try values(field, Int32.self) { Int($0) }
  }

  /// A vector of single precision numbers.
  public func floats(_ field: Int) throws(FlatBufferError) -> [Float] {
    try values(field, UInt32.self) { Float(bitPattern: $0) }
  }

  /// The elements of a vector, each made a value at once: a second array would not have been counted.
  private func values<Integer: FixedWidthInteger, Value>(
    _ field: Int, _ type: Integer.Type, _ value: (Integer) -> Value
  ) throws(FlatBufferError) -> [Value] {
    guard let target = try target(field) else { return [] }
    let size = Integer.bitWidth / 8
    let range = try buffer.elements(at: target, elementByteCount: size)
    let count = range.count / size
    try buffer.charge(FlatBuffer.arrayCharge + count * MemoryLayout<Value>.stride, at: target)
    var values: [Value] = []
    values.reserveCapacity(count)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      values.append(value(try buffer.integer(type, at: start)))
    }
    return values
  }

  /// Counts memory that a reader is about to take for something that this table asks for.
  ///
  /// - Throws: `FlatBufferError` when the buffer's parts would take more than they may.
  public func charge(_ byteCount: Int) throws(FlatBufferError) { try buffer.charge(byteCount, at: offset) }

  /// How many things of so many bytes may still be charged for.
  public func affordableCount(of byteCount: Int) -> Int { buffer.budget / byteCount }

  /// A table; nil when there is none.
  public func table(_ field: Int) throws(FlatBufferError) -> FlatTable? {
    guard let target = try target(field) else { return nil }
    try charge(FlatBuffer.tableCharge)
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
