/// Counts what a classifier took each class for.
///
/// Only pairs that occurred are stored, so the number of classes costs nothing.
public struct ConfusionMatrix: Sendable, Equatable {
  /// One pair of classes with the number of its cases.
  public struct Entry: Sendable, Equatable {
    /// The right class.
    public let expected: Int
    /// The class that the network chose.
    public let predicted: Int
    /// How often that happened.
    public let count: Int
  }

  private struct Pair: Hashable {
    let expected: Int
    let predicted: Int
  }

  /// Cases counted.
  public private(set) var total = 0
  /// Cases where both classes were the same.
  public private(set) var correct = 0
  private var counts: [Pair: Int] = [:]

  /// Nothing counted yet.
  public init() {}

  /// Counts one case.
  public mutating func add(expected: Int, predicted: Int) {
    counts[Pair(expected: expected, predicted: predicted), default: 0] += 1
    total += 1
    if expected == predicted { correct += 1 }
  }

  /// Share of correct cases, 0…1; `nil` before the first case.
  public var accuracy: Double? { total == 0 ? nil : Double(correct) / Double(total) }

  /// How often `expected` was taken for `predicted`.
  public func count(expected: Int, predicted: Int) -> Int {
    counts[Pair(expected: expected, predicted: predicted)] ?? 0
  }

  /// Correct and all cases of one right class.
  public func cases(ofExpected expected: Int) -> (correct: Int, total: Int) {
    let all = counts.reduce(0) { $0 + ($1.key.expected == expected ? $1.value : 0) }
    return (count(expected: expected, predicted: expected), all)
  }

  /// Every pair that occurred, by right class, then by chosen class.
  public var entries: [Entry] {
    counts.map { Entry(expected: $0.key.expected, predicted: $0.key.predicted, count: $0.value) }
      .sorted { ($0.expected, $0.predicted) < ($1.expected, $1.predicted) }
  }

  /// The pairs of different classes, most frequent first; equal counts in the order of the classes.
  public var mistakes: [Entry] {
    entries.filter { $0.expected != $0.predicted }.enumerated()
      .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
  }
}
