import Glibc

// System calls on paths. **Invariant**: each pointer is lent by Swift for the length of one call, with the count of bytes behind it;
// what the C library allocates is freed here.

/// What stands at a path.
struct NodeFacts: Equatable {
  /// What kind of file.
  enum Kind: Equatable {
    case folder, file, pipe, socket, disk
    /// A character device and its number.
    case device(UInt64)
  }

  var kind: Kind
  /// The file system that it stands in.
  var fileSystem: UInt64
  var owner: UInt32
  var group: UInt32
  /// Permission bits.
  var mode: UInt32
}

/// Looking at files.
enum FileCalls {
  /// What stands at a path, links followed; nil with `errno` set.
  static func facts(_ path: String) -> NodeFacts? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? NodeFacts(status) : nil
  }

  /// What a descriptor is open on.
  static func facts(descriptor: Int32) -> NodeFacts? {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? NodeFacts(status) : nil
  }

  /// A path without links, `.` and `..`; nil when nothing stands there.
  static func resolved(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// The target of a symbolic link.
  static func linkTarget(_ path: String) -> String? {
    var target = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &target, target.count)
    return count < 0
      ? nil : String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether this user may read and write there: 0 or the error number.
  static func accessError(_ path: String) -> Int32 { unsafe access(path, R_OK | W_OK) == 0 ? 0 : errno }

  /// The beginning of a small text file, 1 MiB at most; nil when it cannot be read.
  static func text(_ path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while bytes.count < 1 << 20, case .bytes(let piece) = DescriptorCalls.read(descriptor, atMost: 1 << 16) {
      bytes += piece
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The names in a folder without `.` and `..`, at most 65,536; nil with `errno` set.
  static func names(in folder: String) -> [String]? {
    guard let open = unsafe opendir(folder) else { return nil }
    defer { unsafe _ = closedir(open) }
    var names: [String] = []
    while names.count < 1 << 16, let entry = unsafe readdir(open) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// The numbers of this process's groups.
  static func processGroups() -> [UInt32] {
    let count = getgroups(0, nil)
    guard count > 0 else { return [getegid()] }
    var groups = [gid_t](repeating: 0, count: Int(count))
    let found = unsafe getgroups(count, &groups)
    return groups.prefix(max(0, Int(found))) + [getegid()]
  }
}

extension NodeFacts {
  fileprivate init(_ status: stat) {
    let device = status.st_rdev
    switch status.st_mode & S_IFMT {
    case S_IFDIR: kind = .folder
    case S_IFCHR: kind = .device(UInt64(device))
    case S_IFBLK: kind = .disk
    case S_IFIFO: kind = .pipe
    case S_IFSOCK: kind = .socket
    default: kind = .file
    }
    (fileSystem, owner, group) = (UInt64(status.st_dev), status.st_uid, status.st_gid)
    mode = status.st_mode & 0o7777
  }

  /// The major and minor number of a device, as glibc packs them; nil for anything else.
  private var numbers: (major: UInt64, minor: UInt64)? {
    guard case .device(let number) = kind else { return nil }
    return (number >> 32 & ~0xFFF | number >> 8 & 0xFFF, number >> 12 & 0xFFFF_FF00 | number & 0xFF)
  }

  /// Whether it is the slave of a pseudo-terminal.
  ///
  /// **Source**: Linux, Documentation/admin-guide/devices.txt: 136 to 143 are Unix98 pseudo-terminal slaves.
  var isPseudoTerminal: Bool { numbers.map { (136...143).contains($0.major) } ?? false }

  /// Whether it is one of the computer's own terminals, which making raw would spoil: `/dev/tty1`, `/dev/tty`, `/dev/console`.
  ///
  /// **Source**: the same: 4 with minor numbers below 64 are virtual consoles, 5 below 64 are tty, console and ptmx.
  var isConsole: Bool { numbers.map { ($0.major == 4 || $0.major == 5) && $0.minor < 64 } ?? false }

  /// Whether both are the same device; pseudo-terminals of two file systems have equal numbers.
  func isSameDevice(as other: NodeFacts) -> Bool {
    guard case .device = kind, kind == other.kind else { return false }
    return !isPseudoTerminal || fileSystem == other.fileSystem
  }
}
