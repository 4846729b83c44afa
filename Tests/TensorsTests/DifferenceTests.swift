import Foundation
import Tensors
import Testing

@Suite("Difference")
struct DifferenceTests {
  private func difference(_ a: [Float], _ b: [Float]) -> Difference {
    Difference(a, b, log10: { Foundation.log10($0) })
  }

  @Test("equal tensors have cosine 1 and endless SQNR", arguments: [[], [0, 0], [1, -2, 3]] as [[Float]])
  func equal(values: [Float]) {
    let result = difference(values, values)
    #expect(result.isEqual)
    #expect(result.first == nil)
    #expect((result.cosine, result.sqnr, result.relativeError) == (1, .infinity, 0))
  }

  @Test("one step in ten is an SQNR of 20 dB") func knownRatio() {
    let result = difference([10, 0, 0], [9, 0, 0])
    #expect(abs(result.sqnr - 20) < 1e-12)
    #expect(abs(result.relativeError - 0.1) < 1e-12)
    #expect((result.differing, result.first, result.maximum, result.cosine) == (1, 0, 1, 1))
  }

  @Test("cosine tells direction") func cosine() {
    #expect(difference([1, 0], [0, 1]).cosine == 0)
    #expect(difference([1, 2], [-1, -2]).cosine == -1)
  }

  @Test("against zeros there is no direction") func zeros() {
    let lost = difference([3, 4], [0, 0])
    #expect((lost.cosine, lost.relativeError, lost.sqnr) == (0, 1, 0))
    let gained = difference([0, 0], [3, 4])
    #expect((gained.cosine, gained.relativeError, gained.sqnr) == (0, .infinity, -.infinity))
  }

  @Test("the first of several differences is named, and the largest measured") func firstAndMaximum() {
    let result = difference([1, 2, 3, 4], [1, 2.5, 3, 0])
    #expect((result.count, result.differing, result.first, result.maximum) == (4, 2, 1, 4))
  }

  @Test("nan against a number is a difference whose size stays nan") func nan() {
    let result = difference([.nan, 1], [0, 5])
    #expect(result.differing == 2)
    #expect(result.maximum.isNaN)
    #expect(result.cosine.isNaN)
  }

  @Test("equal nans and infinities do not spoil the rest") func equalOddities() {
    let result = difference([.nan, .infinity, 10], [.nan, .infinity, 9])
    #expect((result.differing, result.first, result.maximum) == (1, 2, 1))
    #expect(abs(result.sqnr - 20) < 1e-12)
  }

  @Test("of longer tensors the common beginning counts") func lengths() {
    #expect(difference([1, 2, 3], [1, 2]).count == 2)
  }

  @Test("minus zero equals zero") func minusZero() {
    #expect(difference([0], [-0.0]).isEqual)
  }
}
