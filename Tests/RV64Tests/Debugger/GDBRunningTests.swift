import RV64
import TestSupport
import Testing

private typealias A = Assembler

@Suite("running under GDB")
struct GDBRunningTests {
  /// Stores x6 to x5 in a loop, then never reaches an `ebreak`.
  private func end() -> DebuggerEnd {
    let end = DebuggerEnd([A.addi(6, 6, 1), A.store(2, 5, 6, 0), A.jal(0, -8), A.ebreak, A.jal(0, 0)])
    for hart in end.machine.debugHarts { hart[5] = 0x8000_0200 }
    _ = end.ask("qSupported:swbreak+;hwbreak+")
    return end
  }

  /// What every stop reply ends with: sp, fp, pc.
  private func registers(_ pc: String) -> String {
    "02:0000000000000000;08:0000000000000000;20:\(pc);"
  }

  @Test("a breakpoint stops all harts; the reply names the hart, the reason and registers")
  func breakpoint() {
    let end = end()
    #expect(end.ask("?") == "T05thread:1;" + registers("0000008000000000"))
    #expect(end.ask("Z0,80000004,4") == "OK" && end.ask("Z0,80000004,4") == "OK")
    #expect(end.run("vCont;c") == "T05thread:1;swbreak:;" + registers("0400008000000000"))
    #expect(!end.session.isRunning && end.machine.debugHarts[1].retired == 0)
    #expect(end.run("vCont;c:2") == "T05thread:2;swbreak:;" + registers("0400008000000000"))
    #expect(end.ask("qC") == "QC2" && end.machine.hart.retired == 1)
    #expect(end.ask("Z1,80000008,4") == "OK" && end.run("c")?.contains("hwbreak:;") == true)
  }

  @Test("the kinds of breakpoints and places of the RAM are taken away each for itself")
  func kinds() {
    let end = end()
    for packet in ["Z0,80000004,4", "Z1,80000004,4", "Z0,40000004,4"] { #expect(end.ask(packet) == "OK") }
    #expect(end.ask("z0,80000004,4") == "OK" && end.run("c")?.contains("hwbreak") == true)
    #expect(end.ask("z1,80000004,4") == "OK" && end.ask("z1,80000004,4") == "OK")
    // GDB knows of no breakpoint at this very address, so it is told of none.
    #expect(end.ask("Hc1") == "OK")
    #expect(end.run("c") == "T05thread:1;" + registers("0400008000000000"))
    #expect(end.ask("z0,40000004,4") == "OK" && !end.machine.memory.hasBreakpoint(at: 0x8000_0004))
    #expect(end.ask("Z0,80000001,4") == "E1c" && end.ask("Z0,80000004") == "E16")
    #expect(end.ask("Z2,8000ffff,8") == "E1c")
  }

  @Test(
    "watchpoints name their kind and address",
    arguments: [("2", "watch"), ("4", "awatch")])
  func watchpoint(type: String, name: String) {
    let end = end()
    #expect(end.ask("Z\(type),80000202,1") == "OK" && end.ask("Z3,80000200,4") == "OK")
    #expect(end.run("c") == "T05thread:1;\(name):80000202;" + registers("0400008000000000"))
    #expect(end.ask("m80000200,1") == "00")
    #expect(end.ask("z\(type),80000202,1") == "OK" && end.run("vCont;s:1") != nil)
    #expect(end.ask("m80000200,1") == "01" && end.ask("z3,80000200,4") == "OK")
    #expect(end.run("c") == nil && end.session.isRunning)
  }

  @Test("a step is one hart's, the others stay; of a range, it is all of it")
  func steps() {
    let end = end()
    #expect(end.run("vCont;s:2;c") == "T05thread:2;" + registers("0400008000000000"))
    #expect(end.machine.hart.retired == 0 && end.machine.debugHarts[1].retired == 1)
    #expect(end.ask("Hc1") == "OK" && end.run("s") == "T05thread:1;" + registers("0400008000000000"))
    #expect(end.run("s80000000") == "T05thread:1;" + registers("0400008000000000"))
    #expect(end.run("S05;80000000") == "T05thread:1;" + registers("0400008000000000"))
    #expect(end.run("vCont;r80000000,80000008:1", slice: 1) == "T05thread:1;" + registers("0800008000000000"))
    #expect(end.machine.hart.retired == 4)
    #expect(end.run("C05;8000000c") == "T05thread:1;" + registers("0c00008000000000"))
    for packet in ["vCont", "vCont;x", "vCont;t", "vCont;c:9", "vCont;r8:1", "sx", "C", "vCont;r5,4"] {
      #expect(end.ask(packet)?.hasPrefix("E") != false && !end.session.isRunning, "\(packet)")
    }
  }

  @Test("^C asks the driver to stop; harts that run hear nothing else, one at rest needs no stop")
  func interrupt() {
    let end = end()
    #expect(end.session.receive([3]).isEmpty)
    let actions = end.session.receive(DebuggerEnd.framed("vCont;c:2") + [3])
    #expect(actions.count == 2 && actions.last == .halt && end.session.isRunning)
    #expect(end.ask("g") == nil && end.session.takeOutput().isEmpty)
    end.session.interrupted()
    #expect(DebuggerEnd.bodies(end.session.takeOutput()) == ["T02thread:2;" + registers("0000008000000000")])
    end.session.interrupted()
    #expect(end.session.takeOutput().isEmpty)
  }

  @Test(
    "exceptions that nobody handles are signals, the end is an exit",
    arguments: [
      (.exception(.illegalInstruction), "T04"), (.exception(.loadFault), "T0b"),
      (.exception(.misalignedStore), "T0a"), (.exception(.breakpoint), "T05"), (.interrupted, "T02"),
      (.exited(3), "W03"),
    ] as [(DebugStop.Reason, String)])
  func signals(reason: DebugStop.Reason, reply: String) {
    let end = end()
    _ = end.session.receive(DebuggerEnd.framed("c"))
    end.session.stopped(DebugStop(hart: 0, reason))
    #expect(DebuggerEnd.bodies(end.session.takeOutput())?.first?.hasPrefix(reply) == true)
    #expect(end.ask("?")?.hasPrefix(reply) == true)
  }

  @Test(
    "whatever comes, answers are packets, and the session answers afterwards",
    arguments: 0..<20 as Range<UInt64>)
  func hostile(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let end = DebuggerEnd((0..<1024).map { _ in UInt32(truncatingIfNeeded: random.next()) })
    let starts = [
      "Z0,8000", "z0,", "Z2,", "Z4,7fffffff,", "m8000", "M80000000,4:", "X80000000,", "P", "G", "p", "c",
      "s8", "Hg",
      "Hc", "vCont;", "vCont;s:", "vCont;r", "vKil", "qXfer:features:read:target.xml:", "qRcmd,",
      "qSupported:", "T",
      "qThreadExtraInfo,", "C", "S",
    ]
    let alphabet = Array("0123456789abcdef,;:=-+#$}*scCSr".utf8) + [0, 3, 0x80, 0xFF]
    for _ in 0..<400 {
      var body = Bool.random(using: &random) ? Array(starts.randomElement(using: &random)!.utf8) : []
      for _ in 0..<Int.random(in: 0..<24, using: &random) {
        body.append(alphabet.randomElement(using: &random)!)
      }
      let isRaw = Int.random(in: 0..<4, using: &random) == 0
      for action in end.session.receive(isRaw ? body : DebuggerEnd.framed(body)) {
        switch action {
        case .resume(let resume):
          for hart in end.machine.debugHarts {
            if let stop = resume.run(hart, 20).debugStop { end.session.stopped(stop) }
          }
          end.session.interrupted()
        case .halt: end.session.interrupted()
        case .detach, .kill: return
        }
      }
      #expect(DebuggerEnd.bodies(end.session.takeOutput()) != nil)
    }
    // Ends whatever packet was under way.
    _ = end.session.receive(DebuggerEnd.framed("qC"))
    #expect(DebuggerEnd.bodies(end.session.takeOutput())?.last?.hasPrefix("QC") == true)
  }
}
