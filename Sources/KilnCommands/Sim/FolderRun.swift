import Console
import Detection
import FoundationEssentials
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
    /// The best class and its score, nil when boxes were asked for.
    let predicted: String?
    let score: Float?
    /// The boxes of `--yolo2`, `--yolo5` or `--yolo8`, nil without them.
    let boxes: [SimReport.Box]?
  }

  let session: SimSession
  let folder: String

  func run() throws {
    let model = session.loaded.model
    let presenter = try ResultPresenter(session.output, inputs: model.inputs, outputs: model.outputs)
    if let caution = presenter.caution { session.talk.warn(caution) }
    try refuseOptionsOfSingleInputs()
    let items = try collect(presenter)
    let start = ContinuousClock.now
    defer { session.talk.show("") }
    var results = FolderResults()
    for (index, item) in items.enumerated() {
      try run(item, presenter, into: &results)
      showProgress(done: index + 1, of: items.count, since: start)
    }
    session.talk.show("")
    if !results.outcomes.isEmpty {
      let form = FolderText(session, results, presenter)
      print(
        session.json
          ? try JSONOutput.text(FolderReport(session.loaded, results, presenter)) : form.text)
    }
    if results.unreadable > 0 {
      throw CommandFailure(
        .file, "\(folder): \(results.unreadable) of \(items.count) files could not be used as input")
    }
  }

  /// Runs one picture; a file that is none is warned of and left out.
  private func run(_ item: Item, _ presenter: ResultPresenter, into results: inout FolderResults) throws {
    let model = session.loaded.model
    let loader = InputLoader(
      target: model.inputs[0], encoding: model.inputEncodings.first ?? nil, options: session.input)
    let input: PreparedInput
    do throws(CommandFailure) {
      input = try loader.load(item.path)
    } catch {
      session.talk.show("")
      session.talk.warn(error.message, hints: error.hints)
      results.unreadable += 1
      return
    }
    let findings = try presenter.findings(session.infer([input.bytes]), input: input)
    if results.outcomes.isEmpty { (results.account, results.decoding) = (input.account, findings.decoding) }
    guard findings.boxes != nil || !findings.classes.isEmpty else {
      throw CommandFailure(
        .work, "\(item.path): no output is a list of class scores, so there is no top-1",
        hints: [
          "with --labels FILE the output of as many values is taken; --yolo2, --yolo5, --yolo8 look for boxes"
        ])
    }
    if let best = findings.classes.first, let expected = item.expected {
      results.matrix.add(expected: expected, predicted: best.index)
    }
    results.outcomes.append(
      Outcome(
        file: item.path, expected: item.expected.map { presenter.name($0) },
        predicted: findings.classes.first.map { presenter.name($0.index) },
        score: findings.classes.first?.score,
        boxes: findings.boxes.map { $0.map { SimReport.Box($0, name: presenter.name($0.classIndex)) } }))
  }

  private func refuseOptionsOfSingleInputs() throws(CommandFailure) {
    let count = session.loaded.model.inputs.count
    guard count == 1 else {
      throw CommandFailure(.usage, "\(folder): is a folder, but the model has \(count) inputs")
    }
    for (option, isGiven) in [
      ("--output-dir", session.output.outputDir != nil), ("--layers-dir", session.output.layersDir != nil),
      ("--boxes", session.output.boxes != nil), ("--repeat", session.arguments.repeat != 1),
      ("--warmup", session.arguments.warmup != 0),
    ]
    where isGiven {
      throw CommandFailure(.usage, "\(option): needs a single input, and \(folder) is a folder")
    }
  }

  /// The pictures of the folder, or of its sub-folders when those are classes.
  private func collect(_ presenter: ResultPresenter) throws -> [Item] {
    var items: [Item] = []
    for name in try Files.names(in: folder) {
      let path = Files.path(folder, name)
      guard Files.isFolder(path) else {
        items.append(Item(path: path, expected: nil))
        continue
      }
      let expected = presenter.classIndex(ofFolder: name)
      if expected == nil {
        session.talk.warn("\(path): no label is named \(name); its pictures do not count for top-1")
      }
      for file in try Files.names(in: path) {
        items.append(Item(path: Files.path(path, file), expected: expected))
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
}

/// What came out for the pictures of a folder.
struct FolderResults {
  /// How the first picture became input.
  var account = ""
  /// How its boxes were read, where there is something to say.
  var decoding: String?
  var outcomes: [FolderRun.Outcome] = []
  var matrix = ConfusionMatrix()
  /// Files that could not be used as input.
  var unreadable = 0
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
  /// How the boxes of the first picture were read, nil where there is nothing to say.
  let first_decoding: String?
  let pictures: Int
  let unreadable: Int
  let counted: Int
  let correct: Int
  let top1: Double?
  let confusion: [Confusion]
  let results: [FolderRun.Outcome]

  init(_ loaded: LoadedModel, _ folder: FolderResults, _ presenter: ResultPresenter) {
    let matrix = folder.matrix
    model = ModelReport(loaded)
    first_input = folder.account
    first_decoding = folder.decoding
    pictures = folder.outcomes.count
    unreadable = folder.unreadable
    counted = matrix.total
    correct = matrix.correct
    top1 = matrix.accuracy
    confusion = matrix.entries.map {
      Confusion(
        expected: presenter.name($0.expected), predicted: presenter.name($0.predicted), count: $0.count)
    }
    results = folder.outcomes
  }
}
