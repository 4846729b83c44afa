/// How a K210 activation rounds its right shift, and whether a segment includes its own start.
///
/// The two emulators of the vendor disagree; which one the silicon equals is not public.
/// **Source**: specification of the KPU, section 5.
public enum RoundingRule: Sendable {
  /// nncase v0.1 (C#) and the SDK's integer addition, used for kmodel v3: ties go up for values from zero
  /// on; a segment starts at its start (`start <= b`).
  case halfUp
  /// nncase v0.2 (C++), used for kmodel v4: ties go to even; a segment starts after its start (`start < b`).
  ///
  /// Below zero a fraction above one half moves one step the wrong way, as it does there.
  case halfEven

  /// `value / 2^shift` rounded by this rule; a shift above 63 counts as 63, zero and below as none.
  @inlinable
  @inline(__always)
  public func shiftRight(_ value: Int64, by shift: Int64) -> Int64 {
    if shift <= 0 { return value }
    let shift = shift < 63 ? shift : 63
    switch self {
    case .halfUp:
      let twice = value &>> (shift &- 1)
      if twice & 1 == 0 { return twice &>> 1 }
      return twice >= 0 ? (twice &>> 1) &+ 1 : (twice &>> 1) &- 1
    case .halfEven:
      let floor = value &>> shift
      let fraction = value & ((1 &<< shift) &- 1)
      let half: Int64 = 1 &<< (shift &- 1)
      if fraction < half || (fraction == half && floor & 1 == 0) { return floor }
      return value < 0 ? floor &- 1 : floor &+ 1
    }
  }
}
