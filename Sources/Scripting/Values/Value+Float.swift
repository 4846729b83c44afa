/// Floats that need no object: 32 bits as they are, doubles with their exponent rotated to the lowest bits.
extension Value {
  /// A float, rounded to the script's width; null if it needs an object, as doubles of uncommon size do.
  @inline(__always)
  init(float number: Double, isSingle: Bool) {
    if isSingle {
      bits = UInt64(Float(number).bitPattern) &<< 32 | 2
      return
    }
    let pattern = number.bitPattern
    let exponent = pattern &>> 60 & 7
    if (exponent == 3 || exponent == 4) && pattern != 0x3000_0000_0000_0000 {
      bits = (pattern &<< 3 | pattern &>> 61) & ~3 | 2
    } else {
      bits = pattern == 0 ? Value.doubleZero : 0
    }
  }

  /// The number in an immediate float.
  @inline(__always)
  func immediateFloat(isSingle: Bool) -> Double {
    if isSingle { return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits &>> 32))) }
    if bits == Value.doubleZero { return 0 }
    let word = (2 &- bits &>> 63) | (bits & ~3)
    return Double(bitPattern: word &>> 3 | word &<< 61)
  }

  /// The word of 0.0, whose exponent is none of those that are rotated.
  @inline(__always)
  private static var doubleZero: UInt64 { 0x8000_0000_0000_0002 }
}
