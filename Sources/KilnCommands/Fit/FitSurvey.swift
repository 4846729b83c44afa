import K210Boards
package import KPUSim

/// What a model can be loaded by, under the name that the command line knows.
package struct FitTarget: Sendable, Equatable {
  /// Name on the command line.
  package let id: String
  /// What it is, in a few words.
  package let name: String
  /// The target in the terms of the simulator.
  package let target: FitScenario.Target

  /// How sentences call it.
  package var title: String { target == .plainProgram ? "a plain C program" : "firmware \(id)" }

  /// The C program, then every firmware.
  package static let all =
    [FitTarget(id: "c", name: "plain C program, SDK", target: .plainProgram)]
    + FirmwareFlavour.all.map { FitTarget(id: $0.id, name: $0.name, target: .firmware($0)) }

  /// The ids of all targets.
  package static var ids: [String] { all.map(\.id) }

  /// The target of this id or of a released file of this name.
  ///
  /// - Throws: a failure with exit code 2 that lists the ids.
  package static func named(_ name: String) throws(CommandFailure) -> FitTarget {
    let id = FirmwareFlavour.named(name)?.id ?? name.lowercased()
    if let target = all.first(where: { $0.id == id }) { return target }
    let near = NearestName.find(name, among: ids)
    throw CommandFailure(
      .usage, "there is no firmware \(name)",
      hints: (near.map { ["did you mean \($0)?"] } ?? []) + ["one of: \(ids.joined(separator: ", "))"])
  }
}

/// The verdicts of a model on several targets.
package struct FitSurvey {
  /// One target's verdict.
  package struct Answer {
    /// Who loads the model.
    package let target: FitTarget
    /// What was judged.
    package let fitCase: FitCase
    /// What came of it.
    package let verdict: FitVerdict
    /// The same with a QVGA camera and the display; nil when the user said what is used.
    package let withCamera: FitVerdict?
    /// What would help.
    package let remedies: [FitRemedy]
  }

  /// The model's sizes.
  package let model: FitModel
  /// What the program does, whatever it runs on.
  package let scenario: FitScenario
  /// The verdicts in the order of the targets.
  package let answers: [Answer]

  /// Judges a model on each target.
  package init(_ model: FitModel, targets: [FitTarget], scenario: FitScenario) {
    self.model = model
    self.scenario = scenario
    let isBare = scenario.camera == nil && !scenario.usesDisplay
    answers = targets.map { target in
      var fitCase = FitCase(model, scenario)
      fitCase.scenario.target = target.target
      var usual = fitCase
      usual.scenario.camera = FrameSize("QVGA")
      usual.scenario.usesDisplay = true
      return Answer(
        target: target, fitCase: fitCase, verdict: fitCase.verdict,
        withCamera: isBare ? usual.verdict : nil, remedies: FitRemedy.all(for: fitCase))
    }
  }

  /// Judges a model on every target beside neither camera nor display; nil for models that are not judged.
  init?(bare loaded: LoadedModel) {
    guard let model = loaded.model as? SimulatedKModel else { return nil }
    self.init(FitModel(model), targets: FitTarget.all, scenario: FitScenario(.plainProgram))
  }

  /// Whether any target loads the model.
  package var loadsSomewhere: Bool { answers.contains { $0.verdict.loads } }
}
