package import Scripting

/// Why a board ends a script that has not come to its end.
package enum BoardEnding: Equatable, Sendable {
  /// `machine.reset()` and the like: whatever the script holds is gone, no handler runs.
  case reset
}

extension MaixBoard {
  /// Ends the script at once, whatever handlers it has; does not return.
  ///
  /// The host's `end` has its `poll` say `stop`, which the interpreter hears of here.
  /// - Throws: always; what is thrown goes through all handlers. Of a host that ends nothing it is a usual
  ///   `SystemExit`.
  package func stop(_ vm: Interpreter, _ ending: BoardEnding) throws(Raised) -> Never {
    self.ending = self.ending ?? ending
    host.end(ending)
    try vm.checkStop()
    throw vm.fault(.SystemExit)
  }
}
