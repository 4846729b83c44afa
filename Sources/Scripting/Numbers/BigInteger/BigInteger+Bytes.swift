extension BigInteger {
  /// Makes a number of bytes.
  /// - Parameters:
  ///   - bytes: Its digits in base 256.
  ///   - bigEndian: Whether the most significant comes first.
  ///   - signed: Whether they are two's complement; MicroPython's `int.from_bytes` never takes them so.
  package init(bytes: [UInt8], bigEndian: Bool, signed: Bool = false) {
    var limbs = [UInt64](repeating: 0, count: (bytes.count + 7) / 8)
    for index in bytes.indices {
      let byte = bytes[bigEndian ? bytes.count - 1 - index : index]
      limbs[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
    }
    let top = bigEndian ? bytes.first : bytes.last
    guard signed, let top, top >= 0x80 else {
      self.init(limbs: limbs, negative: false)
      return
    }
    let unused = UInt64(limbs.count * 8 - bytes.count) * 8
    if unused > 0 { limbs[limbs.count - 1] |= ~(UInt64.max >> unused) }
    self.init(twosComplement: limbs)
  }

  /// The low `count` bytes in two's complement.
  ///
  /// MicroPython 1.11 differs for negative numbers beyond the small ints: above their limbs (of 16 or 32
  /// bits, as it was built) it leaves zeros; this extends the sign.
  package func bytes(count: Int, bigEndian: Bool) -> [UInt8] {
    guard count > 0 else { return [] }
    let limbs = twosComplement(limbs: (count + 7) / 8)
    var result = [UInt8](repeating: 0, count: count)
    for index in 0..<count {
      result[bigEndian ? count - 1 - index : index] = UInt8(
        truncatingIfNeeded: limbs[index / 8] >> UInt64(index % 8 * 8))
    }
    return result
  }
}
