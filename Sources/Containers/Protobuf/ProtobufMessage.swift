import Bytes

/// One message of Protocol Buffers' wire format, field by field, without a schema.
///
/// Each field is read once and in order; what is inside a field is read only when asked for, so that no depth is
/// bounded by anything but the caller. **Source**: the public description of the encoding.
public struct ProtobufMessage: Sendable {
  /// A field and what the wire says of it.
  public struct Field: Sendable {
    /// The number in the schema, from 1.
    public let number: Int
    /// The value.
    public let value: Value
    /// Offset in the file.
    public let offset: Int
  }

  /// A value as it is on the wire.
  public enum Value: Sendable {
    /// A varint: integers, booleans, enumerations.
    case varint(UInt64)
    /// Eight bytes.
    case fixed64(UInt64)
    /// Four bytes.
    case fixed32(UInt32)
    /// A text, bytes, a message, or packed numbers.
    case bytes(ArraySlice<UInt8>)
  }

  /// The fields in the order of the file.
  public let fields: [Field]

  /// Reads the message that takes all of `bytes`.
  ///
  /// - Throws: `ProtobufError` with the offset at fault.
  public init(_ bytes: ArraySlice<UInt8>) throws(ProtobufError) {
    var reader = ByteReader(bytes)
    var fields: [Field] = []
    while reader.remaining > 0 {
      let offset = reader.offset
      let key = try Self.varint(&reader)
      guard key >> 3 > 0, key >> 3 < 1 << 29 else {
        throw ProtobufError("field number \(key >> 3); must be 1 to 536870911", offset: offset)
      }
      fields.append(Field(number: Int(key >> 3), value: try Self.value(key & 7, &reader), offset: offset))
    }
    self.fields = fields
  }

  private static func value(_ wireType: UInt64, _ reader: inout ByteReader) throws(ProtobufError) -> Value {
    let offset = reader.offset
    do throws(OutOfBytes) {
      switch wireType {
      case 1: return .fixed64(try reader.readInteger())
      case 5: return .fixed32(try reader.readInteger())
      case 0, 2: break
      default: throw OutOfBytes(offset: offset, needed: -1, available: 0)
      }
    } catch {
      throw ProtobufError(
        error.needed < 0
          ? "wire type \(wireType); must be 0, 1, 2 or 5"
          : "\(error.needed) bytes are needed; \(error.available) are left",
        offset: offset)
    }
    let number = try varint(&reader)
    if wireType == 0 { return .varint(number) }
    do throws(OutOfBytes) {
      return .bytes(try reader.read(Int(clamping: number)))
    } catch {
      throw ProtobufError("\(number) bytes are needed; \(error.available) are left", offset: offset)
    }
  }

  /// Seven bits per byte, the low ones first; at most ten bytes.
  static func varint(_ reader: inout ByteReader) throws(ProtobufError) -> UInt64 {
    let offset = reader.offset
    var result: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard let byte = try? reader.readInteger(UInt8.self) else {
        throw ProtobufError("a number without its end", offset: offset)
      }
      result |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return result }
    }
    throw ProtobufError("a number of more than ten bytes", offset: offset)
  }

  /// Everything of a field that may occur more than once.
  public func all(_ number: Int) -> [Value] { fields.filter { $0.number == number }.map(\.value) }

  /// The bytes of every occurrence of a field.
  public func bytes(_ number: Int) -> [ArraySlice<UInt8>] {
    all(number).compactMap { if case .bytes(let bytes) = $0 { bytes } else { nil } }
  }

  /// A text; empty when the field is absent.
  public func string(_ number: Int) -> String {
    bytes(number).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// An integer; 0 when the field is absent.
  public func integer(_ number: Int) -> Int64 {
    if case .varint(let value)? = all(number).last { return Int64(bitPattern: value) }
    return 0
  }

  /// Integers, packed or not.
  ///
  /// - Throws: `ProtobufError` for packed numbers that end too early.
  public func integers(_ number: Int) throws(ProtobufError) -> [Int64] {
    var integers: [Int64] = []
    for value in all(number) {
      switch value {
      case .varint(let value): integers.append(Int64(bitPattern: value))
      case .bytes(let bytes):
        var reader = ByteReader(bytes)
        while reader.remaining > 0 { integers.append(Int64(bitPattern: try Self.varint(&reader))) }
      case .fixed32, .fixed64: break
      }
    }
    return integers
  }
}

/// Why bytes are no message that can be read.
public struct ProtobufError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was found, and what was expected.
  public let reason: String
  /// Offset in the file.
  public let offset: Int

  /// Records what was found where.
  public init(_ reason: String, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// One line.
  public var description: String { "protobuf, byte \(offset): \(reason)" }
}
