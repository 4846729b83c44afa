import CTerminals
import Foundation
import Glibc

// **Invariant**: pointers are lent for one call, with the count of bytes behind them.

/// The master of a new pseudo-terminal: what is at the other end of a port.
final class FarEnd {
  private(set) var master: Int32
  let path: String

  init() throws {
    let master = terminal_open()
    var path = [CChar](repeating: 0, count: 64)
    guard master >= 0, unsafe terminal_slave_path(master, &path, path.count) == 0 else {
      throw POSIXError(.EIO)
    }
    self.master = master
    self.path = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { unplug() }

  /// Closes the master: for who has the slave open, the device is gone.
  func unplug() {
    if master >= 0 { close(master) }
    master = -1
  }

  func write(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe _ = Glibc.write(master, $0.baseAddress, $0.count) }
  }

  /// What has come, at most so many bytes; waits a moment for the first.
  func read(atMost limit: Int = 1 << 16) -> [UInt8] {
    var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    unsafe _ = wait_for_events(&entry, 1, 2)
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = unsafe Glibc.read(master, &bytes, limit)
    return Array(bytes.prefix(max(0, count)))
  }

  var speed: Int {
    var speed: UInt32 = 0
    unsafe _ = terminal_speed(master, &speed)
    return Int(speed)
  }
}

/// Opens a path and asks the kernel to let nobody else in, without root's leave to ignore that; the descriptor.
func openWithLock(_ path: String) -> Int32 {
  let descriptor = unsafe open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
  _ = flock(descriptor, LOCK_EX | LOCK_NB)
  return descriptor
}

/// Whether there is something to read, within seconds.
func isReadable(_ descriptor: Int32) -> Bool {
  var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return unsafe wait_for_events(&entry, 1, 5) == 1
}

/// Makes a named pipe.
func makePipe(_ path: String) -> Bool { unsafe mkfifo(path, 0o600) == 0 }
