import CTerminals
import Glibc

// The C calls of terminals and local sockets. **Invariant**: each pointer is lent by Swift for the length of one call, with
// the count of bytes behind it; texts end in a zero byte.

/// Calls on pseudo-terminals; descriptors below 0 mean that `errno` says why.
enum TerminalCalls {
  /// The path of the slave; nil with `errno` set.
  static func slavePath(of master: Int32) -> String? {
    var path = [CChar](repeating: 0, count: 64)
    guard unsafe terminal_slave_path(master, &path, path.count) == 0 else { return nil }
    return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The slave's speed, bit/s; nil when the terminal is gone.
  static func speed(of master: Int32) -> Int? {
    var speed: UInt32 = 0
    return unsafe terminal_speed(master, &speed) == 0 ? Int(speed) : nil
  }

  /// Throws away what the host has not read.
  static func discardUnread(slavePath: String) { unsafe terminal_discard_unread(slavePath) }

  /// Puts a symbolic link to `target` in place of what stands at `path`, at once; 0 or the error number.
  static func link(_ path: String, to target: String) -> Int32 {
    let new = "\(path).\(getpid())"
    guard unsafe symlink(target, new) == 0 else { return errno }
    guard unsafe rename(new, path) == 0 else {
      let code = errno
      unsafe _ = unlink(new)
      return code
    }
    return 0
  }

  /// What stands at a path itself, links not followed: a link's target, an empty text for anything else, nil for nothing.
  static func linkTarget(_ path: String) -> String? {
    if let target = readLink(path) { return target }
    return errno == EINVAL ? "" : nil
  }

  /// Removes a file or link.
  static func remove(_ path: String) { unsafe _ = unlink(path) }
}

/// Calls on descriptors that do not block.
enum DescriptorCalls {
  /// Bytes that are there now, at most so many; nil at the end or for an error other than `EAGAIN`.
  static func read(_ descriptor: Int32, atMost limit: Int) -> [UInt8]? {
    var isEnd = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var result: Int
      repeat {
        result = unsafe Glibc.read(descriptor, buffer.baseAddress, limit)
      } while result < 0 && errno == EINTR
      isEnd = result == 0 || (result < 0 && errno != EAGAIN)
      count = max(0, result)
    }
    return isEnd ? nil : bytes
  }

  /// Writes what fits now; the count of bytes, 0 also for errors.
  static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
    let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    return max(0, count)
  }

  /// Sends all bytes to a socket, or says that it could not at once.
  static func send(_ socket: Int32, _ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBytes { unsafe local_socket_send(socket, $0.baseAddress, $0.count) } == bytes.count
  }

  /// Listens on a local socket with an abstract name; below 0 with `errno` set.
  static func listen(_ name: String) -> Int32 { unsafe local_socket_listen(name) }

  /// The user at the other end of a connection; nil when it cannot be told.
  static func peer(of connection: Int32) -> UInt32? {
    var user: uid_t = 0
    return unsafe local_socket_peer(connection, &user) == 0 ? user : nil
  }

  /// Waits until one of the descriptors has an event; the events, one for each.
  static func wait(_ entries: inout [pollfd], seconds: Double) -> [Int16] {
    let ready = unsafe entries.withUnsafeMutableBufferPointer { buffer in
      unsafe wait_for_events(buffer.baseAddress, buffer.count, seconds)
    }
    return entries.map { ready > 0 ? $0.revents : 0 }
  }
}

/// Where the running program stands, links followed; nil with `errno` set.
func executablePath() -> String? { readLink("/proc/self/exe") }

/// The target of a symbolic link; nil with `errno` set.
private func readLink(_ path: String) -> String? {
  var target = [CChar](repeating: 0, count: 4096)
  let count = unsafe readlink(path, &target, target.count)
  return count < 0 ? nil : String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Where a path leads; for a link whose device has gone, where that was.
func linkedPath(_ path: String) -> String {
  if let resolved = resolvedPath(path) { return resolved }
  var target = [CChar](repeating: 0, count: 4096)
  let count = unsafe readlink(path, &target, target.count)
  guard count > 0 else { return path }
  return String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// A path without links, `.` and `..`; nil when nothing stands there.
func resolvedPath(_ path: String) -> String? {
  guard let resolved = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(resolved) }
  return unsafe String(cString: resolved)
}
