import K210Boards
import KPUSim
import Testing

@Suite("what the board says")
struct BoardMessageTests {
  private static let allocation = "E (<cycles>) SYSCALL: Out of memory"
  private static let noMemory = "error:2006, ERR_NO_MEM: memory not enough"

  private func block(_ step: FitStep) -> FitVerdict.Failure {
    .generalMemory(step, needed: 2, available: 1)
  }

  private func scenario(_ loading: FitScenario.Loading = .whole) -> FitScenario {
    var scenario = FitScenario(.firmware(.full))
    scenario.loading = loading
    return scenario
  }

  @Test("loading: the allocator's line, then the loader's error with the name of the function")
  func load() {
    #expect(
      BoardMessage(block(.load), in: scenario())?.lines == [
        Self.allocation, "ValueError: [MAIXPY]kpu: load \(Self.noMemory)",
      ])
    #expect(
      BoardMessage(block(.load), in: scenario(.streamed(buffers: 1)))?.lines == [
        Self.allocation, "ValueError: [MAIXPY]kpu: load_flash \(Self.noMemory)",
      ])
  }

  @Test("buffers raise ENOMEM", arguments: [FitStep.display, .camera])
  func buffers(step: FitStep) {
    let message = BoardMessage(block(step), in: scenario())
    #expect(message?.lines == [Self.allocation, "OSError: [Errno 12] ENOMEM"])
    #expect(message?.certainty == .vendor)
  }

  @Test("KPU RAM: the loader's error alone, which is inferred")
  func kpuMemory() {
    let message = BoardMessage(.kpuMemory(1), in: scenario())
    #expect(message?.lines == ["ValueError: [MAIXPY]kpu: load \(Self.noMemory)"])
    #expect(message?.certainty == .inferred)
  }

  @Test("each flavour names the versions that it takes", arguments: FirmwareFlavour.all)
  func versions(flavour: FirmwareFlavour) {
    let message = BoardMessage(.version(5, supported: [3]), in: FitScenario(.firmware(flavour)))
    let ending = flavour.kmodelVersions.value == [3] ? "kmodel V3" : "kmodel V3/V4 now"
    #expect(
      message?.lines == [
        "ValueError: [MAIXPY]kpu: load error:2002, ERR_KMODEL_VERSION: only support \(ending)"
      ])
  }

  @Test("a board that does not start, or reads another file as model, says nothing of its own")
  func silent() {
    for failure in [block(.start), block(.gcHeap), .flash(.program), .flash(.fileSystem), .flash(.chip)] {
      #expect(BoardMessage(failure, in: scenario()) == nil)
    }
    for failure in [FitVerdict.Failure.kpuMemory(1), .flash(.program), .flash(.chip)] {
      #expect(BoardMessage(failure, in: FitScenario(.plainProgram)) == nil)
    }
  }

  @Test("C programs get return values of the SDK", arguments: FitStep.allCases)
  func program(step: FitStep) {
    let message = BoardMessage(block(step), in: FitScenario(.plainProgram))
    #expect(message?.lines.count == 1)
    #expect(message?.certainty == (step == .load ? .vendor : .inferred))
  }
}
