import Foundation

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

/// Makes one folder; 0 when it is there afterwards, else the error number.
func makeFolder(at path: String) -> Int32 {
  // Read before anything else can change it.
  let (result, code) = unsafe (mkdir(path, 0o777), errno)
  if result == 0 { return 0 }
  return code == EEXIST ? (isFolder(at: path) == true ? 0 : ENOTDIR) : code
}

/// Bytes that the system says a file has; 0 for pipes and devices.
func fileSize(of descriptor: Int32) -> Int {
  var status = stat()
  return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
}

/// Reads into `bytes` from index `start` on; the number of bytes read, 0 at the end, or below 0 for an error.
func readBytes(from descriptor: Int32, into bytes: inout [UInt8], at start: Int) -> Int {
  unsafe bytes.withUnsafeMutableBytes { buffer in
    unsafe read(descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
  }
}

/// What stands at a path: nothing (nil), a folder (true) or something else (false).
func isFolder(at path: String) -> Bool? {
  var isFolder: ObjCBool = false
  guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
  return isFolder.boolValue
}
