import Glibc
import KilnCommands
import TestSupport
import Testing

@Suite("the pseudo-terminal of a board")
struct PseudoTerminalTests {
  @Test("bytes go both ways as they are, control characters included")
  func bothWays() throws {
    let terminal = try PseudoTerminal()
    let user = TerminalUser(terminal.path)
    let all = (0...255).map { UInt8($0) }
    terminal.write(all)
    #expect(user.read() == all)
    user.write("\u{3}\r\n\u{4}\u{11}\u{13}\u{7F}")
    #expect(terminal.read().bytes == [3, 13, 10, 4, 17, 19, 127])
    #expect(terminal.read().bytes.isEmpty)
    #expect(terminal.lostByteCount == 0)
  }

  @Test(
    "the speed is unknown until a program sets one, and exact then",
    arguments: [115200, 1_500_000, 350, 4_500_001])
  func speed(_ speed: Int) throws {
    let terminal = try PseudoTerminal()
    do {
      let user = TerminalUser(terminal.path)
      user.write("a")
      #expect(terminal.read().speed == nil)
      #expect(user.set(speed: speed))
      user.write("b")
      let (bytes, found) = terminal.read()
      #expect(bytes == [0x62])
      #expect(found == speed)
    }
    #expect(terminal.speed == speed)
  }

  @Test("what a closed port is sent is lost and counted; the next program reads only what comes then")
  func closed() throws {
    let terminal = try PseudoTerminal()
    #expect(!terminal.isOpen)
    terminal.write([1, 2, 3])
    #expect(terminal.lostByteCount == 3)
    for byte in UInt8(4)...6 {
      let user = TerminalUser(terminal.path)
      #expect(terminal.isOpen)
      terminal.write([byte])
      #expect(user.read() == [byte])
      user.write("x")
      #expect(terminal.read().bytes == [0x78])
    }
    #expect(!terminal.isOpen)
    #expect(terminal.lostByteCount == 3)
  }

  @Test("that the last program has closed the port is told once, whoever notices it first")
  func closing() throws {
    let terminal = try PseudoTerminal()
    #expect(!terminal.takeClosing())
    do {
      let first = TerminalUser(terminal.path)
      do {
        let second = TerminalUser(terminal.path)
        #expect(!terminal.takeClosing())
        // Named after the check, or they could be gone before it.
        #expect(first.isOpen && second.isOpen)
      }
      #expect(!terminal.takeClosing())
      #expect(first.isOpen)
    }
    terminal.write([1])
    #expect(terminal.takeClosing())
    #expect(!terminal.takeClosing())
  }

  @Test("bytes that a program left unread are not there for the next")
  func unread() throws {
    let terminal = try PseudoTerminal()
    var user: TerminalUser? = TerminalUser(terminal.path)
    #expect(user?.isOpen == true)
    terminal.write([UInt8](repeating: 1, count: 200_000))
    user = nil
    #expect(terminal.read().bytes.isEmpty)
    user = TerminalUser(terminal.path)
    terminal.write([2])
    #expect(user?.read() == [2])
  }

  @Test("what a program wrote before it closed the port is read")
  func lastWords() throws {
    let terminal = try PseudoTerminal()
    TerminalUser(terminal.path).write("bye")
    #expect(terminal.read().bytes == Array("bye".utf8))
  }

  @Test("a program that does not read loses the newest bytes, counted, and gets the rest in order")
  func overrun() throws {
    let terminal = try PseudoTerminal()
    let user = TerminalUser(terminal.path)
    let sent = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    // At once: between two writes the system may make room, and the gap would not be at the end.
    terminal.write(sent)
    #expect(terminal.lostByteCount > 0)
    var received: [UInt8] = []
    while true {
      let piece = user.read()
      if piece.isEmpty { break }
      received += piece
      _ = terminal.read()
    }
    #expect(received.count == sent.count - terminal.lostByteCount)
    let isBeginning = sent.starts(with: received)
    #expect(isBeginning)
  }

  @Test("one call reads no more than asked for, the next goes on")
  func limit() throws {
    let terminal = try PseudoTerminal()
    TerminalUser(terminal.path).write("abcdef")
    #expect(terminal.read(atMost: 4).bytes == Array("abcd".utf8))
    #expect(terminal.read(atMost: 4).bytes == Array("ef".utf8))
  }

  @Test("a link is put in place of an older one and goes with the terminal")
  func link() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("board")
    var first: PseudoTerminal? = try PseudoTerminal(link: path)
    var second: PseudoTerminal? = try PseudoTerminal(link: path)
    let user = TerminalUser(path)
    user.write("x")
    #expect(second?.read().bytes == [0x78])
    #expect(first?.read().bytes == [])
    first = nil
    #expect(Files.exists(path))
    second = nil
    #expect(try Files.names(in: folder.path).isEmpty)
  }

  @Test("a file where the link shall stand is left alone")
  func linkRefused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "board")
    let failure = #expect(throws: CommandFailure.self) { try PseudoTerminal(link: path) }
    #expect(failure?.message.contains("no symbolic link") == true)
    #expect(try folder.bytes("board") == [1])
    #expect(throws: CommandFailure.self) { try PseudoTerminal(link: folder.path("none/board")) }
  }
}

@Suite("waiting for descriptors")
struct WaitingTests {
  @Test("a closed port sleeps, and wakes for what is written to it, each time anew")
  func closedPort() throws {
    let terminal = try PseudoTerminal()
    for _ in 0..<3 {
      #expect(Waiting.wait(for: terminal.interests, seconds: 0).isEmpty)
      TerminalUser(terminal.path).write("x")
      #expect(Waiting.wait(for: terminal.interests, seconds: 5).count == 1)
      #expect(terminal.read().bytes == [0x78])
    }
    let interests = terminal.interests
    TerminalUser(terminal.path).write("y")
    #expect(Waiting.wait(for: interests, seconds: 5).count == 1)
  }

  @Test("an open port wakes for bytes, and for room only while bytes wait")
  func openPort() throws {
    let terminal = try PseudoTerminal()
    let user = TerminalUser(terminal.path)
    #expect(Waiting.wait(for: terminal.interests, seconds: 0).isEmpty)
    terminal.write([UInt8](repeating: 1, count: 100_000))
    #expect(terminal.interests.map(\.wakesForWriting) == [true])
    while terminal.interests[0].wakesForWriting {
      #expect(!user.read().isEmpty)
      // Room that was made wakes, and `read` also sends on.
      #expect(Waiting.wait(for: terminal.interests, seconds: 5).count == 1)
      _ = terminal.read()
    }
    #expect(Waiting.wait(for: terminal.interests, seconds: 0).isEmpty)
  }

  @Test("a stop signal wakes, and is told once")
  func stopSignal() throws {
    let signals = try StopSignals()
    #expect(signals.next() == nil)
    raise(SIGTERM)
    #expect(Waiting.wait(for: signals.interests, seconds: 5).count == 1)
    #expect(signals.next() == SIGTERM)
    #expect(signals.next() == nil)
    #expect(Waiting.wait(for: signals.interests, seconds: 0).isEmpty)
  }
}
