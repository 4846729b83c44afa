/// A port of the system, opened by libserialport: 8 data bits, no parity, 1 stop bit, no flow control, one program at a time.
///
/// What Linux does to the lines: opening asserts DTR and RTS at once, closing by the last program releases both at once (`HUPCL`, which
/// libserialport sets). Nothing else is done to them here. On a board with crossed transistors neither pulls a pin then, so neither
/// starts the board anew; with separate transistors both hold it in reset until `setLines` releases them.
/// **Source**: Linux `tty_port_raise_dtr_rts`, libserialport 0.1.1 `sp_open`; not tried on a board.
package final class SystemPort: OpenLineOwner {
  let line: OpenLine
  private let handle: PortHandle

  /// Opens the port at a path, links allowed.
  ///
  /// - Throws: `.busy`, `.noPermission`, `.notExisting`, `.notASerialPort` and others.
  package init(path: String) throws(SerialError) {
    let handle = try PortHandle(path: path)
    line = try OpenLine(path: path, descriptor: handle.descriptor, isPseudo: false)
    self.handle = handle
  }

  deinit { close() }

  package func close() {
    line.finish()
    handle.close()
  }
}
