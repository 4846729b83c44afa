import K210Boards
import KModel
import KPUSim
import TestSupport
import Testing

@Suite("fit on sample models, property")
struct FitSamplePropertyTests {
  /// Every layer type of both versions as a model of its own, and one of all types, written and read.
  private static func models() throws -> [FitModel] {
    let v3 = try OperationV3.Code.allCases.map { try SampleModelsV3.model($0).encoded() }
    let v4 = try OperationV4.Code.allCases.map { try SampleModelsV4.model($0).encoded() }
    return try (v3 + v4 + [SampleModelsV3.modelOfAllTypes().encoded()]).map { bytes in
      FitModel(SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count))
    }
  }

  private func scenario(_ random: inout SplitMix64) -> FitScenario {
    let targets = [.plainProgram] + FirmwareFlavour.all.map { FitScenario.Target.firmware($0) }
    var scenario = FitScenario(targets[Int(random.next() % 8)])
    scenario.camera = random.next() % 3 == 0 ? nil : FrameSize.named[Int(random.next() % 26)].size
    scenario.wantsTwoBuffers = random.next() % 2 == 0
    scenario.usesDisplay = random.next() % 2 == 0
    scenario.gcHeapBytes = random.next() % 3 == 0 ? Int(random.next() % 3_000_000) : nil
    return scenario
  }

  @Test("a model's rows are its own sizes, and what is not the model is the same for all models")
  func rows() throws {
    var random = SplitMix64(seed: 220)
    for model in try Self.models() {
      let scenario = scenario(&random)
      let verdict = FitVerdict(model, scenario)
      let empty = FitVerdict(FitModel(version: model.version, fileBytes: 0, mainBytes: 0), scenario)
      #expect(verdict.totalBytes - verdict.modelBytes == empty.totalBytes - empty.modelBytes)
      let loader = scenario.firmware == nil ? 0 : ModelLoader.overhead(layers: model.layerCount)
      #expect(verdict.modelBytes == model.fileBytes + model.mainBytes + loader)
      #expect(verdict.rows.first?.part == .program)
      #expect(verdict.rows.map(\.bytes.value).reduce(0, +) == verdict.totalBytes)
    }
  }

  @Test("whatever is added leaves exactly that much less")
  func additions() throws {
    var random = SplitMix64(seed: 221)
    let models = try Self.models()
    for _ in 0..<600 {
      let model = models[Int(random.next() % UInt64(models.count))]
      let base = scenario(&random)
      let free = FitVerdict(model, base).freeBytes
      func lost(_ change: (inout FitModel, inout FitScenario) -> Void) -> Int {
        var (model, scenario) = (model, base)
        change(&model, &scenario)
        return free - FitVerdict(model, scenario).freeBytes
      }
      let bytes = Int.random(in: 1...100_000, using: &random)
      #expect(lost { model, _ in model.fileBytes += bytes } == bytes)
      #expect(lost { model, _ in model.mainBytes += bytes } == bytes)
      #expect(lost { model, _ in model.layerCount += 1 } == (base.firmware == nil ? 0 : 64))
      if !base.usesDisplay {
        #expect(lost { $1.usesDisplay = true } == DisplayBuffer.bytes.value)
      }
      let frame = FrameSize.named[Int(random.next() % 26)].size
      if base.camera == nil {
        let buffers = base.cameraBuffers
        #expect(lost { $1.camera = frame } == frame.bufferBytes * buffers)
      } else if let camera = base.camera, !base.wantsTwoBuffers {
        let more = base.firmware?.cameraBuffers.value == 1 ? 0 : camera.bufferBytes
        #expect(lost { $1.wantsTwoBuffers = true } == more)
      }
      // A heap that finds no room gives way to a small one, so only heaps that fit are compared.
      let heap = base.gcHeapBytes ?? GCHeap.defaultBytes.value
      if base.firmware != nil, base.programBytes.value + heap + bytes <= K210Memory.general.value {
        #expect(lost { $1.gcHeapBytes = heap + bytes } == bytes)
      }
      if base.programBytes.value + heap + bytes <= K210Memory.general.value {
        #expect(lost { $1.staticBytes = base.programBytes.value + bytes } == bytes)
      }
    }
  }

  @Test("a remedy that is said to fit does: applied by hand, the same sums say so")
  func remedies() throws {
    var random = SplitMix64(seed: 222)
    let models = try Self.models()
    var (helping, combined, without) = (0, 0, 0)
    for _ in 0..<600 {
      var model = models[Int(random.next() % UInt64(models.count))]
      // As large as real networks, so that memory runs short.
      if random.next() % 2 == 0 {
        model.fileBytes += Int.random(in: 0...5_500_000, using: &random)
        model.mainBytes += Int.random(in: 0...400_000, using: &random)
        model.largestBodyBytes = model.fileBytes / 8
      }
      let fitCase = FitCase(model, scenario(&random))
      let remedies = FitRemedy.all(for: fitCase)
      for remedy in remedies where remedy.verdict.loads {
        var changed = fitCase
        for change in remedy.changes { change.apply(to: &changed) }
        let verdict = FitVerdict(changed.model, changed.scenario)
        #expect(verdict.failures.isEmpty && verdict.freeBytes >= 0)
        #expect(verdict.outcome == remedy.verdict.outcome)
        #expect(verdict.rows.reduce(0) { $0 + $1.bytes.value } <= K210Memory.general.value)
        helping += 1
        combined += remedy.changes.count > 1 ? 1 : 0
      }
      // Each single change is offered once, and none without any effect.
      let singles = remedies.filter { $0.changes.count == 1 }.map(\.changes)
      #expect(
        zip(singles.indices, singles).allSatisfy { index, change in !singles[..<index].contains(change) })
      #expect(remedies.allSatisfy { $0.verdict != $0.before })
      without += remedies.isEmpty ? 1 : 0
    }
    #expect(helping > 200 && combined > 10 && without > 50, "\(helping) \(combined) \(without)")
  }

  @Test("what loads surely also loads where everything is smaller")
  func smaller() throws {
    var random = SplitMix64(seed: 223)
    let models = try Self.models()
    for _ in 0..<400 {
      let model = models[Int(random.next() % UInt64(models.count))]
      let base = scenario(&random)
      guard FitVerdict(model, base).outcome == .fits else { continue }
      var smaller = base
      smaller.camera = nil
      smaller.usesDisplay = false
      smaller.gcHeapBytes = min(base.gcHeapBytes ?? GCHeap.defaultBytes.value, GCHeap.fallbackBytes.value)
      #expect(FitVerdict(model, smaller).outcome == .fits)
    }
  }
}
