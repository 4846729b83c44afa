/// One of a serial port's two outputs beside its data.
package enum ModemLine: String, Sendable, CaseIterable {
  /// Data terminal ready.
  case dtr
  /// Request to send.
  case rts
}

/// How a host has set its modem outputs; true is asserted, which is a low pin at the USB bridge.
package struct ModemLines: Sendable, Equatable, Hashable {
  /// Data terminal ready is asserted.
  package var dtr: Bool
  /// Request to send is asserted.
  package var rts: Bool

  /// Lines as given; both released unless said otherwise, as on a port that nobody has opened.
  package init(dtr: Bool = false, rts: Bool = false) {
    self.dtr = dtr
    self.rts = rts
  }

  /// The level of one line.
  package subscript(line: ModemLine) -> Bool {
    get { line == .dtr ? dtr : rts }
    set { if line == .dtr { dtr = newValue } else { rts = newValue } }
  }
}
