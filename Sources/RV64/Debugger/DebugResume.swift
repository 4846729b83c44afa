/// How a debugger wants the harts to go on.
public struct DebugResume: Sendable, Equatable {
  /// What one hart does.
  public enum Mode: Sendable, Equatable {
    /// Stays where it is.
    case still
    /// Runs one instruction, and more while `pc` is in the range: those of one line of a program.
    case step(within: Range<UInt64>)
    /// Runs.
    case run

    /// Runs one instruction.
    static let single = step(within: 0..<0)

    /// Whether it is a step.
    public var isStep: Bool { if case .step = self { true } else { false } }
  }

  /// By number of the hart.
  public let modes: [Mode]

  /// Harts that run stay still while others step: what a step shows is the work of one hart.
  init(_ modes: [Mode]) {
    self.modes = modes.contains(where: \.isStep) ? modes.map { $0 == .run ? .still : $0 } : modes
  }

  /// Whether some harts step, after which all stop.
  public var isStep: Bool { modes.contains(where: \.isStep) }

  /// Does a hart's part of a slice, of at most `count` instructions (at least one).
  ///
  /// - Returns: why the hart came back; and what the debugger has to be told, before any other hart runs. Without the
  ///   latter, the hart has to be asked again in the next slice.
  public func run(_ hart: Hart, _ count: Int) -> (stop: HartStop, debugStop: DebugStop?) {
    switch modes.indices.contains(hart.id) ? modes[hart.id] : .still {
    case .still: return (.sliceEnded, nil)
    case .run:
      let stop = hart.run(count)
      return (stop, DebugStop(stop, hart: hart.id))
    case .step(let range):
      for _ in 0..<max(1, count) {
        let stop = hart.step()
        guard stop == .sliceEnded else { return (stop, DebugStop(stop, hart: hart.id)) }
        // A breakpoint in the range is one to stop at.
        guard range.contains(hart.pc), !hart.memory.hasBreakpoint(at: hart.pc) else {
          return (stop, DebugStop(hart: hart.id, .stepped))
        }
      }
      return (.sliceEnded, nil)
    }
  }
}
