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
