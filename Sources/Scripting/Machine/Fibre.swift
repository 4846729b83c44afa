/// A thread of the script: frames and registers, in a stretch of the arena.
///
/// Registers lie one frame's behind the other's; a callee's first registers are the caller's arguments.
final class Fibre {
  /// Address of the first frame.
  let start: Int
  /// Address of the first register.
  let registers: Int
  /// Behind the last register that may be used.
  let end: Int
  /// While it waits: what the machine's words held.
  @safe @exclusivity(unchecked) var frame: Int
  @safe @exclusivity(unchecked) var top: Int
  @safe @exclusivity(unchecked) var registerLimit: Int
  /// Which thread it is, as `_thread.get_ident` says.
  @safe @exclusivity(unchecked) var identifier = 1

  init(start: Int, byteCount: Int, depthLimit: Int) {
    self.start = start
    registers = start + min((depthLimit + 1) * FrameLayout.byteCount, byteCount / 2)
    end = start + byteCount
    frame = start
    top = registers
    registerLimit = registers
  }
}
