import Console
import Detection
import FoundationEssentials

/// The human form of `kiln sim` on a folder: accuracy and confusion, or one row per picture.
struct FolderText {
  private let session: SimSession
  private let results: FolderResults
  private let presenter: ResultPresenter

  init(_ session: SimSession, _ results: FolderResults, _ presenter: ResultPresenter) {
    self.session = session
    self.results = results
    self.presenter = presenter
  }

  var text: String {
    let matrix = results.matrix
    var lines = [
      "\(results.outcomes.count) picture\(results.outcomes.count == 1 ? "" : "s"); the first: \(results.account)"
    ]
    if let decoding = results.decoding { lines.append(decoding) }
    if let accuracy = matrix.accuracy {
      lines.append("top-1: \(matrix.correct) of \(matrix.total) right, \(NumberForm.percent(accuracy))")
      lines.append(String(classTable.plain().dropLast()))
    } else {
      lines.append(
        String(pictureTable.plain(width: session.talk.outputWidth).dropLast()))
    }
    return lines.joined(separator: "\n")
  }

  /// One row per picture: its best class, or its boxes.
  private var pictureTable: Table {
    let hasBoxes = results.outcomes.contains { $0.boxes != nil }
    var table = Table(
      hasBoxes
        ? [.init("file"), .init("boxes", .right), .init("")]
        : [.init("file"), .init("class"), .init("score", .right)])
    for outcome in results.outcomes {
      if let boxes = outcome.boxes {
        let names = boxes.map { "\($0.name) \(NumberForm.percent(Double($0.score)))" }
        table.append([outcome.file, "\(boxes.count)", names.joined(separator: ", ")])
      } else {
        table.append([outcome.file, outcome.predicted ?? "", outcome.score.map { "\($0)" } ?? ""])
      }
    }
    return table
  }

  /// One row per class: how many were right, and what the others were taken for.
  private var classTable: Table {
    let matrix = results.matrix
    var table = Table([.init("class"), .init("right", .right), .init("of", .right), .init("taken for")])
    for index in Set(matrix.entries.map(\.expected)).sorted() {
      let cases = matrix.cases(ofExpected: index)
      let mistakes = matrix.mistakes.filter { $0.expected == index }
        .map { "\(presenter.name($0.predicted)) (\($0.count))" }
      table.append([
        presenter.name(index), "\(cases.correct)", "\(cases.total)", mistakes.joined(separator: ", "),
      ])
    }
    return table
  }
}
