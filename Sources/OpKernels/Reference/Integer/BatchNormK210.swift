/// One output channel's batch norm of the K210: `((v * multiplier) >> shift) + addend`.
///
/// 64-bit arithmetic that wraps; the shift floors. **Source**: specification of the KPU, sections 2 and 5.
public struct BatchNormK210: Sendable, Equatable {
  /// `norm_mul`, 24 bits signed.
  public var multiplier: Int64
  /// `norm_add`, 32 bits signed.
  public var addend: Int64
  /// `norm_shift`, 0...15.
  public var shift: Int64

  /// Bytes of one entry of the parameter block.
  public static let byteCount = 8

  /// The parameters as numbers; a shift outside 0...15 is our own error.
  public init(multiplier: Int64, addend: Int64, shift: Int64) {
    precondition(0 <= shift && shift < 16)
    self.multiplier = multiplier
    self.addend = addend
    self.shift = shift
  }

  /// Decodes one little-endian entry of 8 bytes: `norm_mul` 0:24, `norm_add` 24:32, `norm_shift` 56:4.
  public init(bytes: Span<UInt8>) {
    precondition(bytes.count == Self.byteCount)
    let word = Int64(bitPattern: littleEndianWord(bytes, at: 0))
    multiplier = (word &<< 40) &>> 40
    addend = (word &<< 8) &>> 32
    shift = (word &>> 56) & 15
  }

  /// The batch norm of one sum.
  @inlinable
  @inline(__always)
  public func callAsFunction(_ value: Int64) -> Int64 {
    ((value &* multiplier) &>> shift) &+ addend
  }
}

/// The little-endian u64 that starts at byte `offset`.
func littleEndianWord(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
  var word: UInt64 = 0
  for index in 0..<8 {
    word |= UInt64(bytes[offset &+ index]) &<< UInt64(index &* 8)
  }
  return word
}
