import Foundation
import K210Boards
import KModel
import KPUSim
import KilnCommands
import Reports
import TestSupport
import Testing

@Suite("what kiln fit puts on its page")
struct FitPageContentsTests {
  private let folder: TemporaryFolder
  private let loaded: LoadedModel

  init() throws {
    folder = try TemporaryFolder()
    loaded = try LoadedModel(
      path: try folder.write(SampleModelsV3.modelOfAllTypes().encoded(), to: "all.kmodel"))
  }

  private func page(
    _ model: FitModel, _ targets: [FitTarget] = FitTarget.all, _ scenario: FitScenario? = nil
  ) -> FitPage {
    FitPage(
      loaded, FitSurvey(model, targets: targets, scenario: scenario ?? FitScenario(.plainProgram)))
  }

  private func model(_ bytes: Int, version: Int = 3) -> FitModel {
    FitModel(version: version, fileBytes: bytes, mainBytes: 2048, layerCount: 3)
  }

  @Test("each target is an answer with the mark and the bytes of its verdict")
  func answers() {
    var outcomes: Set<FitVerdict.Outcome> = []
    for (bytes, version) in [(1000, 3), (4_300_000, 3), (1000, 4)] {
      let survey = FitSurvey(
        model(bytes, version: version), targets: FitTarget.all, scenario: FitScenario(.plainProgram))
      let page = FitPage(loaded, survey)
      #expect(page.answers.map(\.id) == FitTarget.ids)
      for (answer, judged) in zip(page.answers, survey.answers) {
        let verdict = judged.verdict
        outcomes.insert(verdict.outcome)
        let grade: FitPage.Grade =
          verdict.outcome == .fits ? .good : verdict.outcome == .probablyFits ? .doubtful : .bad
        #expect(answer.verdict.grade == grade)
        #expect(answer.verdict.budget.total == verdict.totalBytes)
        #expect(answer.verdict.budget.free == verdict.freeBytes)
        #expect(answer.verdict.isRefused == (verdict.outcome == .notSupported && verdict.freeBytes >= 0))
        #expect(answer.usual?.budget.free == judged.withCamera?.freeBytes)
        #expect(answer.reasons.count == verdict.failures.count)
        #expect(answer.remarks.count == verdict.doubts.count + verdict.notes.count)
        #expect(answer.remedies.map(\.verdict.budget.free) == judged.remedies.map(\.verdict.freeBytes))
      }
    }
    #expect(outcomes.count == FitVerdict.Outcome.allCases.count)
  }

  @Test("shares keep their order and purpose; camera and display are pictures, main buffer and loader work")
  func purposes() throws {
    let full = try FitTarget.named("full")
    let scenario = FitScenario(.plainProgram, camera: FrameSize("QVGA"), usesDisplay: true)
    let shares = page(model(1000), [full], scenario).answers[0].verdict.budget.shares
    #expect(
      shares.map(\.purpose) == [.program, .heap, .pictures, .pictures, .pictures, .model, .work, .work])
    #expect(shares.map(\.bytes) == [3_145_088, 524_288, 153_600, 153_600, 230_400, 1000, 2048, 4288])
    #expect(shares.map(\.isEstimate) == [false, false, false, false, false, false, false, true])
    #expect(shares.map(\.certainty).first == "measured" && shares.map(\.certainty).last == "chosen")
  }

  @Test("what is fetched of a model counts as the model")
  func streamed() throws {
    let answer = page(model(3_000_000), [try FitTarget.named("full")]).answers[0]
    let remedy = try #require(answer.remedies.first { $0.order == "load with kpu.load_flash()" })
    let purposes = remedy.verdict.budget.shares.map(\.purpose)
    #expect(purposes == [.program, .heap, .model, .model, .work])
  }

  @Test("the file's name stands in the sentence without its folder; the scenario is told")
  func words() throws {
    let bare = page(model(1000))
    #expect(bare.sentence == "all.kmodel fits, whatever the board runs")
    #expect(bare.scenario.hasSuffix("the program uses neither camera nor LCD."))
    #expect(bare.advised == nil && bare.title == loaded.path)
    let scenario = FitScenario(.plainProgram, camera: FrameSize("VGA"), usesDisplay: true)
    let one = page(model(1000), [try FitTarget.named("minimum")], scenario)
    #expect(one.sentence.hasPrefix("all.kmodel fits in firmware minimum with a VGA camera and the LCD: "))
    #expect(one.scenario.hasSuffix("the program uses a VGA camera and the LCD."))
    #expect(page(model(3_000_000)).advised == "full" && one.advised == "minimum")
    #expect(bare.answers[0].speaker == "in the program" && bare.answers[1].speaker == "the board prints")
  }

  @Test("the model's figures: what a script must find free is shown where scripts are judged")
  func facts() throws {
    #expect(
      page(model(2048)).facts.map(\.value) == ["2.0 KiB", "2.0 KiB", "0 bytes", "8,384"])
    #expect(page(model(2048), [try FitTarget.named("c")]).facts.count == 3)
    #expect(page(model(2048)).facts[0].note == "kmodel v3, 3 layers")
    let v4 = page(model(2048, version: 4)).facts
    #expect(v4.last?.value == "12,480" && v4.last?.note.contains("reserve for kmodel v4") == true)
    #expect(page(model(6_500_000)).facts.count == 3)
  }

  @Test("every target's share, versions, differences and image are listed once, alike ones together")
  func figures() {
    let figures = page(model(1000)).figures
    for subject in ["share of memory", "share may differ by", "loads kmodel", "image in flash"] {
      let ids = figures.compactMap { figure -> [String]? in
        let parts = figure.subject.split(separator: ": ")
        return parts.last.map { $0 == subject } == true
          ? parts[0].components(separatedBy: ", ") : nil
      }.flatMap { $0 }
      #expect(ids.sorted() == FitTarget.ids.sorted(), "\(subject)")
    }
    #expect(figures.contains { $0.subject == "full, lvgl, minimum-ide, minimum: loads kmodel" })
    #expect(figures.filter { $0.subject == "GC heap (Python objects)" }.map(\.value) == ["524,288 bytes"])
    for figure in figures { #expect(figure.isEstimate == ["inferred", "chosen"].contains(figure.certainty)) }
  }

  @Test("a share that was given is not said to differ")
  func given() throws {
    let scenario = FitScenario(.plainProgram, staticBytes: 1_000_000)
    let figures = page(model(1000), [try FitTarget.named("lvgl")], scenario).figures
    #expect(!figures.contains { $0.subject.hasSuffix("may differ by") })
    #expect(figures.contains { $0.subject == "lvgl: share of memory" && $0.source == "as given" })
  }
}
