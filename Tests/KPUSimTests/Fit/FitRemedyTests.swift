import K210Boards
import KPUSim
import Testing

@Suite("remedies")
struct FitRemedyTests {
  private func remedies(_ model: FitModel, _ scenario: FitScenario) -> [FitRemedy] {
    FitRemedy.all(for: FitCase(model, scenario))
  }

  private func model(_ version: Int = 3, file: Int, main: Int = 10_000) -> FitModel {
    FitModel(
      version: version, fileBytes: file, mainBytes: main, kpuBytes: 1 << 20, layerCount: 20, headerBytes: 300,
      largestBodyBytes: file / 10, inputWidth: 224, inputHeight: 224)
  }

  @Test("a model that fits needs none")
  func none() {
    #expect(remedies(model(file: 1000), FitScenario(.firmware(.full))).isEmpty)
  }

  @Test("they come in rising effort, each with what it saves")
  func order() {
    let scenario = FitScenario(
      .firmware(.full), camera: FrameSize("VGA"), wantsTwoBuffers: true, usesDisplay: true)
    let found = remedies(model(file: 2_500_000, main: 400_000), scenario)
    let singles = found.filter { $0.changes.count == 1 }
    #expect(
      singles.map { $0.changes[0] } == [
        .gcHeap(131_072), .oneCameraBuffer, .firmware(.minimum), .camera(FrameSize("240x240") ?? .anyFrame),
        .noDisplay, .loadFlash, .input(width: 112, height: 112),
      ])
    #expect(
      singles.map(\.savedBytes) == [
        393_216, 1_536_000, 2_495_088, 2 * (1_536_000 - 288_000), 153_600,
        2_500_000 + 4096 + 20 * 64 - 300 - 250_000, 300_000,
      ])
  }

  @Test("of two sizes of the GC heap the larger that helps is taken")
  func gcHeap() throws {
    let scenario = FitScenario(.firmware(.full))
    let free = FitVerdict(model(file: 0), scenario).freeBytes
    for (missing, heap) in [(50_000, 262_144), (300_000, 131_072)] {
      let remedy = try #require(remedies(model(file: free + missing), scenario).first)
      #expect(remedy.changes == [.gcHeap(heap)] && remedy.verdict.loads)
    }
    // What is there already cannot be shrunk.
    let small = FitScenario(.firmware(.full), gcHeapBytes: 131_072)
    #expect(!remedies(model(file: free * 2), small).contains { $0.changes == [.gcHeap(131_072)] })
  }

  @Test("the richest firmware that surely holds the model comes first, the others are named")
  func firmware() throws {
    let remedy = try #require(
      remedies(model(file: 2_900_000), FitScenario(.firmware(.full))).first {
        if case .firmware? = $0.changes.first { true } else { false }
      })
    #expect(remedy.changes == [.firmware(.minimumIDE)])
    #expect(remedy.alternatives == [.firmware(.openMVV4), .firmware(.minimumV4), .firmware(.minimum)])
  }

  @Test("the largest usual frame that helps and holds the input is taken")
  func camera() throws {
    let scenario = FitScenario(.firmware(.full), camera: FrameSize("UXGA"))
    let cameras = remedies(model(file: 100_000), scenario).flatMap(\.changes).filter {
      if case .camera = $0 { true } else { false }
    }
    #expect(cameras == [.camera(try #require(FrameSize("VGA")))])
  }

  @Test("kmodel v4 on a flavour without it: another firmware or v3, and nothing that only saves memory")
  func version4() {
    let found = remedies(model(4, file: 500_000), FitScenario(.firmware(.full), camera: FrameSize("QVGA")))
    #expect(found.map(\.changes) == [[.firmware(.openMVV4)], [.kmodelV3]])
    #expect(found.allSatisfy { $0.verdict.loads })
    #expect(found[1].result.model.isSupposed)
  }

  @Test("load_flash is for kmodel v3; a v4 model is compiled again first")
  func loadFlash() {
    let scenario = FitScenario(.firmware(.minimumV4))
    #expect(remedies(model(3, file: 6_000_000), scenario).contains { $0.changes == [.loadFlash] })
    let v4 = remedies(model(4, file: 6_000_000), scenario)
    #expect(!v4.contains { $0.changes == [.loadFlash] })
    #expect(v4.contains { $0.changes == [.kmodelV3, .loadFlash] && $0.verdict.loads })
  }

  @Test("when no single change is enough the last remedy is a combination without superfluous parts")
  func combination() throws {
    let scenario = FitScenario(
      .firmware(.full), camera: FrameSize("VGA"), wantsTwoBuffers: true, usesDisplay: true)
    let found = remedies(model(file: 3_900_000, main: 465_000), scenario)
    let last = try #require(found.last)
    #expect(found.dropLast().allSatisfy { !$0.verdict.loads })
    #expect(last.verdict.loads && last.changes.count > 1)
    for index in last.changes.indices {
      var fewer = FitCase(model(file: 3_900_000, main: 465_000), scenario)
      for (other, change) in last.changes.enumerated() where other != index { change.apply(to: &fewer) }
      #expect(!fewer.verdict.loads, "\(last.changes[index]) is not needed")
    }
  }

  @Test("a model in the firmware's place in flash moves to the first free slot")
  func flash() throws {
    let found = remedies(model(file: 100_000), FitScenario(.firmware(.full), flashOffset: 0x10_0000))
    #expect(found.first?.changes == [.flashOffset(0x30_0000)])
    #expect(found[0].verdict.outcome == .fits && found[0].savedBytes == 0)
  }

  @Test("boards with a firmware of their own are offered no other, C programs no script's remedy")
  func restricted() {
    for scenario in [FitScenario(.firmware(.m5StickV)), FitScenario(.plainProgram)] {
      let changes = remedies(model(file: 6_100_000), scenario).flatMap(\.changes)
      #expect(!changes.contains { if case .firmware = $0 { true } else { false } })
    }
    let changes = remedies(model(file: 6_100_000), FitScenario(.plainProgram)).flatMap(\.changes)
    #expect(!changes.contains(.loadFlash) && !changes.contains(.gcHeap(131_072)))
  }

  @Test("a share that was given belongs to the old firmware only")
  func staticBytes() {
    let scenario = FitScenario(.firmware(.full), staticBytes: 4_000_000)
    let found = remedies(model(file: 2_900_000), scenario)
    #expect(found.contains { $0.changes == [.firmware(.minimumIDE)] && $0.verdict.loads })
  }
}

extension FrameSize {
  /// Stands in for a size that must exist.
  fileprivate static var anyFrame: FrameSize { named[0].size }
}
