import Console
import Foundation
import K210Boards
import KModel
import KPUSim
import KilnCommands
import Reports
import TestSupport
import Testing

/// A model on disk, whose text, JSON, comma-separated values and page are compared.
private struct Case {
  let loaded: LoadedModel
  let survey: FitSurvey

  init(_ loaded: LoadedModel, targets: [FitTarget], _ scenario: FitScenario) throws {
    self.loaded = loaded
    let model = try #require(loaded.model as? SimulatedKModel)
    survey = FitSurvey(FitModel(model), targets: targets, scenario: scenario)
  }

  func json() throws -> [String: Any] {
    let text = try JSONOutput.text(FitReport(loaded, survey))
    return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  func verdicts() throws -> [[String: Any]] { try #require(try json()["verdicts"] as? [[String: Any]]) }
}

@Suite("text, JSON, values and page of fit agree, property")
struct FitAgreementTests {
  /// Models of all types and both samples.
  private static func models(in folder: TemporaryFolder) throws -> [LoadedModel] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let samples = ["digits-v3", "digits-v4"].map {
      root.appending(path: "samples/digits/\($0).kmodel").path(percentEncoded: false)
    }
    let made = [
      try folder.write(SampleModelsV3.modelOfAllTypes().encoded(), to: "all-v3.kmodel"),
      try folder.write(SampleModelsV3.model(.softmax).encoded(), to: "softmax-v3.kmodel"),
      try folder.write(SampleModelsV4.model(.softmax).encoded(), to: "softmax-v4.kmodel"),
    ]
    return try (samples + made).map { try LoadedModel(path: $0) }
  }

  private func scenario(_ random: inout SplitMix64) -> FitScenario {
    FitScenario(
      .plainProgram, gcHeapBytes: random.next() % 3 == 0 ? Int(random.next() % 4_000_000) : nil,
      camera: random.next() % 3 == 0 ? nil : FrameSize.named[Int(random.next() % 26)].size,
      wantsTwoBuffers: random.next() % 2 == 0, usesDisplay: random.next() % 2 == 0,
      flashOffset: random.next() % 4 == 0 ? Int(random.next() % (17 << 20)) : 0x30_0000)
  }

  /// Some cases over all sample models, each with all targets or one.
  private func forEachCase(
    seed: UInt64, count: Int, targets: (inout SplitMix64) -> [FitTarget], _ body: (Case) throws -> Void
  ) throws {
    let folder = try TemporaryFolder()
    let models = try Self.models(in: folder)
    var random = SplitMix64(seed: seed)
    for index in 0..<count {
      let targets = targets(&random)
      try body(try Case(models[index % models.count], targets: targets, scenario(&random)))
    }
  }

  private func one(_ random: inout SplitMix64) -> [FitTarget] { [FitTarget.all[Int(random.next() % 8)]] }

  @Test("the sums of one target: the same rows, bytes and certainties in all forms")
  func sums() throws {
    try forEachCase(seed: 71, count: 100, targets: one) { fit in
      let answer = fit.survey.answers[0]
      let verdict = try #require(try fit.verdicts().first)
      let rows = try #require(verdict["rows"] as? [[String: Any]])
      let values = FitTables.sums(answer).rows
      let text = FitDetailText(fit.loaded, answer, width: nil).text
      let html = FitPage(fit.loaded, fit.survey).html
      #expect(rows.count == values.count && rows.count == answer.verdict.rows.count)
      var left = K210Memory.general.value
      for (row, cells) in zip(rows, values) {
        let bytes = try #require(row["bytes"] as? Int)
        left -= bytes
        #expect(
          cells == [
            row["part"] as? String, "\(bytes)", "\(left)", row["certainty"] as? String,
            row["source"] as? String,
          ])
        // Grouped numbers and the word for sureness stand in one line of the text.
        let word = row["estimate"] as? Bool == true ? "estimate" : "fact"
        let line = text.split(separator: "\n").first {
          $0.contains("\(NumberForm.grouped(bytes))  ") && $0.contains("\(NumberForm.grouped(left))  \(word)")
        }
        #expect(line != nil, "\(row)\n\(text)")
        #expect(html.contains("<td class=\"n\">\(NumberForm.grouped(bytes))</td>"))
      }
      #expect(verdict["free_bytes"] as? Int == left)
      let total = K210Memory.general.value - left
      #expect(verdict["total_bytes"] as? Int == total)
      #expect(html.contains("<td>sum</td><td class=\"n\">\(NumberForm.grouped(total))</td>"))
    }
  }

  @Test("the verdicts over all targets: one row each with the same answer and the same bytes")
  func summary() throws {
    try forEachCase(seed: 72, count: 40, targets: { _ in FitTarget.all }) { fit in
      let verdicts = try fit.verdicts()
      let values = FitTables.summary(fit.survey).rows
      let lines = FitSummaryText(fit.loaded, fit.survey, width: nil).text.split(separator: "\n")
      #expect(verdicts.count == 8 && values.count == 8)
      for ((verdict, cells), answer) in zip(zip(verdicts, values), fit.survey.answers) {
        let id = try #require(verdict["firmware"] as? String)
        #expect(id == answer.target.id)
        let numbers = ["total_bytes", "free_bytes", "model_bytes"].compactMap { verdict[$0] as? Int }
        #expect(
          Array(cells.prefix(5)) == [id, verdict["outcome"] as? String ?? ""] + numbers.map { "\($0)" })
        #expect(numbers.count == 3 && numbers[0] + numbers[1] == K210Memory.general.value)
        let line = try #require(lines.first { $0.hasPrefix("\(id)  ") }, "\(id)")
        let before = NumberForm.shortBytes(numbers[1] + numbers[2])
        #expect(line.contains(before) && line.contains(answer.target.name))
        if answer.verdict.outcome != .notSupported {
          #expect(line.contains(NumberForm.shortBytes(numbers[1])))
        }
      }
      #expect(try fit.json()["fits"] as? Bool == verdicts.contains { $0["fits"] as? Bool == true })
    }
  }

  @Test("remedies: the same ones in the same order, with the same savings")
  func remedies() throws {
    var count = 0
    try forEachCase(seed: 73, count: 200, targets: one) { fit in
      let answer = fit.survey.answers[0]
      let verdict = try #require(try fit.verdicts().first)
      let remedies = try #require(verdict["remedies"] as? [[String: Any]])
      let text = FitDetailText(fit.loaded, answer, width: nil).text
      let html = FitPage(fit.loaded, fit.survey).html
      #expect(remedies.count == answer.remedies.count)
      let free = try #require(verdict["free_bytes"] as? Int)
      var place = html.startIndex
      for (index, (remedy, ours)) in zip(remedies, answer.remedies).enumerated() {
        #expect(remedy["text"] as? String == ours.words)
        #expect(remedy["changes"] as? [String] == ours.changes.map(\.key))
        let saved = try #require(remedy["saved_bytes"] as? Int)
        #expect(remedy["free_bytes"] as? Int == free + saved)
        #expect(text.contains("\n\(index + 1). \(ours.words)"))
        // A capital at the start is all that the page changes.
        let order = try #require(
          html.range(of: "\(ours.order.dropFirst())</b>", range: place..<html.endIndex))
        place = order.upperBound
        count += 1
      }
      let says = remedies.isEmpty || remedies.contains { $0["fits"] as? Bool == true }
      #expect(html.contains("Nothing of this is enough") == (!answer.verdict.loads && !says))
    }
    #expect(count > 100, "\(count)")
  }

  @Test("the page says what the text says: sentence, reasons, the board's words, doubts")
  func words() throws {
    try forEachCase(seed: 74, count: 60, targets: one) { fit in
      let answer = fit.survey.answers[0]
      let name = Files.lastComponent(of: fit.loaded.path)
      let page = FitPage(fit.loaded, fit.survey)
      let text = FitDetailText(fit.loaded, answer, width: nil).text
      #expect(page.sentence == answer.sentence(about: name))
      #expect(text.hasPrefix(answer.sentence(about: fit.loaded.path)))
      for reason in page.answers[0].reasons { #expect(text.contains("why: \(reason)")) }
      for line in page.answers[0].boardLines { #expect(text.contains("\n  \(line)")) }
      for remark in page.answers[0].remarks { #expect(text.contains("\n\(remark)")) }
      for memory in page.answers[0].otherMemories { #expect(text.contains(memory)) }
      #expect(page.answers[0].boardLines.isEmpty || text.contains("\(page.answers[0].speaker):\n"))
      #expect(!page.figures.contains { $0.source.isEmpty || $0.subject.isEmpty || $0.value.isEmpty })
      #expect(Set(page.figures.map { "\($0)" }).count == page.figures.count)
    }
  }
}
