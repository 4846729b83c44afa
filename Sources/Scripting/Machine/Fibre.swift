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
  /// While it waits: the function that runs, its registers and the next instruction.
  @safe @exclusivity(unchecked) var function = Value.null
  @safe @exclusivity(unchecked) var base = 0
  @safe @exclusivity(unchecked) var instruction = 0
  /// What a thread that has not begun is to call, with a tuple of arguments and a dict of named ones or null.
  @safe @exclusivity(unchecked) var beginning: (function: Value, arguments: Value, keywords: Value)?
  /// What the thread was started with, for messages.
  @safe @exclusivity(unchecked) var entry = Value.null
  /// Nested runs of the loop at which it may be left: no native code of its own waits for it.
  @safe @exclusivity(unchecked) var nesting = 0
  /// Until when it sleeps, on the host's clock.
  @safe @exclusivity(unchecked) var wakesAt: UInt64?
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
