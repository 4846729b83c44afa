/// A cursor over the fields of one message of Protocol Buffers' wire format, without a schema.
///
/// Each field is read once and in order, and nothing is copied or allocated: texts, bytes and nested messages are
/// slices of the file. What is inside a nested message is read only when asked for with
/// ``message(_:)``, down to a limit. Groups, which the format no longer has, are refused.
/// **Source**: the public description of the encoding.
public struct ProtobufReader: Sendable {
  /// A field and what the wire says of it.
  public struct Field: Sendable, Equatable {
    /// The number in the schema, from 1.
    public let number: Int
    /// The value.
    public let value: Value
    /// Offset of the field's key in the file.
    public let offset: Int
  }

  /// A value as it is on the wire.
  public enum Value: Sendable, Equatable {
    /// A varint: integers, booleans, enumerations.
    case varint(UInt64)
    /// Eight bytes.
    case fixed64(UInt64)
    /// Four bytes.
    case fixed32(UInt32)
    /// A text, bytes, a message, or packed numbers.
    case bytes(ArraySlice<UInt8>)
  }

  /// Deepest nesting of messages unless said otherwise.
  public static let standardDepthLimit = 64

  /// The message; its indices are offsets in the file.
  public let bytes: ArraySlice<UInt8>
  /// Offset of the next field in the file.
  public private(set) var offset: Int
  /// How many messages may still be nested in this one.
  private let depthLeft: Int

  /// A reader of the message that takes all of `bytes`.
  ///
  /// - Parameter depthLimit: how many messages may be nested in it.
  public init(_ bytes: ArraySlice<UInt8>, depthLimit: Int = standardDepthLimit) {
    self.bytes = bytes
    offset = bytes.startIndex
    depthLeft = depthLimit
  }

  /// The next field, nil at the end of the message; after an error the cursor stays where the field begins.
  ///
  /// - Throws: `ProtobufError` with the offset at fault.
  public mutating func next() throws(ProtobufError) -> Field? {
    guard offset < bytes.endIndex else { return nil }
    var place = offset
    let key = try Self.varint(of: bytes, at: &place)
    guard key >> 3 > 0, key >> 3 < 1 << 29 else {
      throw ProtobufError(.fieldNumber(found: key >> 3), offset: offset)
    }
    let number = Int(key >> 3)
    let value: Value
    switch key & 7 {
    case 0: value = .varint(try Self.varint(of: bytes, at: &place))
    case 1: value = .fixed64(try fixed(UInt64.self, at: &place))
    case 2:
      let start = place
      let count = try Self.varint(of: bytes, at: &place)
      guard count <= UInt64(bytes.endIndex - place) else {
        throw ProtobufError(
          .truncated(needed: Int(clamping: count), available: bytes.endIndex - place), offset: start)
      }
      value = .bytes(bytes[place..<(place + Int(count))])
      place += Int(count)
    case 5: value = .fixed32(try fixed(UInt32.self, at: &place))
    default: throw ProtobufError(.wireType(found: Int(key & 7), field: number), offset: offset)
    }
    defer { offset = place }
    return Field(number: number, value: value, offset: offset)
  }

  /// A reader of the message inside a field of this one.
  ///
  /// - Throws: `ProtobufError` when the field holds no bytes, or lies deeper than the limit.
  public func message(_ field: Field) throws(ProtobufError) -> ProtobufReader {
    let contents = try field.bytes()
    guard depthLeft > 0 else { throw ProtobufError(.tooDeep, offset: field.offset) }
    return ProtobufReader(contents, depthLimit: depthLeft - 1)
  }

  /// Seven bits per byte, the low ones first; at most ten bytes, of which the bits beyond 64 are dropped.
  ///
  /// - Parameter place: an index of `bytes`; moves behind the number.
  static func varint(of bytes: ArraySlice<UInt8>, at place: inout Int) throws(ProtobufError) -> UInt64 {
    var result: UInt64 = 0
    var (shift, next): (UInt64, Int) = (0, place)
    while next < bytes.endIndex {
      let byte = bytes[next]
      next += 1
      result |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        place = next
        return result
      }
      shift += 7
      guard shift < 70 else { throw ProtobufError(.longVarint, offset: place) }
    }
    throw ProtobufError(.openVarint, offset: place)
  }

  private func fixed<Integer: FixedWidthInteger>(
    _ type: Integer.Type, at place: inout Int
  ) throws(ProtobufError) -> Integer {
    let size = Integer.bitWidth / 8
    guard bytes.endIndex - place >= size else {
      throw ProtobufError(.truncated(needed: size, available: bytes.endIndex - place), offset: place)
    }
    var value: Integer = 0
    for index in (0..<size).reversed() {
      value = value << 8 | Integer(truncatingIfNeeded: bytes[place + index])
    }
    place += size
    return value
  }
}

extension ProtobufReader.Field {
  /// The bytes of a text, of bytes, of a message or of packed numbers.
  ///
  /// - Throws: `ProtobufError` when the wire holds a number.
  public func bytes() throws(ProtobufError) -> ArraySlice<UInt8> {
    guard case .bytes(let bytes) = value else { throw wrong("bytes") }
    return bytes
  }

  /// A text; bytes that are no UTF-8 are replaced.
  ///
  /// - Throws: `ProtobufError` when the wire holds a number.
  public func string() throws(ProtobufError) -> String { String(decoding: try bytes(), as: UTF8.self) }

  /// A text that must be UTF-8, such as a name that other places refer to.
  ///
  /// - Throws: `ProtobufError` when the wire holds a number, or bytes that are no UTF-8.
  public func name() throws(ProtobufError) -> String {
    guard let name = String(validating: try bytes(), as: UTF8.self) else {
      throw ProtobufError(.notUTF8(field: number), offset: offset)
    }
    return name
  }

  /// An integer, a boolean or an enumeration's number.
  ///
  /// - Throws: `ProtobufError` when the wire holds anything but a varint.
  public func integer() throws(ProtobufError) -> Int64 {
    guard case .varint(let bits) = value else { throw wrong("a varint") }
    return Int64(bitPattern: bits)
  }

  /// A single-precision number.
  ///
  /// - Throws: `ProtobufError` when the wire holds anything but four bytes.
  public func float() throws(ProtobufError) -> Float {
    guard case .fixed32(let bits) = value else { throw wrong("four bytes") }
    return Float(bitPattern: bits)
  }

  /// The integers of a repeated field, one of them or packed.
  ///
  /// - Throws: `ProtobufError` for packed numbers that end too early.
  public func integers() throws(ProtobufError) -> [Int64] {
    guard case .bytes(let packed) = value else { return [try integer()] }
    return try PackedVarints.values(of: packed)
  }

  private func wrong(_ expected: String) -> ProtobufError {
    let found =
      switch value {
      case .varint: "a varint"
      case .fixed64: "eight bytes"
      case .fixed32: "four bytes"
      case .bytes(let bytes): "\(bytes.count) bytes with their length"
      }
    return ProtobufError(.wrongValue(field: number, found: found, expected: expected), offset: offset)
  }
}

/// Varints one behind the other, without keys.
public enum PackedVarints {
  /// How many there are: the bytes that end one.
  public static func count(_ packed: ArraySlice<UInt8>) -> Int { packed.count { $0 < 0x80 } }

  /// The numbers.
  ///
  /// - Throws: `ProtobufError` for a last number without its end, or one of more than ten bytes.
  public static func values(of packed: ArraySlice<UInt8>) throws(ProtobufError) -> [Int64] {
    var values: [Int64] = []
    values.reserveCapacity(count(packed))
    var place = packed.startIndex
    while place < packed.endIndex {
      values.append(Int64(bitPattern: try ProtobufReader.varint(of: packed, at: &place)))
    }
    return values
  }
}
