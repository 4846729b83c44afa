/// What can be wrong with a serial port; `path` is as the caller named it.
package enum SerialError: Error, Equatable, Sendable {
  /// Nothing stands at the path; `others` are the ports there are.
  case notExisting(path: String, others: [String])
  /// Another program has the port.
  case busy(path: String, holders: PortHolders)
  /// This user may not open the port.
  case noPermission(path: String, access: PortAccess)
  /// The device went away while the port was open, or the program at a pseudo-terminal's other end closed it.
  case unplugged(path: String)
  /// Something else stands at the path.
  case notASerialPort(path: String, found: String)
  /// The system did not take all bytes in time.
  case writeTimeout(path: String, written: Int, of: Int)
  /// The driver does not do a speed, bit/s; `found` is what it took instead.
  case speedRefused(path: String, rate: Int, found: Int?)
  /// DTR and RTS cannot be set.
  case noModemLines(path: String)
  /// Something else that the system refused, in its words.
  case other(path: String, doing: String, message: String)
}

extension SerialError: CustomStringConvertible {
  /// One line: which port, what is wrong, what was found.
  package var description: String {
    switch self {
    case .notExisting(let path, let others):
      if others.contains(path) {
        return "\(path): the system has this port, but there is no device node for it here"
      }
      let rest = others.isEmpty ? "and there is no other" : "there is \(others.joined(separator: ", "))"
      return "\(path): no such serial port; \(rest)"
    case .busy(let path, let holders): return "\(path): in use by \(holders)"
    case .noPermission(let path, let access): return "\(path): no permission: \(access)"
    case .unplugged(let path): return "\(path): unplugged"
    case .notASerialPort(let path, let found): return "\(path): is \(found), not a serial port"
    case .writeTimeout(let path, let written, let count):
      return "\(path): only \(written) of \(count) bytes could be sent in time"
    case .speedRefused(let path, let rate, let found):
      let taken = found.map { "; it took \($0)" } ?? ""
      return "\(path): its driver does not do \(rate) bit/s\(taken)"
    case .noModemLines(let path): return "\(path): has no modem lines: DTR and RTS cannot be set"
    case .other(let path, let doing, let message): return "\(path): \(doing): \(message)"
    }
  }
}
