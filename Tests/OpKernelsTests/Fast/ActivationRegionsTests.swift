import OpKernels
import TestSupport
import Testing

@Suite("regions of an activation table")
struct ActivationRegionsTests {
  private static func table(_ starts: [Int64], multiplier: (Int) -> Int16 = { Int16($0) })
    -> ActivationTableK210
  {
    ActivationTableK210(
      segments: .init { .init(start: starts[$0], multiplier: multiplier($0), shift: 3, bias: UInt8($0)) })
  }

  /// The line that the regions choose for a value.
  private static func chosen(_ value: Int64, _ regions: ActivationRegions) -> ActivationRegions.Region? {
    regions.regions.enumerated().last { $0.offset == 0 || $0.element.threshold < value }?.element
  }

  @Test(
    "choose the segment that the table's own search chooses", arguments: [RoundingRule.halfUp, .halfEven])
  func search(rounding: RoundingRule) {
    var random = SplitMix64(seed: 7)
    for round in 0..<40 {
      var starts = random.integers(16, in: -(Int64(round) + 1)...20)
      if round % 2 == 0 { starts.sort() }
      let table = Self.table(starts) { Int16($0 + 1) }
      let regions = ActivationRegions(table, rounding: rounding)
      let segments = table.segments
      for value in Int64(-60)...30 {
        let index = ActivationTableK210.segmentIndex(
          of: value, segments: segments.span, isAscending: table.isAscending, rounding: rounding)
        #expect(Self.chosen(value, regions)?.multiplier == Int64(index + 1), "value \(value) of \(starts)")
      }
    }
  }

  @Test("ascend strictly and differ from their neighbours")
  func ascending() {
    var random = SplitMix64(seed: 8)
    for _ in 0..<40 {
      let regions = ActivationRegions(
        Self.table(random.integers(16, in: -5...20)) { $0 < 8 ? 0 : 2 }, rounding: .halfUp
      ).regions
      #expect((1...16).contains(regions.count))
      for (lower, upper) in zip(regions.dropFirst(), regions.dropFirst(2)) {
        #expect(lower.threshold < upper.threshold)
      }
    }
  }

  @Test("flat neighbours of one value are one region")
  func flat() {
    let table = ActivationTableK210(
      segments: .init { .init(start: Int64($0) * 10, multiplier: 0, shift: UInt8($0), bias: $0 < 9 ? 4 : 5) })
    #expect(ActivationRegions(table, rounding: .halfEven).regions.count == 2)
  }

  @Test("within a range only those are left that it reaches")
  func range() {
    let whole = ActivationRegions(Self.table((0..<16).map { $0 * 100 }), rounding: .halfEven)
    let some = ActivationRegions(whole, within: 250...600)
    // 600 itself is not above the start of segment 6.
    #expect(some.regions.map(\.multiplier) == [2, 3, 4, 5])
    #expect(ActivationRegions(whole, within: 601...601).regions.map(\.multiplier) == [6])
    #expect(ActivationRegions(whole, within: -9 ... -5).regions.count == 1)
  }

  @Test("a line that is clamped over its whole region becomes flat")
  func clamped() {
    let table = ActivationTableK210(
      segments: .init { .init(start: Int64($0) * 1_000_000, multiplier: 32767, shift: 0, bias: 9) })
    let high = ActivationRegions(ActivationRegions(table, rounding: .halfUp), within: 100...900_000)
    #expect(high.regions.map(\.multiplier) == [0])
    #expect(high.regions.map(\.bias) == [255])
    let low = ActivationRegions(ActivationRegions(table, rounding: .halfUp), within: -900_000 ... -100)
    #expect(low.regions.map(\.bias) == [0])
  }

  @Test("32 bits hold a region's steps or do not")
  func narrow() {
    let region = ActivationRegions.Region(threshold: 0, start: 0, multiplier: 1 << 10, shift: 0, bias: 0)
    #expect(region.isNarrow(for: 0...((1 << 20) - 1)))
    #expect(!region.isNarrow(for: 0...(1 << 20)))
    #expect(!region.isNarrow(for: (-(1 << 20) - 1)...0))
    var shifted = region
    shifted.shift = 33
    #expect(!shifted.isNarrow(for: 0...1))
    var far = region
    far.start = -(1 << 35)
    #expect(!far.isNarrow(for: 0...1))
  }
}
