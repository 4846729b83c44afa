import Glibc

// System calls that take pointers. **Invariant**: each pointer is lent by Swift for the length of one call,
// with the count of bytes behind it.

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }

/// Columns of the terminal behind a file descriptor, nil when there is none.
func terminalColumns(of descriptor: Int32) -> Int? {
  var size = winsize()
  guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
  return Int(size.ws_col)
}

/// Lets a write into a closed pipe end the process quietly, as tools do in `kiln … | head`.
func endQuietlyOnClosedPipe() {
  _ = signal(SIGPIPE, SIG_DFL)
}

/// Writes out what is buffered for standard output; the system's words when any of it could not be written.
func flushStandardOutput() -> String? {
  // Without a stream it flushes every one; `stdout` itself is a variable that Swift 6 does not let us touch.
  let result = fflush(nil)
  let code = errno
  return result == 0 ? nil : systemMessage(code)
}

/// Opens those of the standard streams that are closed on nothing.
///
/// Else a port or a file gets their number, and what is meant for the stream goes there. Reading ends at once; writing to standard
/// output fails as it does when that is closed, so that the user hears of it.
///
/// **Invariant**: `open` gives the lowest free number, and those below are taken; no other thread opens anything yet.
func openClosedStandardStreams() {
  for (descriptor, mode) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
  where fcntl(descriptor, F_GETFD) < 0 {
    unsafe _ = open("/dev/null", mode)
  }
}

/// Makes one folder; 0 when it is there afterwards, else the error number.
func makeFolder(at path: String) -> Int32 {
  // Read before anything else can change it.
  let (result, code) = unsafe (mkdir(path, 0o777), errno)
  if result == 0 { return 0 }
  return code == EEXIST ? (isFolder(at: path) == true ? 0 : ENOTDIR) : code
}

/// Removes a file, if it can be.
func removeFile(at path: String) { unsafe _ = unlink(path) }

/// An open file, closed when the last reference goes.
final class OpenFile {
  private let descriptor: Int32

  /// Opens a file for reading, or for writing from its start on; nil with `errno` set when that fails.
  init?(_ path: String, forWriting: Bool = false) {
    let flags = forWriting ? O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC : O_RDONLY | O_CLOEXEC
    descriptor = unsafe open(path, flags, 0o666)
    if descriptor < 0 { return nil }
  }

  // Also runs when opening failed; closing nothing would replace `errno`, which the caller is about to read.
  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Bytes that the system says the file has; 0 for pipes and devices.
  var size: Int {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Reads into `bytes` from index `start` on; the number of bytes read, 0 at the end, below 0 for an error.
  func read(into bytes: inout [UInt8], at start: Int) -> Int {
    unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
    }
  }

  /// Writes all bytes; 0, or the error number.
  func write(_ bytes: [UInt8]) -> Int32 { writeAll(bytes, to: descriptor) }
}

/// Writes text to standard error, as far as it can be written.
func writeToStandardError(_ text: String) { _ = writeAll(Array(text.utf8), to: STDERR_FILENO) }

/// Writes bytes to standard output at once.
func writeToStandardOutput(_ bytes: [UInt8]) throws(CommandFailure) {
  let code = writeAll(bytes, to: STDOUT_FILENO)
  guard code == 0 else {
    throw CommandFailure(.work, "standard output: cannot be written: \(systemMessage(code))")
  }
}

/// Writes all bytes to a descriptor; 0, or the error number.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
  var start = 0
  while start < bytes.count {
    let written = unsafe bytes.withUnsafeBytes { buffer in
      unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
    }
    if written < 0 {
      let code = errno
      if code == EINTR { continue }
      return code
    }
    start += written
  }
  return 0
}

/// What stands at a path: nothing (nil), a folder (true) or something else (false).
func isFolder(at path: String) -> Bool? {
  var status = stat()
  // Nil leaves the reason in `errno`.
  guard unsafe stat(path, &status) == 0 else { return nil }
  return status.st_mode & S_IFMT == S_IFDIR
}

/// What stands at a path.
enum FileNode: Equatable {
  /// A regular file and its permission bits.
  case file(permissions: UInt32)
  case folder
  /// A device, a pipe or a socket.
  case other
}

/// What stands at a path, links followed; nil when nothing does.
func fileKind(at path: String) -> FileNode? {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return nil }
  switch status.st_mode & S_IFMT {
  case S_IFREG: return .file(permissions: status.st_mode & 0o777)
  case S_IFDIR: return .folder
  default: return .other
  }
}

/// Why this user may not write what stands at a path; nil when that is allowed.
func writingError(at path: String) -> Int32? { unsafe access(path, W_OK) == 0 ? nil : errno }

/// When what stands at a path was written last, in the system's time; nil when nothing does.
func modificationTime(at path: String) -> (seconds: Int, nanoseconds: Int)? {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return nil }
  return (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
}

/// The names in a folder without `.` and `..`, in no order; nil with `errno` set when it cannot be read.
func namesInFolder(at path: String) -> [String]? {
  guard let folder = unsafe opendir(path) else { return nil }
  defer { unsafe _ = closedir(folder) }
  var names: [String] = []
  while let entry = unsafe readdir(folder) {
    let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}
