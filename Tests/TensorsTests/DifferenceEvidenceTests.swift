import Tensors
import Testing

@Suite("Evidence in values")
struct DifferenceEvidenceTests {
  /// Twelve different values in CHW order of 3x2x2.
  private static let planes: [UInt8] = [10, 20, 30, 40, 110, 120, 130, 140, 210, 220, 230, 240]
  private static let shape = Shape([1, 3, 2, 2])

  private func evidence(
    _ a: [UInt8], _ b: [UInt8], _ type: ElementType = .uint8, _ shape: Shape? = Self.shape
  ) -> DifferenceEvidence {
    DifferenceEvidence.find(a, b, elementType: type, shape: shape)
  }

  @Test("HWC instead of CHW is a layout, whichever side has it") func transposedLayout() {
    let interleaved = (0..<4).flatMap { pixel in (0..<3).map { Self.planes[$0 * 4 + pixel] } }
    #expect(evidence(Self.planes, interleaved) == .transposedLayout)
    #expect(evidence(interleaved, Self.planes) == .transposedLayout)
    #expect(evidence(Self.planes, interleaved, .uint8, nil) == .permuted)
  }

  @Test("the layout of wider elements is found as well") func transposedWords() {
    let words: [UInt8] = [1, 0, 2, 0, 3, 0, 4, 0]
    #expect(evidence(words, [1, 0, 3, 0, 2, 0, 4, 0], .int16, Shape([2, 1, 2])) == .transposedLayout)
  }

  @Test("first and third plane swapped is a colour order") func swappedColors() {
    let swapped = Array(Self.planes[8...] + Self.planes[4..<8] + Self.planes[..<4])
    #expect(evidence(Self.planes, swapped) == .swappedColors)
    #expect(evidence(Self.planes, swapped, .uint8, Shape([12])) == .permuted)
  }

  @Test("steps of one are a rounding rule") func offByOne() {
    #expect(evidence(Self.planes, Self.planes.map { $0 + 1 }) == .offByOne)
    #expect(evidence([0x00, 0x80], [0xFF, 0x81], .int8, nil) == .offByOne)
    #expect(evidence([0x00], [0xFF], .uint8, nil) == .none)
    #expect(evidence([1, 5], [2, 7], .uint8, nil) == .none)
  }

  @Test("singles that differ a little are no evidence") func floats() {
    #expect(evidence([0, 0, 0x80, 0x3F], [1, 0, 0x80, 0x3F], .float32, nil) == .none)
  }

  @Test("the same elements in another order are named so, other bytes are not") func permuted() {
    #expect(evidence([9, 1, 50], [50, 9, 1], .uint8, nil) == .permuted)
    #expect(evidence([1, 2, 3, 4], [2, 1, 3, 4], .int16, nil) == .none)
  }

  @Test("nothing is said of equal tensors or other sizes") func nothingToSay() {
    #expect(evidence(Self.planes, Self.planes) == .none)
    #expect(evidence(Self.planes, Array(Self.planes.dropLast())) == .none)
  }

  @Test(
    "extents that no file can have are survived",
    arguments: [[Int.max, Int.max, Int.max], [3, 1 << 62, 1 << 62], [0, 0, 0], [Int.max - 1, 3, 1]])
  func hugeExtents(extents: [Int]) {
    #expect(evidence([1, 9, 20], [20, 1, 9], .uint8, Shape(extents)) == .permuted)
  }

  @Test("extents whose product only wraps to the size are survived") func wrappingExtents() {
    let (h, w) = ((1 << 31) + 1, (1 << 33) + 1)
    // Newton's iteration for the inverse modulo 2^64, so that c * h * w wraps to 3.
    var inverse = h &* w
    for _ in 0..<6 { inverse = inverse &* (2 &- (h &* w) &* inverse) }
    let c = inverse &* 3
    #expect(c &* h &* w == 3)
    #expect(evidence([1, 9, 20], [20, 1, 9], .uint8, Shape([abs(c), h, w])) == .permuted)
  }
}
