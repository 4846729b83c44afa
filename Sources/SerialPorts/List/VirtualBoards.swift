/// Virtual boards that run, by the sockets of their control channels.
package enum VirtualBoards {
  /// The paths of their terminals in the text of `/proc/net/unix`, sorted, each once, at most 256.
  ///
  /// A listening socket's line ends in `@kiln-board/dev/pts/3`; anybody can make one, so the path needs looking at.
  package static func paths(sockets: String) -> [String] {
    var paths: Set<String> = []
    for line in sockets.split(separator: "\n") where paths.count < 256 {
      // Num RefCount Protocol Flags Type St Inode Path; __SO_ACCEPTCON is 0x10000.
      let fields = line.split(separator: " ", maxSplits: 7, omittingEmptySubsequences: true)
      guard fields.count == 8, fields[3] == "00010000", fields[7].hasPrefix(prefix) else { continue }
      let number = fields[7].dropFirst(prefix.count)
      if UInt32(number) != nil { paths.insert("/dev/pts/\(number)") }
    }
    return paths.sorted { ($0.count, $0) < ($1.count, $1) }
  }

  private static let prefix = "@kiln-board/dev/pts/"
}

extension PortList {
  /// Whether a virtual board answers at the pseudo-terminal that a path leads to.
  package static func isVirtualBoard(_ path: String) -> Bool {
    VirtualBoards.paths(sockets: FileCalls.text("/proc/net/unix") ?? "").contains(
      FileCalls.resolved(path) ?? path)
  }
}
