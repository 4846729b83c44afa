import BenchmarkKit
import Testing

@Suite("least-squares line")
struct LeastSquaresLineTests {
  private static func points(_ pairs: [(Double, Double)]) -> [LeastSquaresLine.Point] {
    pairs.map { .init(x: $0.0, y: $0.1) }
  }

  @Test("finds a line that points lie on")
  func exact() throws {
    let points = Self.points([(0.1, 5.2), (1, 7), (10, 25), (100, 205)])
    let line = try #require(LeastSquaresLine(points))
    #expect((line.intercept - 5).magnitude < 1e-9)
    #expect((line.slope - 2).magnitude < 1e-9)
    #expect((line.determination - 1).magnitude < 1e-12)
    #expect(line.largestRelativeDeviation(of: points, above: 0) < 1e-9)
  }

  @Test("splits the difference of points beside it")
  func between() throws {
    let points = Self.points([(0, 1), (0, 3), (2, 5), (2, 7)])
    let line = try #require(LeastSquaresLine(points))
    #expect((line.value(at: 0) - 2).magnitude < 1e-12)
    #expect((line.value(at: 2) - 6).magnitude < 1e-12)
    // 4 of 20 are left unexplained.
    #expect((line.determination - 0.8).magnitude < 1e-12)
  }

  @Test("deviations count above the threshold alone, relative to the point")
  func deviation() throws {
    let line = try #require(LeastSquaresLine(Self.points([(0, 0), (10, 10)])))
    let points = Self.points([(0.5, 5), (2, 4), (8, 10)])
    #expect(line.largestRelativeDeviation(of: points, above: 1) == 0.5)
    #expect(line.largestRelativeDeviation(of: points, above: 5) == 0.2)
    #expect(line.largestRelativeDeviation(of: points, above: 9) == 0)
  }

  @Test("needs two different extents")
  func degenerate() {
    #expect(LeastSquaresLine([]) == nil)
    #expect(LeastSquaresLine(Self.points([(3, 1)])) == nil)
    #expect(LeastSquaresLine(Self.points([(3, 1), (3, 2)])) == nil)
    #expect(LeastSquaresLine(Self.points([(1, 2), (3, 2)]))?.determination == 1)
  }
}

@Suite("times of many runs")
struct SamplesTests {
  @Test("fifth percentile and median")
  func summary() {
    #expect(Samples([3, 1, 2]).fifthPercentile == 1)
    let many = Samples((1...41).reversed().map(Double.init))
    #expect(many.fifthPercentile == 3)
    #expect(many.undisturbed(threads: 1) == 3)
    #expect(many.undisturbed(threads: 2) == 1)
    #expect(Samples([3, 1, 2]).median == 2)
    #expect(Samples([4, 1, 2, 9]).median == 3)
    #expect(Samples().fifthPercentile == .infinity && Samples().median == .infinity)
  }

  @Test("ratios are taken by pairs, so that a slow minute counts once")
  func ratios() {
    let ours = Samples([1, 1, 10, 1])
    let theirs = Samples([2, 2, 20, 3])
    #expect(theirs.medianRatio(to: ours) == 2)
    #expect(Samples([5]).medianRatio(to: Samples()) == nil)
    #expect(Samples([5, 6]).medianRatio(to: Samples([2])) == 2.5)
  }
}
