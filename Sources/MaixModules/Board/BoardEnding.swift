package import Scripting

/// Why a board ends a script that has not come to its end.
package enum BoardEnding: Equatable, Sendable {
  /// `machine.reset()` and the like: whatever the script holds is gone, no handler runs.
  case reset
}

extension MaixBoard {
  /// Ends the script at once, whatever handlers it has: what is to be thrown goes through all of them.
  package func end(_ vm: Interpreter, _ ending: BoardEnding) -> Raised {
    self.ending = self.ending ?? ending
    host.end(ending)
    return vm.stopped()
  }
}
