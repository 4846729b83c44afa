import Console
package import SerialPorts

extension SerialError {
  /// The failure of a command that needed the port: exit code 1, and what to do about it.
  package var failure: CommandFailure { CommandFailure(.work, description, hints: hints) }

  /// What to try, at most two lines.
  package var hints: [String] {
    switch self {
    case .notExisting(let path, let others): Self.missing(path, others)
    case .busy(let path, let holders): Self.busy(path, holders)
    case .noPermission(let path, let access): Self.refused(path, access)
    case .unplugged(let path):
      if Self.isPseudoTerminal(path) {
        ["the virtual board at its other end has gone: start it again: kiln board --pty"]
      } else {
        [
          "plug it in again; if that happens while flashing, try another cable, a port of the computer instead of a hub, a lower --baud"
        ]
      }
    case .notASerialPort: ["kiln ports lists the serial ports"]
    case .writeTimeout:
      ["unplug the board and plug it in again", "on a virtual board: is it stopped, in GDB or by Ctrl-Z?"]
    case .speedRefused: ["take a usual speed: 115200, 1500000, 2000000"]
    case .noModemLines:
      [
        "hold BOOT, press RESET, let BOOT go: then the board waits for a flasher",
        "a virtual board has them with LD_PRELOAD=$(kiln modem-shim) in front of the command",
      ]
    case .other: []
    }
  }

  /// Whether a path leads to a pseudo-terminal, or led there while there was one.
  private static func isPseudoTerminal(_ path: String) -> Bool { linkedPath(path).hasPrefix("/dev/pts/") }

  private static func missing(_ path: String, _ others: [String]) -> [String] {
    if others.contains(linkedPath(path)) {
      return ["in a container: start it with --device \(ShellWord.quoted(path))"]
    }
    if isPseudoTerminal(path) { return ["a virtual board says where it is: kiln board --pty"] }
    // Another number, not another kind of port: /dev/ttyS0 is hardly what /dev/ttyUSB0 was meant to be.
    func kind(_ path: String) -> Substring { path.prefix { !$0.isNumber } }
    if let near = NearestName.find(path, among: others.filter { kind($0) == kind(path) }) {
      return ["did you mean \(near)?", "kiln ports says which port may be which board"]
    }
    if !others.isEmpty { return ["kiln ports says which port may be which board"] }
    return NoPorts.hints
  }

  private static func busy(_ path: String, _ holders: PortHolders) -> [String] {
    guard let first = holders.programs.first else {
      return holders.isComplete ? ["try again"] : ["see who: sudo fuser -v \(ShellWord.quoted(path))"]
    }
    if first.command == "ModemManager" {
      return [
        "it lets go after some seconds: try again",
        "to keep it away from boards for good, install the udev rule: docs/serial-ports.md",
      ]
    }
    let processes = holders.programs.map { "\($0.process)" }.joined(separator: " ")
    return ["close \(first.command), or: kill \(processes)"]
  }

  private static func refused(_ path: String, _ access: PortAccess) -> [String] {
    if isPseudoTerminal(path) {
      return ["pseudo-terminals are for the user whose program made them: \(access.owner)"]
    }
    let rule = "or install the udev rule, for whoever sits at the computer: docs/serial-ports.md"
    // Nobody should join root's group for a port.
    guard access.groupMayOpen, access.group != "root" else {
      return ["until it is unplugged: sudo chmod a+rw \(ShellWord.quoted(path))", rule]
    }
    let group = ShellWord.quoted(access.group)
    switch access.membership {
    case .notMember: return ["sudo usermod -aG \(group) $USER, then log out and in again", rule]
    case .notInThisLogin: return ["log out and in again, or for this shell alone: newgrp \(group)"]
    case .member: return ["in a container: start it with --device \(ShellWord.quoted(path))"]
    }
  }
}

/// What to check when there is no port at all.
package enum NoPorts {
  /// The two likeliest causes.
  package static let hints = [
    "plug the board in, with a cable that carries data: lsusb must show one device more than without it",
    "in a container, the host's port has to be handed in: --device /dev/ttyUSB0",
  ]
}
