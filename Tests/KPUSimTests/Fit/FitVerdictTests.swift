import K210Boards
import KPUSim
import Testing

@Suite("verdicts")
struct FitVerdictTests {
  private let small = FitModel(
    version: 3, fileBytes: 100_000, mainBytes: 20_000, kpuBytes: 65_536, layerCount: 10, headerBytes: 200,
    largestBodyBytes: 30_000, inputWidth: 224, inputHeight: 224)

  private func model(_ edit: (inout FitModel) -> Void) -> FitModel {
    var model = small
    edit(&model)
    return model
  }

  private func message(_ failure: FitVerdict.Failure, _ scenario: FitScenario) -> [String]? {
    BoardMessage(failure, in: scenario)?.lines
  }

  @Test("the rows of a script stand in the order in which it takes memory")
  func scriptRows() {
    let size = FrameSize("QVGA")
    let verdict = FitVerdict(
      small, FitScenario(.firmware(.full), camera: size, wantsTwoBuffers: true, usesDisplay: true))
    let bytes = [3_145_088, 524_288, 153_600, 307_200, 460_800, 100_000, 20_000, 4096 + 640]
    #expect(verdict.rows.map(\.bytes.value) == bytes)
    #expect(
      verdict.rows.map(\.part.step) == [.start, .gcHeap, .display, .camera, .camera, .load, .load, .load])
    #expect(verdict.totalBytes == bytes.reduce(0, +))
    #expect(verdict.modelBytes == 124_736)
    #expect(verdict.outcome == .fits && verdict.failures.isEmpty && verdict.notes.isEmpty)
  }

  @Test("a C program has no GC heap and no loader")
  func programRows() {
    let verdict = FitVerdict(small, FitScenario(.plainProgram))
    #expect(verdict.rows.map(\.part) == [.program, .modelFile, .mainBuffer])
    #expect(verdict.freeBytes == 6_291_456 - 262_144 - 120_000)
  }

  @Test("load_flash takes header, largest layer and main buffer, not the weights")
  func streamed() {
    var scenario = FitScenario(.firmware(.full))
    scenario.loading = .streamed(buffers: 2)
    #expect(FitVerdict(small, scenario).modelBytes == 200 + 60_000 + 20_000)
    let v4 = FitVerdict(model { $0.version = 4 }, scenario)
    #expect(v4.outcome == .notSupported)
    #expect(
      message(v4.failures[0], scenario) == [
        "ValueError: [MAIXPY]kpu: load_flash error:2002, ERR_KMODEL_VERSION: only support kmodel V3"
      ])
  }

  @Test(
    "kmodel v4 is refused where the flavour lacks it, and before memory is asked for",
    arguments: FirmwareFlavour.all, [1000, 6_000_000])
  func version4(flavour: FirmwareFlavour, fileBytes: Int) {
    let verdict = FitVerdict(
      model {
        $0.version = 4
        $0.fileBytes = fileBytes
      }, FitScenario(.firmware(flavour)))
    let isRefused = !flavour.kmodelVersions.value.contains(4)
    #expect((verdict.outcome == .notSupported) == isRefused)
    guard isRefused else { return }
    #expect(verdict.failures.first == .version(4, supported: [3]))
    #expect(
      message(verdict.failures[0], verdict.scenario) == [
        "ValueError: [MAIXPY]kpu: load error:2002, ERR_KMODEL_VERSION: only support kmodel V3"
      ])
  }

  @Test("flavours with v4 name both versions when they refuse one")
  func version5() {
    let scenario = FitScenario(.firmware(.minimumV4))
    let verdict = FitVerdict(model { $0.version = 5 }, scenario)
    #expect(message(verdict.failures[0], scenario)?.last?.hasSuffix("only support kmodel V3/V4 now") == true)
    #expect(message(verdict.failures[0], FitScenario(.plainProgram)) == ["kpu_load_kmodel returns -1"])
  }

  @Test("the allocation that fails is the first that finds too little, with what it found")
  func failingStep() {
    let vga = FrameSize("VGA")
    let camera = FitScenario(.firmware(.full), camera: vga, wantsTwoBuffers: true)
    #expect(
      FitVerdict(small, camera).failures == [
        .generalMemory(.camera, needed: 1_843_200, available: 2_622_080 - 1_228_800)
      ])
    #expect(
      message(.generalMemory(.camera, needed: 1, available: 0), camera)?.last == "OSError: [Errno 12] ENOMEM")
    let display = FitScenario(.firmware(.full), usesDisplay: true, staticBytes: 5_700_000)
    #expect(
      FitVerdict(small, display).failures == [
        .generalMemory(.display, needed: 153_600, available: 6_291_456 - 5_700_000 - 524_288)
      ])
    let main = FitVerdict(model { $0.mainBytes = 7 << 20 }, FitScenario(.plainProgram))
    #expect(
      main.failures == [.generalMemory(.load, needed: 7 << 20, available: 6_291_456 - 262_144 - 100_000)])
    #expect(message(main.failures[0], main.scenario)?[0].contains("kpu_load_kmodel returns -1") == true)
  }

  @Test("a GC heap that does not fit is replaced by 128 KiB, as the firmware does")
  func fallback() {
    let verdict = FitVerdict(small, FitScenario(.firmware(.full), gcHeapBytes: 4 << 20))
    #expect(verdict.rows[1].bytes == GCHeap.fallbackBytes)
    #expect(verdict.notes == [.gcHeapReplaced(asked: 4 << 20, taken: 131_072)])
    #expect(verdict.outcome == .fits)
    let none = FitVerdict(small, FitScenario(.firmware(.full), staticBytes: 6_291_456))
    #expect(none.failures == [.generalMemory(.gcHeap, needed: 131_072, available: 0)])
    #expect(message(none.failures[0], none.scenario) == nil)
  }

  @Test("a program above 6 MiB fails at the start; the linker says so")
  func program() {
    let verdict = FitVerdict(small, FitScenario(.plainProgram, staticBytes: 7 << 20))
    #expect(verdict.failures == [.generalMemory(.start, needed: 7 << 20, available: 6_291_456)])
    #expect(message(verdict.failures[0], verdict.scenario)?[0].contains("linker") == true)
  }

  @Test("KPU RAM beyond 2 MiB is refused, 2 MiB is not")
  func kpuMemory() {
    let scenario = FitScenario(.firmware(.full))
    #expect(FitVerdict(model { $0.kpuBytes = 2 << 20 }, scenario).loads)
    let verdict = FitVerdict(model { $0.kpuBytes = 2 << 20 + 64 }, scenario)
    #expect(verdict.failures == [.kpuMemory(2 << 20 + 64)] && verdict.outcome == .doesNotFit)
    #expect(message(verdict.failures[0], scenario)?.count == 1)
  }

  @Test("LVGL's flavour has one camera buffer whatever the script asks for")
  func singleBuffer() {
    let size = FrameSize("QVGA")
    let asked = FitVerdict(small, FitScenario(.firmware(.lvgl), camera: size, wantsTwoBuffers: true))
    #expect(asked.totalBytes == FitVerdict(small, FitScenario(.firmware(.lvgl), camera: size)).totalBytes)
    #expect(asked.notes == [.oneBufferOnly])
  }

  @Test("a frame that the sensor does not have is counted as asked, with the one to count instead")
  func unnamedFrame() {
    let size = FrameSize("224x224")
    let verdict = FitVerdict(small, FitScenario(.firmware(.full), camera: size))
    #expect(verdict.notes == [size.map { .noSuchFrame($0, instead: FrameSize("B240X240")) }])
    #expect(FitVerdict(small, FitScenario(.plainProgram, camera: size)).notes.isEmpty)
  }

  @Test("less left than releases differ by is only probable; a share that was given is sure")
  func closeCall() {
    let scenario = FitScenario(.firmware(.minimum))
    let free = FitVerdict(small, scenario).freeBytes
    let close = model { $0.fileBytes += free - 1000 }
    #expect(FitVerdict(close, scenario).outcome == .probablyFits)
    let given = FitScenario(.firmware(.minimum), staticBytes: 650_000)
    #expect(FitVerdict(close, given).outcome == .fits)
    let over = FitVerdict(model { $0.fileBytes += free + 1 }, scenario)
    #expect(over.outcome == .doesNotFit && over.freeBytes == -1)
    #expect(over.doubts == [.closeCall(spread: FirmwareFlavour.minimum.spread.value)])
  }

  @Test("sizes out of this world do not overflow")
  func huge() {
    let scenario = FitScenario(
      .firmware(.full), gcHeapBytes: .max, staticBytes: .max, flashOffset: .max, imageBytes: .max)
    #expect(!FitVerdict(small, scenario).loads)
    #expect(
      !FitVerdict(small, FitScenario(.firmware(.full), gcHeapBytes: -1, staticBytes: .min)).rows.isEmpty)
  }
}
