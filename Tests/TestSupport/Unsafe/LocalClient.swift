internal import CTerminals
internal import Glibc

// **Invariant**: pointers are lent for one call, with the count of bytes behind them.

/// A program at the other end of a control channel.
package final class LocalClient {
  private let descriptor: Int32

  /// Connects to the board of a terminal; nil when nobody listens.
  package init?(name: String) {
    descriptor = unsafe local_socket_connect(name)
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// Sends text as it is.
  package func send(_ text: String) {
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { unsafe _ = local_socket_send(descriptor, $0.baseAddress, $0.count) }
  }

  /// What has come; empty when the other end has closed.
  package func receive() -> String {
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}

/// A program that holds the name of a control channel and never answers.
package struct SilentListener: Sendable {
  private let descriptor: Int32

  /// Listens; nil when the name is taken.
  package init?(name: String) {
    descriptor = unsafe local_socket_listen(name)
    if descriptor < 0 { return nil }
  }

  /// Gives the name back.
  package func close() { _ = Glibc.close(descriptor) }
}

/// A program that has a terminal open.
package final class TerminalUser {
  private let descriptor: Int32

  /// Opens a terminal without waiting.
  package init(_ path: String) { descriptor = unsafe open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) }

  deinit { close(descriptor) }

  /// Whether it could be opened.
  package var isOpen: Bool { descriptor >= 0 }

  /// Writes text.
  package func write(_ text: String) { write(bytes: Array(text.utf8)) }

  /// Writes bytes.
  package func write(bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }

  /// What there is to read now.
  package func read() -> [UInt8] {
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
      if count <= 0 { return all }
      all += bytes.prefix(count)
    }
  }

  /// Sets the speed, bit/s; false when the terminal refuses.
  package func set(speed: Int) -> Bool { terminal_set_speed(descriptor, UInt32(speed)) == 0 }
}
