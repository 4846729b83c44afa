import K210Boards
import KModel
import KPUSim
import TestSupport
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

@Suite("placement in flash")
struct FlashPlacementTests {
  private func placement(
    _ flavour: FirmwareFlavour = .full, offset: Int, fileBytes: Int = 100_000, image: Int? = nil
  ) -> FlashPlacement {
    FlashPlacement(
      fileBytes: fileBytes, FitScenario(.firmware(flavour), flashOffset: offset, imageBytes: image))
  }

  @Test("at 3 MiB no firmware reaches the model", arguments: FirmwareFlavour.all)
  func usual(flavour: FirmwareFlavour) {
    let usual = placement(flavour, offset: 0x30_0000)
    #expect(usual.conflicts.isEmpty && !usual.mayOverlapProgram)
  }

  @Test("a given image overlaps from its last byte on; its frame has 37")
  func given() {
    let end = 0x20_0000
    #expect(placement(offset: end, image: end - 37).conflicts.isEmpty)
    #expect(placement(offset: end, image: end - 36).conflicts == [.program])
    #expect(!placement(offset: end, image: end - 37).mayOverlapProgram)
  }

  @Test("an estimated image makes the verdict doubtful up to the bytes that the firmware has in memory")
  func estimated() {
    #expect(placement(offset: 0x10_0000).conflicts == [.program])
    #expect(placement(offset: 0x28_0000).mayOverlapProgram)
    let verdict = FitVerdict(
      FitModel(version: 3, fileBytes: 1000, mainBytes: 8),
      FitScenario(.firmware(.full), flashOffset: 0x28_0000))
    #expect(verdict.doubts == [.imageMayReachModel] && verdict.outcome == .probablyFits)
  }

  @Test("MaixPy's file system and the end of the chip")
  func behind() {
    #expect(placement(offset: 0xD0_0000 - 100_000).conflicts.isEmpty)
    #expect(placement(offset: 0xD0_0000 - 99_999).conflicts == [.fileSystem])
    #expect(placement(offset: 0xFF_FFFF).conflicts == [.fileSystem, .chip])
    let program = FlashPlacement(fileBytes: 100, FitScenario(.plainProgram, flashOffset: 0xD0_0000))
    #expect(program.conflicts.isEmpty)
    let end = FlashPlacement(fileBytes: 101, FitScenario(.plainProgram, flashOffset: 0x100_0000 - 100))
    #expect(end.conflicts == [.chip])
  }

  @Test("an address inside a sector is noted")
  func unaligned() {
    let verdict = FitVerdict(
      FitModel(version: 3, fileBytes: 1000, mainBytes: 8),
      FitScenario(.firmware(.full), flashOffset: 0x30_0800))
    #expect(verdict.notes == [.unalignedOffset] && verdict.outcome == .fits)
  }
}

@Suite("sizes of models for fit")
struct FitModelTests {
  @Test("a model that was read has its header and largest body from the file")
  func read() throws {
    let bytes = try SampleModelsV3.modelOfAllTypes().encoded()
    let model = FitModel(SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count))
    let count = OperationV3.Code.allCases.count
    #expect(model.layerCount == count && model.version == 3)
    #expect(model.headerBytes == 28 + 2 * 8 + count * 8)
    #expect(model.fileBytes == bytes.count && model.largestBodyBytes > 0)
    #expect(model.headerBytes + model.largestBodyBytes <= bytes.count)
    #expect(model.headerBytes + model.largestBodyBytes * count >= bytes.count)
  }

  @Test("a model made in memory is taken to be one body as large as the file")
  func inMemory() {
    let model = FitModel(SimulatedKModel(.v3(SampleModelsV3.model(.softmax)), fileByteCount: 999))
    #expect(model.headerBytes == 0 && model.largestBodyBytes == 999)
    #expect(model.inputWidth == nil)
  }

  @Test("bytes behind the last body belong to no layer")
  func trailing() throws {
    let bytes = try SampleModelsV3.model(.softmax).encoded()
    func body(_ bytes: [UInt8]) throws -> Int {
      FitModel(SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count)).largestBodyBytes
    }
    #expect(try body(bytes) == body(bytes + [UInt8](repeating: 0, count: 1000)))
  }

  @Test(
    "sizes of others' models", .enabled(if: GoldenData.isExpected("kmodels"), "\(GoldenData.missingMessage)"),
    arguments: [("facedetect_v3", 320, 240), ("mbnet751_feature_v3", 224, 224), ("slim320_v4", 320, 240)])
  func golden(name: String, width: Int, height: Int) throws {
    let bytes = try GoldenData.kmodel(name)
    let model = FitModel(SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count))
    #expect(model.inputWidth == width && model.inputHeight == height)
    #expect(model.largestBodyBytes < model.fileBytes && model.kpuBytes <= 2 << 20)
  }
}
