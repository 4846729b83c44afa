import CTerminals
import Glibc

/// A serial port that other programs open: the slave is theirs, the master ours.
///
/// It behaves as a port whose cable leads to a board: what the board says while no program has the port open is lost, what
/// a program does not read in time is lost when buffers are full, and the board sees at which speed the program sends.
/// Not for several threads.
package final class PseudoTerminal {
  /// The slave's path, `/dev/pts/N`.
  package let path: String
  /// The symbolic link to it, if there shall be one.
  package let link: String?
  /// Bytes for the host that were lost: nobody had the port open, or nobody read.
  package private(set) var lostByteCount = 0

  private let master: Int32
  private let watch: Int32
  private var unwritten: ArraySlice<UInt8> = []
  private var wasOpen = false
  private var hasClosed = false

  /// Bytes that wait here when the system takes no more, which itself keeps some thousands.
  package static let bufferByteLimit = 1 << 16

  /// Opens a new pseudo-terminal with a raw slave, and puts a symbolic link to it in place of the one that may be there.
  ///
  /// - Throws: exit code 1 when the system refuses, or when something other than a link stands at `link`.
  package init(link: String? = nil) throws(CommandFailure) {
    let master = terminal_open()
    guard master >= 0 else {
      throw CommandFailure(.work, "a pseudo-terminal cannot be opened: \(systemMessage(errno))")
    }
    guard let path = TerminalCalls.slavePath(of: master) else {
      let code = errno
      close(master)
      throw CommandFailure(.work, "a pseudo-terminal has no path: \(systemMessage(code))")
    }
    let watch = edge_watch(master)
    guard watch >= 0 else {
      let code = errno
      close(master)
      throw CommandFailure(.work, "\(path): cannot be watched: \(systemMessage(code))")
    }
    // All is initialised before anything throws: `deinit` then closes both.
    (self.master, self.watch, self.path, self.link) = (master, watch, path, link)
    if let link { try Self.place(link, to: path) }
  }

  deinit {
    if let link, TerminalCalls.linkTarget(link) == path { TerminalCalls.remove(link) }
    close(watch)
    close(master)
  }

  private static func place(_ link: String, to path: String) throws(CommandFailure) {
    if let target = TerminalCalls.linkTarget(link), target.isEmpty {
      throw CommandFailure(
        .work, "\(link): is there and is no symbolic link; not replaced",
        hints: ["choose another name for the link"])
    }
    let code = TerminalCalls.link(link, to: path)
    guard code == 0 else {
      throw CommandFailure(.work, "\(link): the link cannot be made: \(systemMessage(code))")
    }
  }

  /// Whether a program has the port open.
  package var isOpen: Bool { !terminal_is_unused(master) }

  /// Whether the last program has closed the port since the last call; one that opens it again at once may go unnoticed.
  ///
  /// Linux then releases the modem lines of a real port (`HUPCL`, which is on unless somebody turns it off); a pseudo-terminal has
  /// none, so whoever keeps them does it.
  package func takeClosing() -> Bool {
    noticeClosing()
    defer { hasClosed = false }
    return hasClosed
  }

  /// The speed, bit/s, that the host set, however odd; nil when no program has set one or the line is hung up (B0).
  ///
  /// A closed port keeps its speed, as a real one does.
  package var speed: Int? {
    guard let speed = TerminalCalls.speed(of: master), speed != 0, speed != TERMINAL_UNTOUCHED_SPEED else {
      return nil
    }
    return speed
  }

  /// What to sleep on.
  package var interests: [WaitInterest] {
    if isOpen { return [WaitInterest(master, wakesForWriting: !unwritten.isEmpty)] }
    // A hung-up master is always ready, so only news count; what came before they were noticed is looked for after.
    edge_watch_drain(watch)
    return [WaitInterest(isReadable ? master : watch)]
  }

  private var isReadable: Bool {
    var entries = [pollfd(fd: master, events: Int16(POLLIN), revents: 0)]
    return DescriptorCalls.wait(&entries, seconds: 0)[0] & Int16(POLLIN | POLLHUP) != Int16(POLLHUP)
  }

  /// The bytes that the host has written since the last call, at most so many, and the speed it sends with; never waits.
  ///
  /// The speed is read behind the bytes: a host sets it before it writes. One that changes it right after writing, before
  /// the bytes are read here, has them judged by the new speed.
  package func read(atMost limit: Int = 1 << 16) -> (bytes: [UInt8], speed: Int?) {
    var bytes: [UInt8] = []
    // The system hands out some 4 KiB at a time.
    while bytes.count < limit {
      guard let piece = DescriptorCalls.read(master, atMost: limit - bytes.count), !piece.isEmpty else {
        break
      }
      bytes += piece
    }
    noticeClosing()
    flush()
    return (bytes, speed)
  }

  /// Sends bytes to the host, without waiting; what finds no room is lost and counted.
  ///
  /// The newest bytes are those that are lost, as in a receiver that overruns.
  package func write(_ bytes: some Collection<UInt8>) {
    noticeClosing()
    guard isOpen else {
      lostByteCount += bytes.count
      return
    }
    unwritten += bytes
    flush()
    let excess = unwritten.count - Self.bufferByteLimit
    if excess > 0 {
      unwritten.removeLast(excess)
      lostByteCount += excess
    }
  }

  /// Hands the system what it takes.
  private func flush() {
    while !unwritten.isEmpty {
      let count = DescriptorCalls.write(master, unwritten)
      if count == 0 { return }
      unwritten = unwritten.dropFirst(count)
    }
    unwritten = []
  }

  /// When the last program has closed the port, what it did not read goes, so that the next does not find it.
  private func noticeClosing() {
    let isOpen = isOpen
    if wasOpen, !isOpen {
      lostByteCount += unwritten.count
      unwritten = []
      hasClosed = true
      TerminalCalls.discardUnread(slavePath: path)
    }
    wasOpen = isOpen
  }
}
