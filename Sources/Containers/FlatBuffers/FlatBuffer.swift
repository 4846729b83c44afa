import Bytes

/// A FlatBuffer of unknown schema, read in place and with bounds.
///
/// Nothing is checked before it is asked for; every access is. Offsets may point anywhere, also twice at the same
/// place, so that a small file could ask for any amount of memory: the memory of what is read is counted against a
/// budget of twice the buffer's size, before it is taken. **Source**: the format's public description ("FlatBuffers internals").
public final class FlatBuffer {
  /// The buffer, root offset first; indices are offsets of the file that it is a part of.
  public let bytes: ArraySlice<UInt8>
  /// Bytes of memory that may still be taken.
  private(set) var budget: Int

  /// What a table counts, and with it the values that readers keep of its numbers.
  static let tableCharge = 384
  /// What an array or a text counts beside its elements: its header, and what allocation rounds up.
  static let arrayCharge = 48
  /// Least budget, for small buffers.
  static let leastBudget = 1 << 20

  /// A reader of a buffer that begins with the offset of its root.
  public init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    budget = max(Self.leastBudget, 2 * bytes.count)
  }

  /// The four characters behind the root's offset, nil when the buffer is too short for them.
  public var identifier: String? {
    guard bytes.count >= 8 else { return nil }
    let start = bytes.startIndex + 4
    return String(decoding: bytes[start..<(start + 4)], as: UTF8.self)
  }

  /// The root table.
  ///
  /// - Throws: `FlatBufferError` when it or its vtable leaves the buffer.
  public func root() throws(FlatBufferError) -> FlatTable {
    let start = try target(of: bytes.startIndex)
    try charge(Self.tableCharge, at: start)
    return try table(at: start)
  }

  /// The table that begins at a place; the caller charges for it.
  func table(at start: Int) throws(FlatBufferError) -> FlatTable {
    let distance = Int(try integer(Int32.self, at: start))
    let vtable = start - distance
    let byteCount = Int(try integer(UInt16.self, at: vtable))
    guard byteCount >= 4, byteCount % 2 == 0 else {
      throw FlatBufferError(
        .invalid(field: "size of the vtable", found: "\(byteCount)", expected: "even, at least 4"),
        offset: vtable)
    }
    _ = try range(at: vtable, byteCount: byteCount)
    return FlatTable(buffer: self, offset: start, vtable: vtable, fieldCount: byteCount / 2 - 2)
  }

  /// One little-endian number.
  func integer<Integer: FixedWidthInteger>(
    _ type: Integer.Type, at offset: Int
  ) throws(FlatBufferError) -> Integer {
    let range = try range(at: offset, byteCount: Integer.bitWidth / 8)
    var value: Integer = 0
    for index in range.reversed() { value = (value << 8) | Integer(truncatingIfNeeded: bytes[index]) }
    return value
  }

  /// Where the forward offset at a place leads.
  func target(of place: Int) throws(FlatBufferError) -> Int {
    place + Int(try integer(UInt32.self, at: place))
  }

  /// The elements of the vector at a place.
  func elements(at place: Int, elementByteCount: Int) throws(FlatBufferError) -> Range<Int> {
    let count = Int(try integer(UInt32.self, at: place))
    return try range(at: place + 4, byteCount: count * elementByteCount)
  }

  /// A range that lies inside the buffer.
  private func range(at offset: Int, byteCount: Int) throws(FlatBufferError) -> Range<Int> {
    guard offset >= bytes.startIndex, offset <= bytes.endIndex, byteCount <= bytes.endIndex - offset else {
      // The error's own offset stays inside of the file.
      throw FlatBufferError(
        .outside(place: offset, needed: byteCount, limit: bytes.endIndex),
        offset: min(max(offset, bytes.startIndex), bytes.endIndex))
    }
    return offset..<(offset + byteCount)
  }

  /// Counts memory that a reader is about to take.
  func charge(_ byteCount: Int, at offset: Int) throws(FlatBufferError) {
    guard byteCount <= budget else { throw FlatBufferError(.aliased(byteCount: bytes.count), offset: offset) }
    budget -= byteCount
  }
}

/// Why a FlatBuffer could not be read.
public struct FlatBufferError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// Something at `place` leaves the buffer, which ends at `limit`.
    case outside(place: Int, needed: Int, limit: Int)
    /// A field of the format itself holds what it cannot.
    case invalid(field: String, found: String, expected: String)
    /// The tables and vectors together take more memory than a buffer of this size may: many offsets lead to the
    /// same place.
    case aliased(byteCount: Int)
  }

  /// What is wrong.
  public let kind: Kind
  /// Offset in the file.
  public let offset: Int

  /// Records what is wrong and where.
  public init(_ kind: Kind, offset: Int) {
    self.kind = kind
    self.offset = offset
  }

  /// One line: where, found and expected.
  public var description: String {
    switch kind {
    case .outside(let place, let needed, let limit):
      "FlatBuffer: \(needed) bytes are needed at \(place); the buffer ends at \(limit)"
    case .invalid(let field, let found, let expected):
      "FlatBuffer, byte \(offset): \(field) is \(found); must be \(expected)"
    case .aliased(let byteCount):
      "FlatBuffer, byte \(offset): its parts take more memory than those of \(byteCount) bytes may, so they overlap"
    }
  }
}
