/// One thing that a host does with its modem outputs.
package enum LineStep: Sendable, Equatable {
  /// Asserts (true) or releases a line.
  case set(ModemLine, Bool)
  /// Leaves the lines alone for so many milliseconds.
  case wait(milliseconds: Int)
}

extension [LineStep] {
  /// How the lines stand after the steps; lines that no step sets stand as before.
  package func lines(after lines: ModemLines = ModemLines()) -> ModemLines {
    reduce(into: lines) { lines, step in
      if case .set(let line, let isAsserted) = step { lines[line] = isAsserted }
    }
  }
}
