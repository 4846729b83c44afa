import CTerminals
import Glibc
import Testing

// **Invariant**: pointers are lent for one call, with the count of bytes behind them.

/// A program at the other end of a control channel.
final class LocalClient {
  private let descriptor: Int32

  /// Connects to the board of a terminal; nil when nobody listens.
  init?(name: String) {
    descriptor = unsafe local_socket_connect(name)
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// Sends text as it is.
  func send(_ text: String) {
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { unsafe _ = local_socket_send(descriptor, $0.baseAddress, $0.count) }
  }

  /// What has come; empty when the other end has closed.
  func receive() -> String {
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}

/// A program that has a terminal open.
final class TerminalUser {
  private let descriptor: Int32

  /// Opens a terminal without waiting.
  init(_ path: String) { descriptor = unsafe open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) }

  deinit { close(descriptor) }

  /// Whether it could be opened.
  var isOpen: Bool { descriptor >= 0 }

  /// Writes text.
  func write(_ text: String) {
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { unsafe _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }

  /// What there is to read now.
  func read() -> [UInt8] {
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
      if count <= 0 { return all }
      all += bytes.prefix(count)
    }
  }

  /// Sets the speed, bit/s.
  func set(speed: Int) { #expect(terminal_set_speed(descriptor, UInt32(speed)) == 0) }
}
