/// A thread of the script: registers and frames.
///
/// Registers lie in the arena, one frame's behind the other's; a callee's first registers are the caller's arguments.
final class Fibre {
  /// Address of the first register.
  let start: Int
  /// Behind the last register that may be used.
  let end: Int
  /// Behind the registers of the running frame; native code's own go here.
  @safe @exclusivity(unchecked) var top: Int
  /// The highest address that was used since the last collection.
  @safe @exclusivity(unchecked) var highest: Int
  /// Frames of calls that wait for others to return.
  var frames: [Frame] = []
  /// Which thread it is, as `_thread.get_ident` says.
  var identifier = 1

  init(start: Int, byteCount: Int) {
    self.start = start
    end = start + byteCount
    top = start
    highest = start
  }
}
