/// Appends little-endian values to a growing byte array.
public struct ByteWriter: Sendable {
  /// All that was written so far.
  public private(set) var bytes: [UInt8] = []

  /// Starts empty.
  public init() {}

  /// Bytes written so far; the offset of the next one.
  public var count: Int { bytes.count }

  /// Appends one little-endian integer.
  public mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
    for index in 0..<(Integer.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> Integer(8 * index)))
    }
  }

  /// Appends one little-endian IEEE 754 single.
  public mutating func append(_ value: Float) { append(value.bitPattern) }

  /// Appends raw bytes.
  public mutating func append(contentsOf newBytes: some Sequence<UInt8>) {
    bytes.append(contentsOf: newBytes)
  }

  /// Appends zero bytes until the count is a multiple of `alignment` (at least 1).
  public mutating func pad(toMultipleOf alignment: Int) {
    let padding = bytes.count.roundedUp(toMultipleOf: alignment) - bytes.count
    bytes.append(contentsOf: repeatElement(0, count: padding))
  }
}
