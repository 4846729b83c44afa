import Glibc

// **Invariant**: pointers are lent for one call, with the count of bytes behind them.

/// The terminal that the user sits at, raw as long as this lives: keys come as they are pressed, Ctrl-C among them.
///
/// What is printed is still turned from line feeds to new lines, for boards that send these alone.
package final class UserTerminal {
  private let descriptor: Int32
  private var before = termios()
  private var isRaw = false

  /// Makes it raw; nil when the descriptor is no terminal.
  package init?(_ descriptor: Int32) {
    self.descriptor = descriptor
    guard unsafe tcgetattr(descriptor, &before) == 0 else { return nil }
    var raw = before
    unsafe cfmakeraw(&raw)
    raw.c_oflag = before.c_oflag
    guard unsafe tcsetattr(descriptor, TCSANOW, &raw) == 0 else { return nil }
    isRaw = true
  }

  deinit { restore() }

  /// Makes it as it was; twice does nothing.
  package func restore() {
    guard isRaw else { return }
    isRaw = false
    unsafe _ = tcsetattr(descriptor, TCSANOW, &before)
  }
}

/// A file that grows by what a terminal shows.
final class TerminalLog {
  let path: String
  private let descriptor: Int32

  /// Opens it, behind what it holds.
  init(_ path: String) throws(CommandFailure) {
    self.path = path
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw CommandFailure(.work, "\(path): cannot be written: \(systemMessage(errno))")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Adds bytes; 0, or the error number.
  func append(_ bytes: [UInt8]) -> Int32 { writeAll(bytes, to: descriptor) }
}

/// Lets a write into a closed pipe fail instead of ending the process, which would leave the terminal raw.
func ignoreClosedPipe() { _ = signal(SIGPIPE, SIG_IGN) }
