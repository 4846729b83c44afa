import SerialPorts
import Testing

@Suite("what is wrong with a serial port, in words")
struct SerialErrorTests {
  @Test("each error is one line that begins with the path", arguments: Self.lines)
  func line(_ error: SerialError, _ text: String) {
    #expect(error.description == text)
  }

  static let lines: [(SerialError, String)] = [
    (.notExisting(path: "/dev/a", others: []), "/dev/a: no such serial port; and there is no other"),
    (
      .notExisting(path: "/dev/a", others: ["/dev/b", "/dev/c"]),
      "/dev/a: no such serial port; there is /dev/b, /dev/c"
    ),
    (
      .notExisting(path: "/dev/a", others: ["/dev/a"]),
      "/dev/a: the system has this port, but there is no device node for it here"
    ),
    (
      .busy(
        path: "/dev/a", holders: PortHolders([PortHolder(process: 12, command: "minicom")], isComplete: false)
      ),
      "/dev/a: in use by minicom (process 12)"
    ),
    (
      .busy(path: "/dev/a", holders: PortHolders([], isComplete: false)),
      "/dev/a: in use by another user's program, which only root can see"
    ),
    (.unplugged(path: "/dev/a"), "/dev/a: unplugged"),
    (.writeTimeout(path: "/dev/a", written: 3, of: 9), "/dev/a: only 3 of 9 bytes could be sent in time"),
    (
      .speedRefused(path: "/dev/a", rate: 5_000_000, found: 3_000_000),
      "/dev/a: its driver does not do 5000000 bit/s; it took 3000000"
    ),
    (.notASerialPort(path: "/x", found: "a file"), "/x: is a file, not a serial port"),
  ]
}
