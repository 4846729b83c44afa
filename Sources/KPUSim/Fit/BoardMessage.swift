package import K210Boards

/// What the user sees of a failure on the board.
package struct BoardMessage: Sendable, Equatable {
  /// The lines as they are printed; `<cycles>` stands for a number that differs each time.
  package let lines: [String]
  /// How surely these words appear.
  package let certainty: Certainty

  private init(_ certainty: Certainty, _ lines: String...) {
    self.lines = lines
    self.certainty = certainty
  }
}

extension BoardMessage {
  /// The words for a failure; nil when the board says nothing of its own.
  ///
  /// **Source**: texts of MaixPy v0.5.0 to v0.6.3; for C programs the return values of the SDK's functions, since what is
  /// printed is the program's affair.
  package init?(_ failure: FitVerdict.Failure, in scenario: FitScenario) {
    guard scenario.firmware != nil else {
      guard let message = Self.ofProgram(failure) else { return nil }
      self = message
      return
    }
    let prefix = scenario.loading == .whole ? "load" : "load_flash"
    let allocation = "E (<cycles>) SYSCALL: Out of memory"
    switch failure {
    case .generalMemory(.start, _, _), .generalMemory(.gcHeap, _, _): return nil
    case .generalMemory(.display, _, _), .generalMemory(.camera, _, _):
      self.init(.vendor, allocation, "OSError: [Errno 12] ENOMEM")
    case .generalMemory(.load, _, _), .kpuMemory:
      let isAllocation = if case .kpuMemory = failure { false } else { true }
      let error = "ValueError: [MAIXPY]kpu: \(prefix) error:2006, ERR_NO_MEM: memory not enough"
      self = isAllocation ? BoardMessage(.measured, allocation, error) : BoardMessage(.inferred, error)
    case .version:
      let versions = scenario.firmware?.kmodelVersions.value == [3] ? "V3" : "V3/V4 now"
      self.init(
        .measured,
        "ValueError: [MAIXPY]kpu: \(prefix) error:2002, ERR_KMODEL_VERSION: only support kmodel \(versions)")
    case .flash: return nil
    }
  }

  private static func ofProgram(_ failure: FitVerdict.Failure) -> BoardMessage? {
    switch failure {
    case .generalMemory(.load, _, _):
      BoardMessage(
        .vendor, "malloc returns NULL for the file's buffer, or kpu_load_kmodel returns -1 for its own")
    case .generalMemory(.start, _, _):
      BoardMessage(.inferred, "the linker reports that region `ram' overflowed")
    case .generalMemory: BoardMessage(.inferred, "malloc returns NULL for the buffer")
    case .version: BoardMessage(.vendor, "kpu_load_kmodel returns -1")
    case .kpuMemory, .flash: nil
    }
  }
}
