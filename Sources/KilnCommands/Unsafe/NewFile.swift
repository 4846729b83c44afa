import Glibc

/// A file that is made where nothing stood, not even a link that leads nowhere; it goes again unless it is kept.
///
/// **Invariant**: pointers are lent for one call, with the bytes behind them; the descriptor is open until the last reference goes.
final class NewFile {
  /// Where it is.
  private(set) var path: String
  private let descriptor: Int32
  private var isKept = false

  /// Makes the file; nil with `errno` set when that fails, `EEXIST` when something stands there.
  ///
  /// - Parameter mode: permission bits that it gets whatever the user's mask is; nil for what the mask leaves.
  init?(_ path: String, mode: UInt32? = nil) {
    self.path = path
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode ?? 0o666)
    if descriptor < 0 { return nil }
    if let mode { _ = fchmod(descriptor, mode) }
  }

  // Also runs when making it failed; nothing may replace `errno` then, which the caller is about to read.
  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if !isKept { removeFile(at: path) }
  }

  /// Writes all bytes and has them on the disk; 0, or the error number.
  func write(_ bytes: [UInt8]) -> Int32 {
    let code = writeAll(bytes, to: descriptor)
    guard code == 0, fsync(descriptor) != 0 else { return code }
    let syncCode = errno
    // File systems that cannot do it say so by these.
    return syncCode == EINVAL || syncCode == ENOTSUP ? 0 : syncCode
  }

  /// Gives the file another name, in place of what has it, and keeps it; 0, or the error number.
  func move(to other: String) -> Int32 {
    guard unsafe rename(path, other) == 0 else { return errno }
    path = other
    keep()
    return 0
  }

  /// Has the file stay when the last reference goes, and its name be on the disk.
  func keep() {
    isKept = true
    let name = Files.lastComponent(of: path)
    let folder = String(path.dropLast(name.count))
    let opened = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return }
    _ = fsync(opened)
    close(opened)
  }
}
