import RV64
import TestSupport
import Testing

private typealias A = Assembler

@Suite("a session with GDB")
struct GDBSessionTests {
  @Test("packets are acknowledged, damaged ones refused, the last answer is repeated, until nobody wants it")
  func framing() {
    let session = GDBSession(target: DebugMachine([]))
    func answer(_ text: String) -> String {
      _ = session.receive(text.utf8)
      return String(decoding: session.takeOutput(), as: UTF8.self)
    }
    #expect(answer("+$qC#b4") == "+$QC1#c5")
    #expect(answer("-") == "$QC1#c5")
    #expect(answer("$qC#b5") == "-" && answer("$qC#zz") == "-")
    // A packet may come in pieces, and one that is cut off by another is forgotten.
    #expect(answer("$q").isEmpty && answer("$qC#").isEmpty && answer("b4") == "+$QC1#c5")
    #expect(answer("$QStartNoAckMode#b0") == "+$OK#9a")
    #expect(answer("$qC#b4") == "$QC1#c5" && answer("-").isEmpty && answer("$qC#b5").isEmpty)
  }

  @Test("packets that are too long, and packets nobody knows, do not disturb")
  func unknown() {
    let end = DebuggerEnd([])
    #expect(end.ask(String(repeating: "x", count: 0x4001)) == "E16")
    #expect(end.ask("vMustReplyEmpty") == "" && end.ask("!") == "" && end.ask("") == "")
    #expect(end.ask("qTStatus") == "" && end.ask("QNonStop:0") == "" && end.ask("Z9,0,0") == "")
    // More questions than anybody asks at once: what is not sent yet is bounded.
    let question = DebuggerEnd.framed("m80000000,2000")
    for _ in 0..<200 { _ = end.session.receive(question) }
    #expect(end.session.takeOutput().count < (1 << 18) + 0x8000)
    #expect(end.ask("qC") == "QC1")
  }

  @Test("what is offered, and the description of the registers, in pieces")
  func features() throws {
    let end = DebuggerEnd([])
    let offers = end.ask("qSupported:swbreak+;hwbreak+;xmlRegisters=i386")
    #expect(
      offers == "PacketSize=4000;QStartNoAckMode+;qXfer:features:read+;vContSupported+;swbreak+;hwbreak+")
    #expect(end.ask("vCont?") == "vCont;c;C;s;S;r")
    var text = ""
    while let piece = end.ask("qXfer:features:read:target.xml:\(String(text.utf8.count, radix: 16)),100") {
      text += piece.dropFirst()
      guard piece.hasPrefix("m") else { break }
    }
    #expect(text.hasPrefix("<?xml") && text.hasSuffix("</target>\n"))
    for name in ["zero", "pc", "ft11", "fcsr", "mstatus", "mtval", "priv"] {
      #expect(text.contains("<reg name=\"\(name)\""), "\(name)")
    }
    #expect(end.ask("qXfer:features:read:target.xml:ffff,10") == "E16")
    #expect(end.ask("qXfer:features:read:other.xml:0,10") == "")
    #expect(end.ask("qAttached") == "1" && end.ask("qSymbol::") == "OK")
  }

  @Test("threads are harts")
  func threads() {
    let end = DebuggerEnd([])
    #expect(end.ask("qfThreadInfo") == "m1,2" && end.ask("qsThreadInfo") == "l")
    let name = Array("hart 1, machine mode".utf8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      .joined()
    #expect(end.ask("qThreadExtraInfo,2") == name && end.ask("qThreadExtraInfo,3") == "E01")
    #expect(end.ask("T2") == "OK" && end.ask("T3") == "E01" && end.ask("Tx") == "E16")
    #expect(end.ask("Hg2") == "OK" && end.ask("qC") == "QC2" && end.ask("Hg3") == "E01")
    #expect(end.ask("Hc-1") == "OK" && end.ask("Hx1") == "E16" && end.ask("Hg0") == "OK")
    end.machine.debugHarts[1][10] = 0x1234
    #expect(end.ask("pa") == "3412000000000000")
  }

  @Test("registers are read and written, one and all")
  func registers() throws {
    let end = DebuggerEnd([])
    #expect(end.ask("P5=efcdab8967452301") == "OK" && end.machine.hart[5] == 0x0123_4567_89AB_CDEF)
    let all = try #require(end.ask("g"))
    #expect(all.count == 33 * 16 && all.dropFirst(5 * 16).hasPrefix("efcdab8967452301"))
    #expect(all.hasSuffix("0000008000000000"))
    let changed = String(repeating: "01", count: 32 * 8) + "0800008000000000"
    #expect(end.ask("G" + changed) == "OK")
    #expect(end.machine.hart[31] == 0x0101_0101_0101_0101 && end.machine.hart.pc == 0x8000_0008)
    #expect(end.machine.hart[0] == 0)
    // f1, fcsr, mstatus (number 68), mhartid, the mode.
    #expect(end.ask("P22=0000000000000840") == "OK" && end.machine.hart[float: 1] == 0x4008_0000_0000_0000)
    #expect(end.ask("P43=45000000") == "OK" && end.ask("p42") == "02000000" && end.ask("p41") == "05000000")
    #expect(end.ask("P44=0060000000000000") == "OK" && end.ask("p44") == "0060000000000080")
    #expect(end.ask("P44=0000000100000000") == "E01" && end.ask("P5a=0100000000000000") == "E01")
    #expect(end.ask("p5b") == "0300000000000000" && end.ask("P5b=0000000000000000") == "OK")
    #expect(end.ask("p5c") == "E01" && end.ask("P5=00") == "E16" && end.ask("G00") == "E16")
    #expect(end.ask("P20=0100008000000000") == "E01" && end.ask("px") == "E01")
  }

  @Test("memory is read and written, in both forms, up to its end, and on the bus")
  func memory() {
    let end = DebuggerEnd([0x1234_5678])
    #expect(end.ask("m80000000,4") == "78563412" && end.ask("m40000002,2") == "3412")
    #expect(end.ask("m8000fffe,8") == "0000" && end.ask("m80010000,1") == "E0e" && end.ask("m0,0") == "")
    #expect(end.ask("M80000010,2:beef") == "OK" && end.ask("m80000010,2") == "beef")
    #expect(end.ask("M80000010,3:beef") == "E16" && end.ask("M8000ffff,2:beef") == "E0e")
    let escaped = Array("X80000020,4:".utf8) + [0x7D, 0x03, 0x7D, 0x5D, 0x03, 0x2A]
    #expect(end.ask(escaped) == "OK" && end.ask("m80000020,4") == "237d032a")
    #expect(end.ask("X80000020,0:") == "OK" && end.ask("X80000020,5:abc") == "E16")
    #expect(end.ask("M38000000,4:0df00000") == "OK" && end.machine.word == 0xF00D)
    #expect(end.ask("m38000000,4") == "0df00000" && end.ask("m38000004,4") == "E0e")
    #expect(
      end.ask("m80000000") == "E16" && end.ask("m80000000,fffffffff") == "E16" && end.ask("m,4") == "E16")
  }

  @Test("commands of the machine, help, and much text in pieces")
  func monitor() {
    let end = DebuggerEnd([])
    func command(_ text: String) -> [String]? {
      let digits = text.utf8.map { String($0, radix: 16) }.joined()
      _ = end.session.receive(DebuggerEnd.framed("qRcmd," + digits))
      return DebuggerEnd.bodies(end.session.takeOutput())
    }
    func hex(_ text: String) -> String {
      "O" + text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    #expect(command("reset a b") == [hex("reset a+b\n"), "OK"] && end.machine.resets == 1)
    #expect(
      command("help") == [
        hex("help: lists the commands\nreset: starts anew\nlong: writes much\n"), "OK",
      ])
    #expect(command("long")?.count == 4 && command("no")?.count == 2 && end.ask("qRcmd,7") == "E16")
  }

  @Test("the debugger goes: nothing stops any more, whichever way it goes")
  func leaving() {
    for (packet, action) in [("D", .detach), ("k", .kill), ("vKill;1", .kill)]
      as [(String, GDBSession.Action)]
    {
      let end = DebuggerEnd([A.nop, A.nop])
      #expect(end.ask("Z0,80000004,4") == "OK" && end.ask("Z2,80000100,4") == "OK")
      #expect(end.session.receive(DebuggerEnd.framed(packet)) == [action])
      #expect(end.machine.hart.run(2) == .sliceEnded && !end.machine.hart.stopsAtBreakInstructions)
      #expect(end.session.receive(DebuggerEnd.framed("c")).isEmpty)
    }
    let lost = DebuggerEnd([A.nop, A.nop])
    #expect(lost.ask("Z1,80000004,4") == "OK")
    lost.session.end()
    #expect(!lost.machine.memory.hasBreakpoint(at: 0x8000_0004))
  }
}
