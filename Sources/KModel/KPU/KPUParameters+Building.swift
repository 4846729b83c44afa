extension KPUParameters {
  /// The batch norm of one output channel: `(sum * multiplier >> shift) + addend`.
  ///
  /// - Parameters:
  ///   - multiplier: `norm_mul`, 24 bits signed; higher bits are dropped.
  ///   - addend: `norm_add`, 32 bits signed; higher bits are dropped.
  ///   - shift: `norm_shift`, 0...15.
  package static func batchNormEntry(multiplier: Int64, addend: Int64, shift: Int) -> UInt64 {
    let factor = UInt64(truncatingIfNeeded: multiplier) & 0xFF_FFFF
    let sum = (UInt64(truncatingIfNeeded: addend) & 0xFFFF_FFFF) << 24
    return factor | sum | UInt64(shift & 15) << 56
  }

  /// The 16 segments of a relu: fifteen of zero below 0, then one output step per `2^fractionBits`.
  ///
  /// The biases are not part of it; those of a relu are 16 zeros.
  package static func reluSegments(fractionBits: Int) -> [UInt64] {
    let below = (0..<15).map { (UInt64(bitPattern: -(1 << 35) + $0) & 0xF_FFFF_FFFF) << 24 }
    return below + [UInt64(fractionBits & 0xFF) | 1 << 8]
  }
}
