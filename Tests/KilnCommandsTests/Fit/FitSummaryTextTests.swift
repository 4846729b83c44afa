import Console
import K210Boards
import KModel
import KPUSim
import KilnCommands
import TestSupport
import Testing

@Suite("the survey text of kiln fit")
struct FitSummaryTextTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text(
    _ model: FitModel, _ scenario: FitScenario = FitScenario(.plainProgram), name: String = "m.kmodel",
    width: Int? = nil
  ) throws -> String {
    let path = try folder.write(SampleModelsV3.model(.softmax).encoded(), to: name)
    let survey = FitSurvey(model, targets: FitTarget.all, scenario: scenario)
    return FitSummaryText(try LoadedModel(path: path), survey, width: width).text
  }

  private func model(_ bytes: Int, version: Int = 3, kpu: Int = 0) -> FitModel {
    FitModel(version: version, fileBytes: bytes, mainBytes: 1000, kpuBytes: kpu, layerCount: 5)
  }

  @Test("what stands in the way on the advised firmware is told with all that the board says")
  func reasons() throws {
    let lines = try text(model(3_000_000)).split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex(of: "on full:"))
    #expect(lines[start + 1].hasPrefix("why: kpu.load() needs a block of 2.9 MiB"))
    #expect(lines[start + 2] == "the board prints:")
    #expect(lines[start + 3] == "  E (<cycles>) SYSCALL: Out of memory")
    #expect(lines[start + 4].contains("load error:2006"))
    let flash = try text(model(30_000), FitScenario(.plainProgram, flashOffset: 0xFF_F000))
    #expect(flash.contains("\nwhy: in flash the model ends at 0x01006530; the chip ends at 0x01000000\n"))
  }

  @Test("what must be free is asked for only where it decides, for kmodel v4 with the reserve")
  func needed() throws {
    let lead = "utils.heap_free() must be "
    #expect(try text(model(1000)).contains(lead + "6,416 or more"))
    // 100 000 + 1000 + 4096 + 5 x 64, and twice the file.
    #expect(try text(model(100_000, version: 4)).contains(lead + "305,416 or more\n  (2 times the file"))
    #expect(!(try text(model(1000, kpu: 3 << 20)).contains(lead)))
    #expect(!(try text(model(1000), FitScenario(.plainProgram, flashOffset: 0xFF_FF00)).contains(lead)))
    #expect(!(try text(model(6_500_000)).contains(lead)))
    #expect(!(try text(model(2_500_000, version: 4)).contains(lead)))
    // Short of memory everywhere, yet a board may have this much.
    let camera = FitScenario(.plainProgram, camera: FrameSize("UXGA"), wantsTwoBuffers: true)
    #expect(try text(model(1000), camera).contains(lead + "6,416 or more"))
  }

  @Test(
    "the command that is suggested can be pasted into a shell",
    arguments: [
      ("a b.kmodel", "a b.kmodel' --firmware full"), ("it's.kmodel", "it'\\''s.kmodel' --firmware full"),
      ("plain-1.kmodel", "plain-1.kmodel --firmware full"),
    ])
  func quoting(name: String, words: String) throws {
    let last = try text(model(3_000_000), name: name).split(separator: "\n").last
    #expect(last?.hasSuffix(words) == true)
  }

  @Test("a C program is not asked for a heap that it does not have")
  func heapOfProgram() throws {
    // Close for the C program, nowhere else.
    let scenario = FitScenario(.plainProgram, gcHeapBytes: 300_000)
    let page = try text(model(5_500_000), scenario)
    #expect(page.contains("--firmware full --gc-heap 300000"))
    let one = FitSurvey(model(5_900_000), targets: [FitTarget.all[0]], scenario: scenario)
    let path = try folder.write(SampleModelsV3.model(.softmax).encoded(), to: "c.kmodel")
    #expect(FitSummaryText(try LoadedModel(path: path), one, width: nil).text.hasSuffix("--firmware c"))
  }

  @Test("no line is wider than the terminal but for words that are", arguments: [40, 60, 72, 80, 100, 120])
  func width(width: Int) throws {
    let camera = FitScenario(
      .plainProgram, camera: FrameSize("UXGA"), wantsTwoBuffers: true, usesDisplay: true)
    let models = [
      model(1000), model(4_300_000), model(1000, version: 4), model(30_000, kpu: 3 << 20), model(6_500_000),
    ]
    for (model, scenario) in models.flatMap({ [($0, FitScenario(.plainProgram)), ($0, camera)] }) {
      let whole = try text(model, scenario)
      let narrow = try text(model, scenario, width: width)
      for line in narrow.split(separator: "\n") where DisplayWidth.of(line) > width {
        let words = line.drop { $0 == " " }
        #expect(words == "\(words.prefix { $0 != " " })" || words.hasSuffix(" \\"), "\(line)")
      }
      // Nothing of the sentences is lost.
      let tail = whole.split(separator: "\n").suffix(1).joined()
      #expect(
        narrow.replacing("\\", with: " ").split { $0 == " " || $0 == "\n" }.suffix(3)
          == tail.split(separator: " ").suffix(3))
    }
  }
}
