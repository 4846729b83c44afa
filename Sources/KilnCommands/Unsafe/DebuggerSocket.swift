import Glibc

/// A TCP port of this computer alone, for one debugger at a time.
///
/// **Invariant**: pointers are lent for one call each, with the size of what they point to.
final class DebuggerSocket {
  /// The port.
  private(set) var port: UInt16
  private let listener: Int32
  private var connection: Int32 = -1

  /// Listens on 127.0.0.1; port 0 takes any that is free.
  init(port: UInt16) throws(CommandFailure) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    (self.listener, self.port) = (listener, port)
    var address = Self.localAddress(port)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    Self.set(SO_REUSEADDR, of: listener, level: SOL_SOCKET)
    let isBound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(listener, $0, length) }
    }
    guard listener >= 0, isBound == 0, listen(listener, 1) == 0 else {
      throw CommandFailure(
        .work, "--gdb \(port): \(systemMessage(errno))",
        hints: ["take another port, or 0 for any that is free"])
    }
    _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(listener, $0, &length)
      }
    }
    self.port = UInt16(bigEndian: address.sin_port)
  }

  deinit {
    disconnect()
    if listener >= 0 { close(listener) }
  }

  private static func localAddress(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private static func set(_ option: Int32, of descriptor: Int32, level: Int32) {
    var one: Int32 = 1
    _ = unsafe setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  /// What to sleep on.
  var interests: [WaitInterest] { [WaitInterest(connection >= 0 ? connection : listener)] }

  /// Takes a debugger that wants to come, if none is there, without waiting; true when one came.
  func connect() -> Bool {
    guard connection < 0, !Waiting.wait(for: [WaitInterest(listener)], seconds: 0).isEmpty else {
      return false
    }
    connection = accept(listener, nil, nil)
    guard connection >= 0 else { return false }
    Self.set(TCP_NODELAY, of: connection, level: Int32(IPPROTO_TCP))
    return true
  }

  /// What has come, without waiting: none when nothing has, nil when the debugger has gone.
  func read() -> [UInt8]? {
    guard !Waiting.wait(for: [WaitInterest(connection)], seconds: 0).isEmpty else { return [] }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe recv(connection, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    return Array(bytes.prefix(count))
  }

  /// Sends bytes; false when the debugger has gone.
  func write(_ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe send(
          connection, buffer.baseAddress?.advanced(by: start), buffer.count - start,
          Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      start += count
    }
    return true
  }

  /// Ends the connection; another debugger may come.
  func disconnect() {
    if connection >= 0 { close(connection) }
    connection = -1
  }
}
