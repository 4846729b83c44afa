import Glibc

/// Opening serial ports, and saying why one cannot be opened.
package enum SerialPorts {
  /// The time on the clock of all ports.
  package static var now: Duration { monotonicTime() }

  /// Opens the port at a path, links such as `/dev/serial/by-id/…` allowed.
  ///
  /// A slave of a pseudo-terminal (`/dev/pts/N`, which a virtual board prints) becomes a `PseudoTerminalPort`, everything
  /// else a `SystemPort`. The speed is the caller's to set.
  /// - Throws: what `obstacle` says, and what only opening shows.
  package static func open(path: String) throws(SerialError) -> any DescriptorLine {
    if let obstacle = obstacle(path: path) { throw obstacle }
    return isPseudoTerminal(path) ? try PseudoTerminalPort(path: path) : try SystemPort(path: path)
  }

  /// Why the port cannot be opened, as far as it can be told without opening it, which would move its modem lines; nil when nothing
  /// speaks against it.
  ///
  /// A program that has a real port open is in the way, whether it asked to be alone or not: two readers share out the bytes by
  /// chance. Pseudo-terminals often stay open in the program that made them, which is no hindrance.
  package static func obstacle(path: String) -> SerialError? {
    guard let node = FileCalls.facts(path) else {
      let code = errno
      return code == ENOENT || code == ENOTDIR
        ? missing(path) : .other(path: path, doing: "cannot be looked at", message: systemMessage(code))
    }
    guard case .device = node.kind else { return .notASerialPort(path: path, found: node.kind.words) }
    if node.isConsole { return .notASerialPort(path: path, found: "a terminal of the computer itself") }
    guard node.isPseudoTerminal || hasTerminalDriver(path) else {
      return .notASerialPort(path: path, found: "a device of another kind")
    }
    let code = FileCalls.accessError(path)
    if code != 0 { return openingFailure(code, path: path) }
    if node.isPseudoTerminal { return nil }
    let holders = PortHolders.of(path: path)
    return holders.programs.isEmpty ? nil : .busy(path: path, holders: holders)
  }

  /// Whether the path leads to a pseudo-terminal's slave.
  package static func isPseudoTerminal(_ path: String) -> Bool {
    FileCalls.facts(path)?.isPseudoTerminal ?? false
  }

  /// Whether the system has a terminal of this name: `/dev/null` is a character device, too.
  private static func hasTerminalDriver(_ path: String) -> Bool {
    let name = (FileCalls.resolved(path) ?? path).split(separator: "/").last ?? ""
    // Without /sys, as in some containers, opening has to show it.
    return FileCalls.facts("/sys/class/tty") == nil || FileCalls.facts("/sys/class/tty/\(name)") != nil
  }

  /// What an error number of opening means.
  static func openingFailure(_ code: Int32, path: String) -> SerialError {
    switch code {
    case ENOENT, ENOTDIR: return missing(path)
    // A name whose device has gone, or never was.
    case ENXIO, ENODEV: return missing(path)
    case EBUSY: return .busy(path: path, holders: PortHolders.of(path: path))
    case EACCES, EPERM:
      if let access = PortAccess.of(path: path) { return .noPermission(path: path, access: access) }
      return .other(path: path, doing: "cannot be opened", message: systemMessage(code))
    // What a port of the PC says whose hardware is missing.
    case EIO: return .notASerialPort(path: path, found: "a port without hardware behind it")
    case ENOTTY: return .notASerialPort(path: path, found: "a device of another kind")
    default: return .other(path: path, doing: "cannot be opened", message: systemMessage(code))
    }
  }

  private static func missing(_ path: String) -> SerialError {
    .notExisting(path: path, others: PortList.paths())
  }
}

extension NodeFacts.Kind {
  /// What it is, as an error says it.
  fileprivate var words: String {
    switch self {
    case .folder: "a folder"
    case .file: "a file"
    case .pipe: "a pipe"
    case .socket: "a socket"
    case .disk: "a disk"
    case .device: "a device"
    }
  }
}
