import Glibc

// **Invariant**: pointers are lent for one call, with the count of bytes behind them.

/// A pipe with text in it.
final class TestPipe {
  let reader: Int32
  private var writer: Int32

  init(_ text: String, isEnded: Bool = true) {
    var ends: [Int32] = [-1, -1]
    _ = unsafe pipe(&ends)
    (reader, writer) = (ends[0], ends[1])
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { unsafe _ = write(writer, $0.baseAddress, $0.count) }
    if isEnded { end() }
  }

  deinit {
    end()
    close(reader)
  }

  func end() {
    if writer >= 0 { close(writer) }
    writer = -1
  }
}

/// The form of a terminal, to compare.
func terminalForm(_ path: String) -> [UInt32] {
  let descriptor = unsafe open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
  defer { close(descriptor) }
  var form = termios()
  guard unsafe tcgetattr(descriptor, &form) == 0 else { return [] }
  return [form.c_iflag, form.c_oflag, form.c_cflag, form.c_lflag]
}

/// Opens a terminal, and has it take lines, as a user's does.
func openUserTerminal(_ path: String) -> Int32 {
  let descriptor = unsafe open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
  var form = termios()
  unsafe _ = tcgetattr(descriptor, &form)
  form.c_lflag |= UInt32(ICANON | ECHO | ISIG)
  form.c_oflag |= UInt32(OPOST | ONLCR)
  unsafe _ = tcsetattr(descriptor, TCSANOW, &form)
  return descriptor
}
