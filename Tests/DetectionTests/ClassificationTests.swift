import Detection
import Testing

@Suite("Ranking scores and counting answers")
struct ClassificationTests {
  @Test("best first, equal scores in order, NaN last")
  func order() {
    let scores: [Float] = [0.1, .nan, 0.5, 0.5, -.infinity, .infinity]
    #expect(RankedScore.top(6, of: scores).map(\.index) == [5, 2, 3, 0, 4, 1])
    #expect(RankedScore.best(of: scores) == RankedScore(index: 5, score: .infinity))
  }

  @Test("as many as asked for and there are", arguments: [(-1, 0), (0, 0), (2, 2), (3, 3), (.max, 3)])
  func counts(asked: Int, given: Int) {
    #expect(RankedScore.top(asked, of: [3, 2, 1]).count == given)
  }

  @Test(
    "the best agrees with the first of the ranking",
    arguments: [[0, 0], [.nan, -1], [-0, 0], [.nan, .nan]] as [[Float]])
  func best(scores: [Float]) throws {
    #expect(RankedScore.best(of: scores)?.index == RankedScore.top(1, of: scores).first?.index)
    #expect(RankedScore.best(of: []) == nil)
  }

  @Test(
    "labels are lines without their ends",
    arguments: [
      ("cat\ndog\n", ["cat", "dog"]), ("cat\r\ndog", ["cat", "dog"]), ("\u{FEFF}猫\n 狗\t\n\n\n", ["猫", "狗"]),
      ("a\n\nb", ["a", "", "b"]), ("# one\ntwo words", ["# one", "two words"]), ("", []), ("\r\n\r\n", []),
    ])
  func labels(text: String, names: [String]) {
    #expect(Labels(text: text).names == names)
  }

  @Test("classes without a name are numbered")
  func names() {
    let labels = Labels(names: ["cat", "", "cat"])
    #expect([0, 1, 5, -1].map { labels.name(of: $0) } == ["cat", "class 1", "class 5", "class -1"])
    #expect(labels.index(of: "cat") == 0)
    #expect(labels.index(of: "dog") == nil)
  }

  @Test("the matrix counts answers, rows and mistakes")
  func confusion() {
    var matrix = ConfusionMatrix()
    #expect(matrix.accuracy == nil)
    for (expected, predicted) in [(0, 0), (0, 1), (0, 1), (1, 1), (2, 0), (1, 2), (2, 2), (0, 0)] {
      matrix.add(expected: expected, predicted: predicted)
    }
    #expect(matrix.total == 8)
    #expect(matrix.correct == 4)
    #expect(matrix.accuracy == 0.5)
    #expect(matrix.count(expected: 0, predicted: 1) == 2)
    #expect(matrix.count(expected: 1, predicted: 0) == 0)
    #expect(matrix.cases(ofExpected: 0) == (2, 4))
    #expect(matrix.cases(ofExpected: 9) == (0, 0))
    #expect(
      matrix.entries.map { [$0.expected, $0.predicted] } == [
        [0, 0], [0, 1], [1, 1], [1, 2], [2, 0], [2, 2],
      ])
    #expect(
      matrix.mistakes.map { [$0.expected, $0.predicted, $0.count] } == [[0, 1, 2], [1, 2, 1], [2, 0, 1]])
  }
}
