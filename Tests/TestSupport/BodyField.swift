/// One field of a hand-written file, so that tests can spell bytes as `[1, -2, 0.5]`.
public enum BodyField: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  /// A 32-bit little-endian word; negative values in two's complement.
  case word(Int64)
  /// An IEEE 754 single.
  case float(Float)
  /// Bytes as they are.
  case bytes([UInt8])

  /// A word.
  public init(integerLiteral value: Int64) { self = .word(value) }
  /// A single.
  public init(floatLiteral value: Float) { self = .float(value) }

  /// The fields one after another.
  public static func bytes(of fields: [BodyField]) -> [UInt8] {
    fields.flatMap { field -> [UInt8] in
      switch field {
      case .word(let value): littleEndian(UInt32(truncatingIfNeeded: value))
      case .float(let value): littleEndian(value.bitPattern)
      case .bytes(let bytes): bytes
      }
    }
  }

  private static func littleEndian(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
  }
}
