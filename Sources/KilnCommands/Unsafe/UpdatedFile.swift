import Glibc

/// A file that parts are written to while others stay.
///
/// **Invariant**: pointers are lent for one call, with the bytes behind them.
final class UpdatedFile {
  private let path: String
  private let descriptor: Int32

  /// Opens an existing file for writing.
  init(_ path: String) throws(CommandFailure) {
    self.path = path
    descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CommandFailure(.file, "\(path): cannot be written: \(systemMessage(errno))")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes bytes at an offset.
  func write(_ bytes: some Collection<UInt8>, at offset: Int) throws(CommandFailure) {
    let bytes = Array(bytes)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
      }
      if count < 0 {
        let code = errno
        if code == EINTR { continue }
        throw CommandFailure(.work, "\(path): cannot be written: \(systemMessage(code))")
      }
      done += count
    }
  }
}
