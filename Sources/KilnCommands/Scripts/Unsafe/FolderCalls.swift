import Glibc
import Scripting

// **Invariant**: pointers are lent for one call; names end in a zero byte and have none before it, which
// `ScriptPath` sees to, and so does the system with the names that it says itself. Descriptors are open as
// long as the object that holds them.

/// What stands at a name, links not followed.
enum FolderEntryKind: Equatable {
  case file, folder, link
  /// A device, a pipe or a socket.
  case other

  init(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    case S_IFLNK: self = .link
    default: self = .other
    }
  }
}

/// A folder of this computer that names are looked up in.
final class FolderHandle {
  private let descriptor: Int32

  /// The folder at a path, links followed.
  init(_ path: String) throws(ScriptFileError) {
    descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ScriptFileError.ofSystem() }
  }

  /// A folder in another; a link in its place is refused.
  private init(_ name: [UInt8], in folder: FolderHandle) throws(ScriptFileError) {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    descriptor = unsafe withName(name) { unsafe openat(folder.descriptor, $0, flags) }
    guard descriptor >= 0 else { throw ScriptFileError.ofSystem() }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// A folder in this one; a link in its place is refused.
  func folder(_ name: [UInt8]) throws(ScriptFileError) -> FolderHandle {
    try FolderHandle(name, in: self)
  }

  /// What stands at a name; nil when nothing does.
  func kind(of name: [UInt8]) throws(ScriptFileError) -> FolderEntryKind? {
    var status = stat()
    let result = unsafe withName(name) { unsafe fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
    if result == 0 { return FolderEntryKind(mode: status.st_mode) }
    if errno == ENOENT { return nil }
    throw ScriptFileError.ofSystem()
  }

  /// What stands at a name, or of this folder; only files and folders have a status.
  func status(of name: [UInt8]?) throws(ScriptFileError) -> ScriptFileStatus {
    var status = stat()
    let result =
      if let name {
        unsafe withName(name) { unsafe fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
      } else {
        unsafe fstat(descriptor, &status)
      }
    guard result == 0 else { throw ScriptFileError.ofSystem() }
    let kind = FolderEntryKind(mode: status.st_mode)
    guard kind == .file || kind == .folder else { throw ScriptFileError.denied }
    return ScriptFileStatus(
      isDirectory: kind == .folder, byteCount: kind == .folder ? 0 : Int(status.st_size),
      modified: max(0, status.st_mtim.tv_sec - secondsTo2000))
  }

  /// The target of a link.
  func target(of name: [UInt8]) throws(ScriptFileError) -> [UInt8] {
    var target = [CChar](repeating: 0, count: ScriptPath.byteLimit)
    let count = unsafe withName(name) { unsafe readlinkat(descriptor, $0, &target, target.count) }
    guard count >= 0 else { throw ScriptFileError.ofSystem() }
    guard count < target.count else { throw ScriptFileError.nameTooLong }
    return target.prefix(count).map { UInt8(bitPattern: $0) }
  }

  /// The names in a folder of this one, or in this, without `.` and `..`, in no order.
  ///
  /// - Throws: `ENOMEM` when there are more than `limit`.
  func names(of name: [UInt8]?, limit: Int) throws(ScriptFileError) -> [[UInt8]] {
    let opened = try FolderHandle(name ?? [UInt8(ascii: ".")], in: self)
    // Closing the stream closes its descriptor.
    let descriptor = fcntl(opened.descriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0, let stream = unsafe fdopendir(descriptor) else { throw ScriptFileError.ofSystem() }
    defer { unsafe _ = closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
      if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
      guard names.count < limit else { throw ScriptFileError(number: Int(ENOMEM)) }
      names.append(name)
    }
    return names
  }

  /// Makes a folder.
  func makeFolder(_ name: [UInt8]) throws(ScriptFileError) {
    guard unsafe withName(name, { unsafe mkdirat(descriptor, $0, 0o777) }) == 0 else {
      throw ScriptFileError.ofSystem()
    }
  }

  /// Removes a file, a link or an empty folder.
  func remove(_ name: [UInt8], isFolder: Bool) throws(ScriptFileError) {
    let flags = isFolder ? AT_REMOVEDIR : 0
    guard unsafe withName(name, { unsafe unlinkat(descriptor, $0, flags) }) == 0 else {
      throw ScriptFileError.ofSystem()
    }
  }

  /// Gives another name, in place of what has it.
  func rename(_ name: [UInt8], to newName: [UInt8], in folder: FolderHandle) throws(ScriptFileError) {
    let result = unsafe withName(name) { old in
      unsafe withName(newName) { new in unsafe renameat(descriptor, old, folder.descriptor, new) }
    }
    guard result == 0 else { throw ScriptFileError.ofSystem() }
  }

  /// Block size in bytes, blocks, free blocks of the file system.
  func space() throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int) {
    var status = statvfs()
    guard unsafe fstatvfs(descriptor, &status) == 0 else { throw ScriptFileError.ofSystem() }
    return (
      Int(clamping: status.f_frsize), Int(clamping: status.f_blocks), Int(clamping: status.f_bavail)
    )
  }

  /// Opens a file in this folder; below 0 with `errno` set.
  ///
  /// A link in its place is refused, a pipe does not wait.
  fileprivate func open(_ name: [UInt8], flags: Int32) -> Int32 {
    let flags = flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    return unsafe withName(name) { unsafe openat(descriptor, $0, flags, 0o666) }
  }
}

/// A file of this computer that is open.
final class HostFile: ScriptVolumeFile {
  private let descriptor: Int32

  /// Bytes that one call reads.
  private static let readLimit = 1 << 26

  init(_ name: [UInt8], in folder: FolderHandle, _ mode: ScriptFileMode) throws(ScriptFileError) {
    var flags = mode.writes ? (mode.reads ? O_RDWR : O_WRONLY) : O_RDONLY
    if mode.creates { flags |= O_CREAT }
    if mode.isExclusive { flags |= O_EXCL }
    if mode.appends { flags |= O_APPEND }
    descriptor = folder.open(name, flags: flags)
    guard descriptor >= 0 else { throw ScriptFileError.ofSystem() }
    // Something else may have taken the file's place since it was looked at.
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw ScriptFileError.ofSystem() }
    guard FolderEntryKind(mode: status.st_mode) == .file else { throw ScriptFileError.denied }
    // Only now is it known what would lose its contents.
    if mode.truncates, ftruncate(descriptor, 0) != 0 { throw ScriptFileError.ofSystem() }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func read(count: Int) throws(ScriptFileError) -> [UInt8] {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw ScriptFileError.ofSystem() }
    // A script may ask for far more than there is.
    let limit = max(0, min(count, Self.readLimit, Int(status.st_size) - Int(lseek(descriptor, 0, SEEK_CUR))))
    if limit == 0 { return [] }
    var result = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      repeat {
        result = unsafe Glibc.read(descriptor, buffer.baseAddress, limit)
      } while result < 0 && errno == EINTR
      count = max(0, result)
    }
    guard result >= 0 else { throw ScriptFileError.ofSystem() }
    return bytes
  }

  func write(_ bytes: ArraySlice<UInt8>) throws(ScriptFileError) {
    let code = writeAll(Array(bytes), to: descriptor)
    guard code == 0 else { throw ScriptFileError(number: Int(code)) }
  }

  func seek(offset: Int, whence: Int) throws(ScriptFileError) -> Int {
    guard (0...2).contains(whence) else { throw ScriptFileError.invalid }
    // The numbers are those of SEEK_SET, SEEK_CUR and SEEK_END.
    let position = lseek(descriptor, offset, Int32(whence))
    guard position >= 0 else { throw ScriptFileError.ofSystem() }
    return Int(position)
  }

  /// What is written is the system's at once: it outlives this process, and that is all that scripts need.
  func flush() throws(ScriptFileError) {}
}

/// Seconds from 1970, the system's zero, to 2000, MicroPython's.
let secondsTo2000 = 946_684_800

extension ScriptFileError {
  /// What the system has just said.
  fileprivate static func ofSystem() -> ScriptFileError { ScriptFileError(number: Int(errno)) }
}

private func withName<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
  let bytes = name.map { CChar(bitPattern: $0) } + [0]
  return unsafe bytes.withUnsafeBufferPointer { buffer in
    // An array with a zero byte in it has an address.
    unsafe buffer.baseAddress.map { unsafe body($0) } ?? "".withCString { unsafe body($0) }
  }
}
