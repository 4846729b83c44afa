import Flasher
import K210Flash

/// A flash stub that the user brought, and what it is allowed to do.
struct ForeignStubFile {
  /// The program.
  let program: [UInt8]
  /// Bytes of the chip, for stubs that do not say it.
  let chipByteCount: Int
  /// Whether bytes beside the files may be lost.
  let mayDestroyNeighbours: Bool
  /// Whether flash is looked at afterwards.
  let verifies: Bool

  /// Reads the stub; `kiln` is not one of these.
  ///
  /// - Throws: exit code 3 for files that are none, 2 for those that no chip takes.
  init(path: String, chipByteCount: Int, isForced: Bool, verifies: Bool) throws(CommandFailure) {
    program = try FlashMemoryRun.program(in: path)
    self.chipByteCount = chipByteCount
    (mayDestroyNeighbours, self.verifies) = (isForced, verifies)
  }

  /// The flasher that works by it.
  func flasher(
    _ port: FlashPort, _ wishes: Flasher.Options, shouldStop: @escaping () -> Bool,
    events: @escaping (FlashEvent) -> Void
  ) -> ForeignFlasher {
    var options = ForeignFlasher.Options()
    options.session = wishes
    options.chipByteCount = chipByteCount
    (options.mayDestroyNeighbours, options.verifies) = (mayDestroyNeighbours, verifies)
    return ForeignFlasher(port, stub: program, options: options, shouldStop: shouldStop, events: events)
  }
}
