import K210Boards
import KPUSim
import KilnCommands
import Testing

@Suite("the words of kiln fit")
struct FitWordsTests {
  private func survey(
    _ model: FitModel, _ targets: [FitTarget] = FitTarget.all, _ scenario: FitScenario? = nil
  ) -> FitSurvey {
    FitSurvey(model, targets: targets, scenario: scenario ?? FitScenario(.plainProgram))
  }

  private func model(_ bytes: Int, version: Int = 3) -> FitModel {
    FitModel(version: version, fileBytes: bytes, mainBytes: 1000, layerCount: 5)
  }

  @Test(
    "the sentence names where a model fits",
    arguments: [
      (1000, 3, "m fits, whatever the board runs"),
      (1000, 4, "m fits in openmv-v4, minimum-v4 and a plain C program"),
      (
        4_300_000, 3, "m fits in minimum-ide (probably), minimum-v4 (probably), minimum and a plain C program"
      ),
      (5_500_000, 3, "m fits in no MaixPy firmware, only in a plain C program"),
      (6_500_000, 3, "m does not fit: no firmware and no C program has room for it"),
    ])
  func sentences(bytes: Int, version: Int, sentence: String) {
    #expect(survey(model(bytes, version: version)).sentence(about: "m") == sentence)
  }

  @Test("nothing fits: the sentence names what all have in common, not memory unless it is that")
  func sharedCause() {
    func sentence(_ model: FitModel, _ scenario: FitScenario? = nil) -> String {
      survey(model, FitTarget.all, scenario).sentence(about: "m")
    }
    var wide = model(1000)
    wide.kpuBytes = 3 << 20
    #expect(
      sentence(wide) == "m does not fit: its layers need 3.0 MiB of KPU RAM, and every chip has 2 MiB")
    #expect(
      sentence(model(1000, version: 5)) == "m does not fit: no firmware and no C program takes kmodel v5")
    let end = FitScenario(.plainProgram, usesDisplay: true, flashOffset: 0xFF_FF00)
    #expect(sentence(model(1000), end) == "m does not fit: at 0x00FFFF00 in flash it ends beyond the chip")
    let start = FitScenario(.plainProgram, flashOffset: 0x1000)
    #expect(
      sentence(model(1000), start)
        == "m does not fit: at 0x00001000 in flash it lies in the firmware or the program")
    #expect(
      sentence(model(6_500_000), end)
        == "m does not fit with the LCD: no firmware and no C program has room for it; "
        + "at 0x00FFFF00 in flash it ends beyond the chip")
    // The C program lacks memory, the firmware is another matter.
    let mixed = FitSurvey(
      model(1000, version: 4), targets: Array(FitTarget.all[1...2]), scenario: FitScenario(.plainProgram))
    #expect(mixed.sentence(about: "m").hasSuffix("takes kmodel v4"))
  }

  @Test(
    "in a few words: the sure places, then the probable ones, many as a count",
    arguments: [
      (1000, 3, "whatever the board runs"), (1000, 4, "openmv-v4, minimum-v4, plain C"),
      (2_100_000, 3, "6 of 7 MaixPy firmwares, plain C; probably lvgl"),
      (4_300_000, 3, "minimum, plain C; probably minimum-ide, minimum-v4"), (5_500_000, 3, "plain C"),
      (6_500_000, 3, "nowhere"),
    ])
  func places(bytes: Int, version: Int, words: String) {
    #expect(survey(model(bytes, version: version)).places == words)
  }

  @Test("the sentence of one target says what stays free or is missing, and beside what")
  func oneTarget() throws {
    let full = try [FitTarget.named("full")]
    let camera = FitScenario(
      .plainProgram, camera: FrameSize("QVGA"), wantsTwoBuffers: true, usesDisplay: true)
    func sentence(_ model: FitModel, _ scenario: FitScenario? = nil) -> String {
      survey(model, full, scenario).answers[0].sentence(about: "m")
    }
    #expect(sentence(model(1000)) == "m fits in firmware full: 2.5 MiB stay free")
    #expect(
      sentence(model(1000), camera)
        == "m fits in firmware full with a QVGA camera (two buffers) and the LCD: 1.6 MiB stay free")
    #expect(sentence(model(2_500_000)) == "m probably fits in firmware full: 113.9 KiB stay free")
    #expect(
      sentence(model(3_000_000))
        == "m does not fit in firmware full: 374.4 KiB (383336 bytes) of memory are missing")
    #expect(
      sentence(model(1000, version: 4)) == "m does not load in firmware full: it is a kmodel v4")
  }

  @Test("keys of rows and changes are unique and plain")
  func keys() throws {
    let size = try #require(FrameSize("QVGA"))
    let parts: [FitRow.Part] = [
      .program, .gcHeap, .display, .cameraPicture(size, buffers: 1), .cameraPlanes(size, buffers: 1),
      .modelFile, .modelHeader, .largestLayer(buffers: 1), .mainBuffer, .loader(layers: 1),
    ]
    let changes: [FitChange] = [
      .flashOffset(0), .gcHeap(0), .oneCameraBuffer, .firmware(.full), .camera(size), .noDisplay, .loadFlash,
      .kmodelV3, .input(width: 1, height: 1),
    ]
    for keys in [parts.map(\.key), changes.map(\.key)] {
      #expect(Set(keys).count == keys.count)
      #expect(keys.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" || $0.isNumber } })
    }
  }

  @Test("rows are named by what the user wrote: program or firmware, sizes, counts")
  func rows() throws {
    let (script, program) = (FitScenario(.firmware(.full)), FitScenario(.plainProgram))
    let size = try #require(FrameSize("VGA"))
    #expect(FitRow.Part.program.words(script) == "firmware and stacks")
    #expect(FitRow.Part.program.words(program) == "program and stacks")
    #expect(FitRow.Part.cameraPicture(size, buffers: 1).words(script) == "camera picture 640x480")
    #expect(FitRow.Part.cameraPlanes(size, buffers: 2).words(script) == "camera planes 640x480, 2 buffers")
    #expect(FitRow.Part.largestLayer(buffers: 2).words(script) == "largest layer, 2 buffers")
    #expect(FitRow.Part.loader(layers: 1).words(script) == "loader, 1 layer")
    #expect(FitRow.Part.loader(layers: 2).words(script) == "loader, 2 layers")
  }

  @Test("addresses have eight digits at least")
  func addresses() {
    #expect(Hex.address(0x30_0000) == "0x00300000" && Hex.address(0) == "0x00000000")
    #expect(Hex.address(0x1_2345_6789) == "0x123456789")
  }

  @Test("the firmware of most boards is advised first; none when all load")
  func advised() {
    #expect(survey(model(3_000_000)).advised?.target.id == "full")
    #expect(survey(model(1000)).advised == nil)
    #expect(survey(model(2_700_000), [FitTarget.all[0]]).advised == nil)
    // What only fails elsewhere: the first that does.
    #expect(survey(model(1000, version: 4)).advised?.target.id == "full")
  }

  @Test("a v4 model with nodes that v3 has no layer for is not promised to fit as v3")
  func mayNotCompile() throws {
    var odd = model(1000, version: 4)
    odd.kindsWithoutVersion3 = ["unary", "transpose"]
    let answer = survey(odd, [try FitTarget.named("full")]).answers[0]
    let remedy = try #require(answer.remedies.first { $0.changes == [.kmodelV3] })
    #expect(
      remedy.words
        == "compile the network to kmodel v3: then it probably fits, if nncase v0.1 can compile it")
    #expect(remedy.verdict.outcome == .probablyFits)
    #expect(answer.remedies.firstThatLoads?.changes.first == .firmware(.openMVV4))
  }

  @Test("a remedy's sentence: order, alternatives, saving, effect")
  func remedies() throws {
    let full = try [FitTarget.named("full")]
    let words = survey(model(2_900_000), full).answers[0].remedies.map(\.words)
    #expect(
      words.contains {
        $0.hasPrefix(
          "flash firmware minimum-ide (or openmv-v4, minimum-v4, minimum): saves 2.1 MiB, then it fits")
      }, "\(words)")
    #expect(words.first == "shrink the GC heap to 128 KiB: saves 384.0 KiB, then it probably fits")
    let v4 = survey(model(1000, version: 4), full).answers[0].remedies.map(\.words)
    // Nothing lacks room there, so nothing is said to be saved.
    #expect(
      v4 == [
        "flash firmware openmv-v4 (or minimum-v4): then it fits",
        "compile the network to kmodel v3: then it fits",
      ])
  }
}
