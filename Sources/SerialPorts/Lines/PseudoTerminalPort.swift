import Glibc

/// The slave of a pseudo-terminal, such as a virtual board's: raw, any speed.
///
/// It has modem lines when something answers for them, which is found out by asking (`TIOCMGET`): a plain one answers `ENOTTY`, one
/// under the preload library of `kiln modem-shim` answers for the board. Opening sets no line and no speed. What the other end said
/// while nobody had the port open is its own affair; nothing is discarded here.
package final class PseudoTerminalPort: OpenLineOwner {
  let line: OpenLine

  /// Opens the slave at a path, links allowed.
  ///
  /// - Throws: `.busy` when another program asked to be alone there; `.notExisting`, `.noPermission` and others.
  package init(path: String) throws(SerialError) {
    let descriptor = DescriptorCalls.openSlave(path)
    guard descriptor >= 0 else { throw SerialPorts.openingFailure(errno, path: path) }
    do throws(SerialError) {
      line = try OpenLine(path: path, descriptor: descriptor, isPseudo: true)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
  }

  deinit { close() }

  package func close() {
    guard line.isOpen else { return }
    line.finish()
    Glibc.close(line.descriptor)
  }
}
