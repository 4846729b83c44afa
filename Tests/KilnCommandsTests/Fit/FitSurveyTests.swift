import K210Boards
import KPUSim
import KilnCommands
import Testing

@Suite("the survey of kiln fit")
struct FitSurveyTests {
  private let model = FitModel(version: 3, fileBytes: 3_900_000, mainBytes: 400_000)

  @Test("targets are the C program and every flavour, each found by its id")
  func targets() throws {
    #expect(FitTarget.all.count == FirmwareFlavour.all.count + 1)
    for target in FitTarget.all {
      #expect(try FitTarget.named(target.id) == target)
      #expect(try FitTarget.named(target.id.uppercased()) == target)
    }
    #expect(FitTarget.all[0].title == "a plain C program" && FitTarget.all[1].title == "firmware full")
  }

  @Test("an unknown firmware is wrong usage; the nearest and all ids are named")
  func unknown() throws {
    let near = #expect(throws: CommandFailure.self) { try FitTarget.named("openmv-4") }
    #expect(near?.exitCode == .usage)
    #expect(near?.hints.first == "did you mean openmv-v4?" && near?.hints.count == 2)
    let far = #expect(throws: CommandFailure.self) { try FitTarget.named("zephyr") }
    #expect(far?.hints.count == 1 && far?.hints[0].hasPrefix("one of: c, full") == true)
  }

  @Test("a bare scenario is shown with the usual camera and display as well, another is not")
  func usual() {
    let bare = FitSurvey(model, targets: FitTarget.all, scenario: FitScenario(.plainProgram))
    #expect(
      bare.answers.allSatisfy { answer in
        answer.withCamera.map { answer.verdict.freeBytes - $0.freeBytes } == 384_000 + 153_600
      })
    let asked = FitSurvey(
      model, targets: FitTarget.all, scenario: FitScenario(.plainProgram, usesDisplay: true))
    #expect(asked.answers.allSatisfy { $0.withCamera == nil })
  }

  @Test("each target is judged as itself; one that loads is enough")
  func answers() {
    let survey = FitSurvey(model, targets: FitTarget.all, scenario: FitScenario(.plainProgram))
    for answer in survey.answers {
      #expect(answer.fitCase.scenario.target == answer.target.target)
      #expect(answer.verdict == answer.fitCase.verdict)
      #expect(answer.remedies.isEmpty == (answer.verdict.outcome == .fits))
    }
    #expect(survey.loadsSomewhere)
    let full = FitSurvey(
      model, targets: [FitTarget.all[1]], scenario: FitScenario(.plainProgram))
    #expect(!full.loadsSomewhere)
  }
}
