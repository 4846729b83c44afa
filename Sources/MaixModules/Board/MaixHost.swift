package import Pictures

/// What is around a board that scripts use: the camera's view, the panel, the flash chip, people who read
/// traces.
///
/// Time, console, files and randomness are the interpreter's `ScriptHost`.
package protocol MaixHost: AnyObject {
  /// What the camera sees next, at any size; nil when there are no more pictures and the script is to end.
  func nextCameraPicture() -> Picture?
  /// Takes what the panel shows after `lcd.display`, `lcd.clear` and their like; encoding may wait.
  func show(_ screen: Picture)
  /// Bytes of the flash chip; short where the chip ends.
  func readFlash(at address: Int, count: Int) -> [UInt8]
  /// Writes into the flash chip, whose sectors are erased as needed; false where there is none.
  func writeFlash(at address: Int, _ bytes: [UInt8]) -> Bool
  /// Tells the user one thing that the board keeps to itself: what was needed, what was free, what would
  /// help.
  func explain(_ line: String)
  /// Whether pins, UARTs and the like are to be traced.
  var isTracing: Bool { get }
  /// Takes one line of the trace.
  func trace(_ line: String)
  /// Whether anybody looks at what the panel shows; otherwise `show` is not called.
  var wantsScreens: Bool { get }
  /// Has the script end: from now on the interpreter's host answers `stop` when it is polled.
  func end(_ ending: BoardEnding)
}

extension MaixHost {
  package var wantsScreens: Bool { true }
  package func end(_ ending: BoardEnding) {}
}
