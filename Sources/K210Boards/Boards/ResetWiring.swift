/// The two pins of the K210 that a host can pull low.
package struct ResetPins: Sendable, Equatable, Hashable {
  /// RESET is low: the chip stands still.
  package let resetLow: Bool
  /// IO16, the BOOT pin, is low: the mask ROM that leaves reset waits for a host.
  package let bootLow: Bool

  /// Pins as given.
  package init(resetLow: Bool, bootLow: Bool) {
    self.resetLow = resetLow
    self.bootLow = bootLow
  }
}

/// How a board's USB bridge drives RESET and BOOT by its modem outputs.
///
/// Two circuits do the same for all sequences of kflash and differ when both lines are asserted, which is how Linux and
/// pyserial leave a port that they open.
package enum ResetWiring: Sendable, Equatable {
  /// Each line pulls its pin low by itself; the line named pulls RESET, the other BOOT.
  case separate(reset: ModemLine)
  /// Two transistors, crossed: a line pulls its pin low only while the other line is released.
  case crossed(reset: ModemLine)
  /// A debugger's firmware watches the lines and drives the pins as it likes.
  ///
  /// Modelled by what fits both sequences of kflash: BOOT is low while DTR alone is asserted, and RESET is pulsed when RTS
  /// changes while DTR is asserted.
  case debugger

  /// The pins while the lines stand like this; `debugger` has pulses beside them (`pulsesReset`).
  package func pins(_ lines: ModemLines) -> ResetPins {
    switch self {
    case .separate(let reset):
      return ResetPins(resetLow: lines[reset], bootLow: lines[reset.other])
    case .crossed(let reset):
      let differ = lines.dtr != lines.rts
      return ResetPins(resetLow: differ && lines[reset], bootLow: differ && lines[reset.other])
    case .debugger:
      return ResetPins(resetLow: false, bootLow: lines.dtr && !lines.rts)
    }
  }

  /// Whether the change gives a short reset that no level of the lines shows; BOOT is that of the lines after it.
  package func pulsesReset(from old: ModemLines, to new: ModemLines) -> Bool {
    self == .debugger && old.dtr && new.dtr && old.rts != new.rts
  }
}

extension ModemLine {
  /// The other of the two.
  package var other: ModemLine { self == .dtr ? .rts : .dtr }
}
