import K210Board
import TestSupport
import Testing

@Suite("UART1 to UART3: a 16550")
struct UART16550Tests {
  private let board = makeBackplane()

  /// A port of 8 bits at the divisor 100, with FIFOs and a receive trigger (0…3).
  private func port(trigger: UInt64 = 0, interrupts: UInt64 = 0) -> UART16550 {
    var port = UART16550(.uart2)
    port.set(0x0C, 0x83, board)
    port.set(0x00, 100, board)
    port.set(0x04, 0, board)
    port.set(0x0C, 0x03, board)
    port.set(0x08, 1 | trigger << 6, board)
    port.set(0x04, interrupts, board)
    return port
  }

  @Test("the divisor is behind bit 7 of LCR and makes the speed, with its fraction")
  func speed() {
    var port = UART16550(.uart1)
    #expect(!port.isReceiving)
    port.set(0x0C, 0x80, board)
    port.set(0x00, 0x2C, board)
    port.set(0x04, 0x01, board)
    #expect(port.read(0, board) == 0x2C && port.read(4, board) == 1)
    #expect(port.baud(board.clocks) == 195_000_000 / (16 * 0x12C))
    port.set(0xC0, 0xF9, board)
    #expect(port.read(0xC0, board) == 9)
    #expect(port.baud(board.clocks) == 195_000_000 / (16 * 0x12C + 9))
    port.set(0x0C, 0x03, board)
    #expect(port.read(4, board) == 0 && port.isReceiving)
  }

  @Test("the receiver interrupts from its threshold on", arguments: [(0, 1), (1, 4), (2, 8), (3, 14)])
  func threshold(code: Int, count: Int) {
    board.enableInterrupts()
    var port = port(trigger: UInt64(code), interrupts: 1)
    for byte in 1..<count { #expect(port.receive(UInt8(byte), board) == true) }
    #expect(port.read(8, board) == 0xC1 && board.pendingSources.isEmpty)
    #expect(port.receive(UInt8(count), board) == true)
    #expect(port.read(8, board) == 0xC4 && board.pendingSources == [.uart2])
    #expect(port.read(0x84, board) == UInt64(count))
    #expect(port.read(0, board) == 1)
    #expect(port.read(8, board) == 0xC1)
  }

  @Test("bytes below the threshold interrupt after four characters of quiet, until they are read")
  func timeout() {
    var port = port(trigger: 3, interrupts: 1)
    _ = port.receive(7, board)
    let start = board.now
    #expect(board.sleep(until: .never) == .uart2Quiet)
    // Start, eight data bits and stop, four times.
    let expected = Duration.ticks(40 * 1600, of: 195_000_000)
    #expect(board.now - start >= expected * 0.999 && board.now - start <= expected * 1.001)
    port.quiet(board)
    #expect(port.read(8, board) == 0xCC)
    #expect(port.read(0, board) == 7)
    #expect(port.read(8, board) == 0xC1)
    port.quiet(board)
    #expect(port.read(8, board) == 0xC1)
  }

  @Test("the 17th byte is lost and says so once")
  func overrun() {
    var port = port(interrupts: 5)
    for byte in 0..<16 { #expect(port.receive(UInt8(byte), board) == true) }
    #expect(port.receive(99, board) == false)
    #expect(port.read(8, board) == 0xC6)
    #expect(port.read(0x14, board) == 0x63)
    #expect(port.read(0x14, board) == 0x61)
    #expect(port.read(8, board) == 0xC4)
    for byte: UInt64 in 0..<16 { #expect(port.read(0, board) == byte) }
    #expect(port.read(0, board) == 0 && port.read(0x14, board) == 0x60)
  }

  @Test("an empty transmitter interrupts once; reading IIR takes it back")
  func empty() {
    var port = port(interrupts: 2)
    #expect(port.read(8, board) == 0xC2)
    #expect(port.read(8, board) == 0xC1)
    port.set(0, 0x41, board)
    port.set(0, 0x42, board)
    #expect(port.read(0x14, board) == 0)
    #expect(port.sent(board) == 0x41)
    // The last byte is on the line: the FIFO is empty, the transmitter is not.
    #expect(port.read(0x14, board) == 0x20 && port.read(8, board) == 0xC1)
    #expect(port.sent(board) == 0x42)
    #expect(port.read(0x14, board) == 0x60 && port.read(8, board) == 0xC2)
    #expect(port.sent(board) == nil)
  }

  @Test("in the programmable mode bit 5 of LSR is a full FIFO, and the interrupt a level")
  func programmable() {
    var port = port(interrupts: 0x82)
    port.set(0x08, 1 | 2 << 4, board)
    #expect(port.read(8, board) == 0xC2 && port.read(8, board) == 0xC2)
    for byte in 0..<16 { port.set(0, UInt64(byte), board) }
    // One byte left for the line at once.
    #expect(port.read(0x80, board) == 15 && port.read(0x14, board) == 0)
    #expect(port.read(8, board) == 0xC1)
    port.set(0, 16, board)
    #expect(port.read(0x14, board) == 0x20)
    port.set(0, 17, board)
    for byte in 0..<17 { #expect(port.sent(board) == UInt8(byte)) }
    #expect(port.sent(board) == nil)
  }

  @Test("loopback brings bytes and modem lines back, and nothing to the line")
  func loopback() {
    var port = port()
    port.set(0x10, 0x10 | 0xF, board)
    #expect(!port.isReceiving)
    port.set(0, 0xA5, board)
    #expect(port.sent(board) == nil)
    #expect(port.read(0, board) == 0xA5)
    for (control, status) in [(1, 0x20), (2, 0x10), (4, 0x40), (8, 0x80)] {
      port.set(0x10, UInt64(0x10 | control), board)
      #expect(port.read(0x18, board) == UInt64(status))
    }
  }

  @Test("characters of five to eight bits", arguments: 0..<4)
  func width(code: Int) {
    var port = port()
    port.set(0x0C, UInt64(code), board)
    port.set(0, 0xFF, board)
    let start = board.now
    #expect(board.sleep(until: .never) == .uart2Sent)
    let expected = Duration.ticks(UInt64(1600 * (7 + code)), of: 195_000_000)
    #expect(board.now - start >= expected * 0.999 && board.now - start <= expected * 1.001)
    #expect(port.sent(board) == UInt8(0xFF >> (3 - code)))
  }

  @Test("FCR empties FIFOs, and so does switching them")
  func clearing() {
    var port = port()
    func fill() {
      _ = port.receive(1, board)
      for byte: UInt64 in 0..<3 { port.set(0, byte, board) }
    }
    for (control, received, transmitted) in [(1, 1, 2), (3, 0, 2), (5, 0, 0), (0, 0, 0)]
      as [(UInt64, UInt64, UInt64)]
    {
      if control == 1 { fill() }
      port.set(0x08, control, board)
      #expect(port.read(0x84, board) == received && port.read(0x80, board) == transmitted)
    }
  }

  @Test("any access ends", arguments: 0..<8) func suffering(seed: Int) {
    var port = UART16550(.uart3)
    port.suffer(seed: UInt64(seed), byteCount: 0x100, on: board) { port, event in
      if event == .uart3Sent { _ = port.sent(makeBackplane()) }
    }
  }
}

@Suite("UARTHS")
struct UARTHSTests {
  private let board = makeBackplane()

  @Test("the speed comes from the harts' clock; the mask ROM's is 115,200")
  func speed() {
    var port = UARTHS()
    port.set(0x18, 3384, board)
    #expect(port.baud(board.clocks) == 390_000_000 / 3385)
    port.set(0x18, 0xFFFF_0000, board)
    #expect(port.read(0x18, board) == 0 && port.baud(board.clocks) == 390_000_000)
  }

  @Test("nothing is sent while the transmitter is off; eight bytes wait, the ninth is lost")
  func full() {
    var port = UARTHS()
    for byte in 0..<9 { port.set(0, UInt64(byte), board) }
    #expect(port.read(0, board) == 1 << 31)
    #expect(board.sleep(until: .never) == nil)
    port.set(0x08, 1, board)
    #expect(port.read(0, board) == 0)
    for byte: UInt8 in 0..<8 { #expect(port.sent(board) == byte) }
    #expect(port.sent(board) == nil)
  }

  @Test("two stop bits take one bit longer", arguments: [(UInt64(1), UInt64(10)), (3, 11)])
  func stopBits(control: UInt64, bits: UInt64) {
    var port = UARTHS()
    port.set(0x18, 389, board)
    port.set(0x08, control, board)
    port.set(0, 0x55, board)
    let start = board.now
    #expect(board.sleep(until: .never) == .uarthsSent)
    let expected = Duration.ticks(bits * 390, of: 390_000_000)
    #expect(board.now - start >= expected * 0.999 && board.now - start <= expected * 1.001)
  }

  @Test("watermarks: fewer to send than one, more received than the other")
  func watermarks() {
    board.enableInterrupts()
    var port = UARTHS()
    port.set(0x08, 2 << 16, board)
    port.set(0x0C, 1 | 1 << 16, board)
    #expect(port.isReceiving && port.read(0x14, board) == 1 && board.pendingSources.isEmpty)
    port.set(0x10, 3, board)
    #expect(board.claim() == .uarths)
    port.set(0, 1, board)
    port.set(0, 2, board)
    #expect(port.read(0x14, board) == 0)
    #expect(port.receive(1, board) && port.read(0x14, board) == 0)
    #expect(port.receive(2, board) && port.read(0x14, board) == 2)
    #expect(port.read(4, board) == 1 && port.read(0x14, board) == 0)
    #expect(port.read(4, board) == 2 && port.read(4, board) == 1 << 31)
  }

  @Test("a receiver holds eight bytes")
  func receiving() {
    var port = UARTHS()
    for byte: UInt8 in 0..<9 { #expect(port.receive(byte, board) == (byte < 8)) }
  }

  @Test("any access ends", arguments: 0..<8) func suffering(seed: Int) {
    var port = UARTHS()
    port.suffer(seed: UInt64(seed), byteCount: 0x40, on: board)
  }
}
