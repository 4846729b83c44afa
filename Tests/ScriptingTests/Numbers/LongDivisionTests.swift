// The plain way is not part of what other targets see.
#if DEBUG
import Testing

@testable import Scripting

@Suite("Division of long numbers by halves")
struct LongDivisionTests {
  /// Lengths around those at which dividing by halves begins and at which blocks become one more.
  @Test(arguments: [81, 82, 100, 159, 160, 161, 240, 321, 500], [81, 90, 160, 333, 700])
  func halving_isLongDivision(divisorCount: Int, quotientCount: Int) {
    var state = UInt64(divisorCount * 1000 + quotientCount)
    func limb() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      // Many of the estimates' worst cases have ends full of ones or zeros.
      return state >> 61 == 0 ? .max : state >> 61 == 1 ? 0 : state ^ state >> 33
    }
    for _ in 0..<6 {
      var divisor = (0..<divisorCount).map { _ in limb() }
      divisor[divisorCount - 1] |= 1 << 63
      var dividend = (0..<(divisorCount + quotientCount)).map { _ in limb() } + [0]
      var expectedRest = dividend
      var expected = LimbArithmetic.longDivision(&expectedRest, by: divisor, nil)
      var found = LimbArithmetic.halvingDivision(&dividend, by: divisor, nil)
      LimbArithmetic.trim(&expected)
      LimbArithmetic.trim(&found)
      LimbArithmetic.trim(&expectedRest)
      LimbArithmetic.trim(&dividend)
      #expect(found == expected)
      #expect(dividend == expectedRest)
    }
  }
}
#endif
