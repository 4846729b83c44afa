import Console
import Detection
import Foundation
import Simulation
import Tensors

/// `kiln sim` on a folder: every picture in it, or in one sub-folder per class.
struct FolderRun {
  /// One picture and the class that its folder is named after.
  private struct Item {
    let path: String
    let expected: Int?
  }

  /// What came out for one picture.
  struct Outcome: Encodable {
    let file: String
    let expected: String?
    let predicted: String
    let score: Float
  }

  let session: SimSession
  let folder: String

  func run() throws {
    let presenter = try ResultPresenter(session.output, outputs: session.loaded.model.outputs)
    guard session.loaded.model.inputs.count == 1 else {
      throw CommandFailure(
        .usage, "\(folder): is a folder, but the model has \(session.loaded.model.inputs.count) inputs")
    }
    for (option, value) in [
      ("--output-dir", session.output.outputDir), ("--layers-dir", session.output.layersDir),
    ]
    where value != nil {
      throw CommandFailure(.usage, "\(option): needs a single input, and \(folder) is a folder")
    }
    let items = try collect(presenter)
    let loader = InputLoader(
      target: session.loaded.model.inputs[0], fit: session.input.fit, color: session.input.color)
    let start = ContinuousClock.now
    var matrix = ConfusionMatrix()
    var outcomes: [Outcome] = []
    var account = ""
    for (index, item) in items.enumerated() {
      let input = try loader.load(item.path)
      if index == 0 { account = input.account }
      let tensors = try session.infer([input.bytes])
      let findings = try presenter.findings(tensors, input: input)
      guard let best = findings.classes.first else {
        throw CommandFailure(
          .work, "\(item.path): no output is a list of class scores, so there is no top-1",
          hints: ["with --labels FILE the output of as many values is taken"])
      }
      if let expected = item.expected { matrix.add(expected: expected, predicted: best.index) }
      outcomes.append(
        Outcome(
          file: item.path, expected: item.expected.map { presenter.name($0) },
          predicted: presenter.name(best.index), score: best.score))
      showProgress(done: index + 1, of: items.count, since: start)
    }
    session.talk.show("")
    if session.json {
      print(try JSONOutput.text(FolderReport(session.loaded, outcomes, matrix, presenter, account: account)))
    } else {
      print(text(outcomes, matrix, presenter, account: account))
    }
  }

  /// The pictures of the folder, or of its sub-folders when those are classes.
  private func collect(_ presenter: ResultPresenter) throws -> [Item] {
    var items: [Item] = []
    for name in try Files.names(in: folder) {
      let path = "\(folder)/\(name)"
      guard Files.isFolder(path) else {
        items.append(Item(path: path, expected: nil))
        continue
      }
      let expected = presenter.classIndex(ofFolder: name)
      if expected == nil {
        session.talk.warn("\(path): no label is named \(name); its pictures do not count for top-1")
      }
      for file in try Files.names(in: path) {
        items.append(Item(path: "\(path)/\(file)", expected: expected))
      }
    }
    guard !items.isEmpty else { throw CommandFailure(.file, "\(folder): the folder is empty") }
    return items
  }

  private func showProgress(done: Int, of total: Int, since start: ContinuousClock.Instant) {
    guard session.talk.policy.allowsProgressBar else { return }
    let elapsed = (ContinuousClock.now - start).components
    let bar = ProgressBar(label: "running", unit: .items("pictures"), total: total)
    session.talk.show(
      bar.line(
        done: done, elapsed: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18,
        width: session.talk.policy.width ?? 80))
  }

  private func text(
    _ outcomes: [Outcome], _ matrix: ConfusionMatrix, _ presenter: ResultPresenter, account: String
  ) -> String {
    var lines = ["\(outcomes.count) pictures; the first: \(account)"]
    guard let accuracy = matrix.accuracy else {
      var table = Table([.init("file"), .init("class"), .init("score", .right)])
      for outcome in outcomes { table.append([outcome.file, outcome.predicted, "\(outcome.score)"]) }
      return lines[0] + "\n" + table.plain(width: session.talk.outputWidth).trimmingCharacters(in: .newlines)
    }
    lines.append("top-1: \(matrix.correct) of \(matrix.total) right, \(NumberForm.percent(accuracy))")
    lines.append(classTable(matrix, presenter).plain().trimmingCharacters(in: .newlines))
    return lines.joined(separator: "\n")
  }

  /// One row per class: how many were right, and what the others were taken for.
  private func classTable(_ matrix: ConfusionMatrix, _ presenter: ResultPresenter) -> Table {
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

/// The JSON form of `kiln sim` on a folder.
struct FolderReport: Encodable {
  /// One pair of classes with the number of its cases.
  struct Confusion: Encodable {
    let expected: String
    let predicted: String
    let count: Int
  }

  let schema = 1
  let model: ModelReport
  let first_input: String
  let pictures: Int
  let counted: Int
  let correct: Int
  let top1: Double?
  let confusion: [Confusion]
  let results: [FolderRun.Outcome]

  init(
    _ loaded: LoadedModel, _ outcomes: [FolderRun.Outcome], _ matrix: ConfusionMatrix,
    _ presenter: ResultPresenter, account: String
  ) {
    model = ModelReport(loaded)
    first_input = account
    pictures = outcomes.count
    counted = matrix.total
    correct = matrix.correct
    top1 = matrix.accuracy
    confusion = matrix.entries.map {
      Confusion(
        expected: presenter.name($0.expected), predicted: presenter.name($0.predicted), count: $0.count)
    }
    results = outcomes
  }
}
