import OpKernels
import Testing

@Suite("RoundingRule")
struct RoundingRuleTests {
  @Test(
    "halves and thirds round as the two emulators do",
    arguments: [
      // value, shift, half up, half even
      (5, 1, 3, 2), (7, 1, 4, 4), (6, 2, 2, 2), (10, 2, 3, 2), (9, 2, 2, 2), (11, 2, 3, 3),
      (-5, 1, -4, -4), (-6, 2, -3, -2), (-7, 2, -2, -2), (-5, 2, -3, -3), (-8, 2, -2, -2), (-4, 0, -4, -4),
      (0, 15, 0, 0), (1, 200, 0, 0), (-1, 200, -2, -2),
    ] as [(Int64, Int64, Int64, Int64)])
  func worked(value: Int64, shift: Int64, up: Int64, even: Int64) {
    #expect(RoundingRule.halfUp.shiftRight(value, by: shift) == up)
    #expect(RoundingRule.halfEven.shiftRight(value, by: shift) == even)
  }
}
