/// One class of a classifier's output with its score.
public struct RankedScore: Sendable, Equatable {
  /// Place in the output, which is the number of the class.
  public let index: Int
  /// The output's value there.
  public let score: Float

  /// A class and its score.
  public init(index: Int, score: Float) {
    self.index = index
    self.score = score
  }

  /// The `count` best scores, best first.
  ///
  /// Equal scores keep the order of the output, and NaN ranks behind every number, also behind -infinity.
  public static func top(_ count: Int, of scores: [Float]) -> [RankedScore] {
    let order = scores.indices.sorted { isBetter($0, $1, scores) }
    return order.prefix(max(0, count)).map { RankedScore(index: $0, score: scores[$0]) }
  }

  /// The best score by the rule of ``top(_:of:)`` without sorting; `nil` when there are none.
  public static func best(of scores: [Float]) -> RankedScore? {
    let place = scores.indices.min { isBetter($0, $1, scores) }
    return place.map { RankedScore(index: $0, score: scores[$0]) }
  }

  private static func isBetter(_ left: Int, _ right: Int, _ scores: [Float]) -> Bool {
    let (a, b) = (scores[left], scores[right])
    if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? left < right : b.isNaN }
    return a == b ? left < right : a > b
  }
}
