import K210Boards
import KPUSim
import TestSupport
import Testing

@Suite("fit, property")
struct FitPropertyTests {
  private func model(_ random: inout SplitMix64) -> FitModel {
    let file = Int.random(in: 0...5_000_000, using: &random)
    let hasPicture = Bool.random(using: &random)
    return FitModel(
      version: random.next() % 3 == 0 ? Int.random(in: 4...5, using: &random) : 3, fileBytes: file,
      mainBytes: Int.random(in: 0...(random.next() % 8 == 0 ? 7_000_000 : 200_000), using: &random),
      kpuBytes: Int.random(in: 0...2_300_000, using: &random),
      layerCount: Int.random(in: 1...200, using: &random),
      headerBytes: Int.random(in: 0...1000, using: &random),
      largestBodyBytes: Int.random(in: 0...file, using: &random),
      inputWidth: hasPicture ? Int.random(in: 1...700, using: &random) : nil,
      inputHeight: hasPicture ? Int.random(in: 1...500, using: &random) : nil)
  }

  private func scenario(_ random: inout SplitMix64) -> FitScenario {
    let targets = [.plainProgram] + FirmwareFlavour.all.map { FitScenario.Target.firmware($0) }
    func maybe<Value>(_ value: @autoclosure () -> Value) -> Value? { random.next() % 4 == 0 ? value() : nil }
    var scenario = FitScenario(targets[Int(random.next() % 8)])
    scenario.gcHeapBytes = maybe(Int(random.next() % 3_000_000))
    scenario.camera = random.next() % 2 == 0 ? FrameSize.named[Int(random.next() % 26)].size : nil
    scenario.wantsTwoBuffers = random.next() % 2 == 0
    scenario.usesDisplay = random.next() % 2 == 0
    scenario.staticBytes = maybe(Int(random.next() % 7_000_000))
    scenario.flashOffset = random.next() % 4 != 0 ? 0x30_0000 : Int(random.next() % (17 << 20))
    scenario.imageBytes = maybe(Int(random.next() % 4_000_000))
    if random.next() % 4 == 0 { scenario.loading = .streamed(buffers: 1 + Int(random.next() % 2)) }
    return scenario
  }

  @Test("rows add up, free memory is never negative when it fits, remedies keep their word")
  func sums() {
    var random = SplitMix64(seed: 210)
    var (fits, fails, helped) = (0, 0, 0)
    for _ in 0..<2000 {
      let fitCase = FitCase(model(&random), scenario(&random))
      let verdict = fitCase.verdict
      #expect(verdict.rows.reduce(0) { $0 + $1.bytes.value } == verdict.totalBytes)
      #expect(verdict.totalBytes + verdict.freeBytes == K210Memory.general.value)
      #expect(verdict.rows.allSatisfy { $0.bytes.value >= 0 && !$0.bytes.source.isEmpty })
      let steps = verdict.rows.compactMap { FitStep.allCases.firstIndex(of: $0.part.step) }
      #expect(steps == steps.sorted())
      let lacksMemory = verdict.failures.contains { if case .generalMemory = $0 { true } else { false } }
      #expect(lacksMemory == (verdict.freeBytes < 0))
      if verdict.loads { #expect(verdict.freeBytes >= 0 && verdict.kpuBytes <= K210Memory.kpu.value) }
      verdict.loads ? (fits += 1) : (fails += 1)
      let remedies = FitRemedy.all(for: fitCase)
      if verdict.outcome == .fits { #expect(remedies.isEmpty) }
      for remedy in remedies {
        var changed = fitCase
        for change in remedy.changes { change.apply(to: &changed) }
        #expect(changed == remedy.result)
        #expect(changed.verdict == remedy.verdict)
        #expect(remedy.savedBytes == verdict.totalBytes - changed.verdict.totalBytes)
        helped += remedy.verdict.loads ? 1 : 0
        for alternative in remedy.alternatives {
          var other = fitCase
          alternative.apply(to: &other)
          #expect(other.verdict.loads)
        }
      }
    }
    // The draw reaches all kinds of cases.
    #expect(fits > 200 && fails > 200 && helped > 200, "\(fits) \(fails) \(helped)")
  }

  @Test("more memory for anything never makes a model fit that did not")
  func monotone() {
    var random = SplitMix64(seed: 211)
    for _ in 0..<500 {
      let fitCase = FitCase(model(&random), scenario(&random))
      guard !fitCase.verdict.loads else { continue }
      var larger = fitCase
      larger.model.fileBytes += 1000
      larger.model.mainBytes += 1000
      larger.model.kpuBytes += 64
      larger.model.largestBodyBytes += 1000
      #expect(!larger.verdict.loads)
    }
  }
}
