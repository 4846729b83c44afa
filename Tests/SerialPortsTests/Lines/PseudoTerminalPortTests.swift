import CTerminals
import Glibc
import SerialPorts
import Testing

@Suite("a pseudo-terminal as port")
struct PseudoTerminalPortTests {
  let far: FarEnd
  let port: any DescriptorLine
  var soon: Duration { port.now + .seconds(5) }

  init() throws {
    far = try FarEnd()
    port = try SerialPorts.open(path: far.path)
  }

  @Test("all bytes go both ways as they are")
  func bytes() throws {
    let all = (0...255).map { UInt8($0) }
    try port.write(all, until: soon)
    #expect(far.read() == all)
    far.write(all)
    #expect(try port.read(until: soon) == all)
    #expect(port is PseudoTerminalPort)
    #expect(port.path == far.path)
  }

  @Test("reading waits for the deadline and no longer; one that is past only looks")
  func deadline() throws {
    let start = port.now
    #expect(try port.read(until: start + .milliseconds(30)).isEmpty)
    #expect(port.now - start >= .milliseconds(30))
    #expect(port.now - start < .seconds(5))
    far.write([7])
    #expect(try port.read(until: .zero) == [7])
    #expect(try port.read(until: .zero) == [])
  }

  @Test("reading returns with the first bytes, long before the deadline")
  func early() throws {
    far.write([1, 2])
    let start = port.now
    #expect(try port.read(until: start + .seconds(60)) == [1, 2])
    #expect(port.now - start < .seconds(30))
  }

  @Test("more bytes than the system takes end at the deadline with the count that it took")
  func writeTimeout() throws {
    let bytes = [UInt8](repeating: 1, count: 1 << 20)
    let error = #expect(throws: SerialError.self) {
      try port.write(bytes, until: port.now + .milliseconds(30))
    }
    guard case .writeTimeout(far.path, let written, bytes.count) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((1..<bytes.count).contains(written))
    var count = 0
    while count < written {
      let piece = far.read().count
      #expect(piece > 0)
      if piece == 0 { break }
      count += piece
    }
    #expect(count == written)
  }

  @Test(
    "the speed is exact at the other end, and untouched before",
    arguments: [115200, 1_500_000, 350, 4_500_001])
  func speed(_ rate: Int) throws {
    #expect(far.speed == Int(TERMINAL_UNTOUCHED_SPEED))
    try port.setBaud(rate)
    #expect(far.speed == rate)
  }

  @Test("speeds that are none are refused", arguments: [0, -1, 1 << 33])
  func noSpeed(_ rate: Int) {
    #expect(throws: SerialError.speedRefused(path: far.path, rate: rate, found: nil)) {
      try port.setBaud(rate)
    }
  }

  @Test("a plain pseudo-terminal has no modem lines")
  func lines() {
    #expect(!port.hasModemLines)
    #expect(throws: SerialError.noModemLines(path: far.path)) { try port.setLines(dtr: true, rts: nil) }
  }

  @Test("discarded input does not come")
  func discard() throws {
    far.write([1, 2, 3])
    // Seen before it is thrown away, or it could come after.
    #expect(isReadable(port.descriptor))
    try port.discardInput()
    far.write([4])
    #expect(try port.read(until: soon) == [4])
  }

  @Test("waiting takes its time")
  func waiting() {
    let start = port.now
    port.wait(until: start + .milliseconds(20))
    #expect(port.now - start >= .milliseconds(20))
  }

  @Test("when the other end closes, everything says unplugged")
  func unplugged() throws {
    far.unplug()
    let gone = SerialError.unplugged(path: far.path)
    #expect(throws: gone) { try port.read(until: soon) }
    #expect(throws: gone) { try port.write([1], until: soon) }
    #expect(throws: gone) { try port.setBaud(9600) }
    #expect(throws: gone) { try port.discardInput() }
  }

  @Test("a closed port is no port; closing twice does nothing, and another may open it")
  func closed() throws {
    port.close()
    port.close()
    #expect(throws: SerialError.unplugged(path: far.path)) { try port.read(until: .zero) }
    #expect(throws: SerialError.unplugged(path: far.path)) { try port.write([1], until: soon) }
    let next = try SerialPorts.open(path: far.path)
    far.write([9])
    #expect(try next.read(until: soon) == [9])
  }

  @Test("a second user is told that the port is busy, until the first has gone")
  func busy() throws {
    let error = #expect(throws: SerialError.self) { try SerialPorts.open(path: far.path) }
    guard case .busy(far.path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    port.close()
    let other = openWithLock(far.path)
    #expect(throws: SerialError.self) { try SerialPorts.open(path: far.path) }
    Glibc.close(other)
    _ = try SerialPorts.open(path: far.path)
  }
}
