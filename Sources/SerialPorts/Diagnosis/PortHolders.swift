import Glibc

/// A program that has a port open.
package struct PortHolder: Sendable, Equatable {
  /// Process id.
  package let process: Int32
  /// The program's name, its first 15 characters.
  package let command: String

  /// A holder as given.
  package init(process: Int32, command: String) { (self.process, self.command) = (process, command) }
}

/// The programs that have a port open, as far as this user may see them.
package struct PortHolders: Sendable, Equatable {
  /// The programs found, 16 at most, this one left out.
  package let programs: [PortHolder]
  /// Whether every process could be looked at; a user sees its own, root all.
  package let isComplete: Bool

  /// Holders as given.
  package init(_ programs: [PortHolder], isComplete: Bool) {
    (self.programs, self.isComplete) = (programs, isComplete)
  }
}

extension PortHolders: CustomStringConvertible {
  /// `minicom (process 1234)`, or that it cannot be seen.
  package var description: String {
    if !programs.isEmpty {
      return programs.map { "\($0.command) (process \($0.process))" }.joined(separator: ", ")
    }
    return isComplete
      ? "another program, which has gone meanwhile or runs in another container"
      : "another user's program, which only root can see"
  }
}

extension PortHolders {
  /// Who has the device at a path open.
  package static func of(path: String) -> PortHolders {
    FileCalls.facts(path).map(search) ?? PortHolders([], isComplete: true)
  }

  /// Who has the device open that a descriptor of ours stands for.
  static func of(descriptor: Int32) -> PortHolders {
    FileCalls.facts(descriptor: descriptor).map(search) ?? PortHolders([], isComplete: true)
  }

  /// Looks through /proc.
  private static func search(for node: NodeFacts) -> PortHolders {
    var programs: [PortHolder] = []
    var isComplete = true
    for process in (FileCalls.names(in: "/proc") ?? []).compactMap({ Int32($0) }).sorted()
    where process != getpid() && programs.count < 16 {
      let folder = "/proc/\(process)/fd"
      guard let names = FileCalls.names(in: folder) else {
        // A process that ended meanwhile holds nothing.
        if errno == EACCES || errno == EPERM { isComplete = false }
        continue
      }
      let holds = names.contains { name in
        let link = "\(folder)/\(name)"
        // Sockets and pipes are told by their text, which is cheaper.
        guard FileCalls.linkTarget(link)?.hasPrefix("/") ?? false else { return false }
        return FileCalls.facts(link).map { $0.isSameDevice(as: node) } ?? false
      }
      if holds {
        programs.append(
          PortHolder(process: process, command: command(FileCalls.text("/proc/\(process)/comm"))))
      }
    }
    return PortHolders(programs, isComplete: isComplete)
  }

  /// The name in a `/proc/PID/comm`, which its owner may set to anything.
  package static func command(_ text: String?) -> String {
    let line = (text ?? "").prefix { !$0.isNewline }
    let name = line.map { $0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? "?" : $0 }
    return name.isEmpty ? "a program" : String(name)
  }
}
