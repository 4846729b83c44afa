/// Writes one message of Protocol Buffers' wire format, field by field in the order of the calls.
///
/// Equal calls give equal bytes. Nothing is left out: a caller that wants a field with its default value absent does
/// not write it. **Source**: the public description of the encoding.
public struct ProtobufWriter: Sendable {
  /// The message so far.
  public private(set) var bytes: [UInt8] = []

  /// Starts an empty message.
  public init() {}

  /// A field that is an integer, a boolean or an enumeration's number; negative ones take ten bytes.
  public mutating func write(_ field: Int, integer: Int64) {
    key(field, wireType: 0)
    append(UInt64(bitPattern: integer))
  }

  /// A field of four bytes.
  public mutating func write(_ field: Int, fixed32 bits: UInt32) {
    key(field, wireType: 5)
    append(fixed: bits)
  }

  /// A field of eight bytes.
  public mutating func write(_ field: Int, fixed64 bits: UInt64) {
    key(field, wireType: 1)
    append(fixed: bits)
  }

  /// A single-precision number.
  public mutating func write(_ field: Int, float: Float) { write(field, fixed32: float.bitPattern) }

  /// Bytes, or numbers that are packed already.
  public mutating func write(_ field: Int, bytes contents: some Collection<UInt8>) {
    key(field, wireType: 2)
    append(UInt64(contents.count))
    bytes.append(contentsOf: contents)
  }

  /// A text.
  public mutating func write(_ field: Int, string: String) { write(field, bytes: string.utf8) }

  /// A nested message, written by `body`.
  public mutating func write(_ field: Int, message body: (inout ProtobufWriter) -> Void) {
    var nested = ProtobufWriter()
    body(&nested)
    write(field, bytes: nested.bytes)
  }

  /// A packed list of integers; no field at all for an empty one.
  public mutating func write(_ field: Int, packed integers: some Sequence<Int64>) {
    var contents = ProtobufWriter()
    for integer in integers { contents.append(UInt64(bitPattern: integer)) }
    if !contents.bytes.isEmpty { write(field, bytes: contents.bytes) }
  }

  /// A packed list of single-precision numbers; no field at all for an empty one.
  public mutating func write(_ field: Int, packed floats: some Sequence<Float>) {
    var contents = ProtobufWriter()
    for float in floats { contents.append(fixed: float.bitPattern) }
    if !contents.bytes.isEmpty { write(field, bytes: contents.bytes) }
  }

  private mutating func key(_ field: Int, wireType: UInt64) {
    precondition((1..<(1 << 29)).contains(field), "field numbers are 1 to 2^29 − 1")
    append(UInt64(field) << 3 | wireType)
  }

  /// A varint without a key.
  mutating func append(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Little-endian bytes without a key.
  mutating func append<Integer: FixedWidthInteger>(fixed value: Integer) {
    for index in 0..<(Integer.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> Integer(8 * index)))
    }
  }
}
