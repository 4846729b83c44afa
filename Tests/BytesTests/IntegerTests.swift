import Bytes
import Testing

@Suite("Int: rounding and products")
struct IntegerTests {
  @Test(
    "rounding goes up to the next multiple and leaves multiples alone",
    arguments: [
      (0, 8, 0), (1, 8, 8), (7, 8, 8), (8, 8, 8), (9, 8, 16), (5, 1, 5), (255, 256, 256), (257, 256, 512),
      (10, 3, 12), (Int.max - 7, 8, Int.max - 7),
    ])
  func rounding(value: Int, alignment: Int, rounded: Int) {
    #expect(value.roundedUp(toMultipleOf: alignment) == rounded)
  }

  @Test(
    "products are exact or nil",
    arguments: [
      ([Int.max, 1], Int.max), ([Int.max, 2], nil), ([1 << 31, 1 << 31], 1 << 62), ([1 << 32, 1 << 31], nil),
      ([-1, 5], nil), ([5, -1], nil), ([-1, -1], nil), ([0, 5], 0), ([5, 0], 0), ([0, -1], nil),
      // A zero behind an overflow does not hide it.
      ([Int.max, 2, 0], nil),
    ] as [([Int], Int?)])
  func products(factors: [Int], product: Int?) {
    let padded = factors + [Int](repeating: 1, count: 3 - factors.count)
    #expect(Int.product(padded[0], padded[1], padded[2]) == product)
  }

  @Test("a single factor is itself unless it is negative")
  func single() {
    #expect(Int.product(7) == 7 && Int.product(-7) == nil && Int.product() == 1)
  }
}
