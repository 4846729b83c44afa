import Foundation
import TestSupport
import Testing

@Suite("kiln board on standard output, end to end")
struct BoardRunTests {
  private let files: BoardFiles
  private static let hello = BoardFiles.prebuilt("hello-uart")

  init() throws { files = try BoardFiles() }

  @Test("a program talks on standard output and ends when nothing can happen any more")
  func hello() throws {
    let result = try KilnTool.run("board", "--load", Self.hello)
    #expect(result.exitCode == 0)
    try Snapshot.expect(
      result.output + "--- standard error ---\n" + result.talk, named: "board-hello", masksTimings: false)
  }

  @Test("--until ends behind its text with exit 0, --fail with exit 1")
  func texts() throws {
    let until = try KilnTool.run("board", "--load", Self.hello, "--until", "line 2", "--fail", "line 3")
    #expect(until.exitCode == 0)
    #expect(until.output.hasSuffix("line 1\r\nline 2"))
    #expect(until.talk.isEmpty)
    let fail = try KilnTool.run("board", "--load", Self.hello, "--fail", "line 1", "--until", "line 2")
    #expect(fail.exitCode == 1)
    #expect(fail.output.hasSuffix("390 MHz\r\nline 1"))
  }

  @Test("a text of --until that never comes is exit 1")
  func never() throws {
    let result = try KilnTool.run("board", "--load", Self.hello, "--until", "line 4")
    #expect(result.exitCode == 1)
    #expect(result.talk.contains("never said what --until waits for"))
  }

  @Test("time and instructions that run out are exit 124, with the place of each hart")
  func limits() throws {
    let time = try KilnTool.run("board", "--load", Self.hello, "--timeout", "0.1")
    #expect(time.exitCode == 124)
    #expect(time.talk.contains("error: timeout after 100.0 ms of its time: hart 0 "), "\(time.talk)")
    let loop = try files.binary([Assembler.jal(0, 0)])
    let endless = try KilnTool.run("board", "--load", loop, "--timeout", "1000")
    #expect(endless.exitCode == 124)
    #expect(endless.talk.contains("hart 0 loops at 0x80000000"), "\(endless.talk)")
    let count = try KilnTool.run(
      "board", "--load", Self.hello, "--max-instructions", "5000", "--json")
    #expect(count.exitCode == 124)
    let report = try count.json()
    #expect(report["instructions"] as? Int == 5000)
    #expect(report["ending"] as? String == "timeout")
  }

  @Test("--json says all there is, in keys that stay")
  func json() throws {
    let result = try KilnTool.run("board", "--load", Self.hello, "--json")
    #expect(result.exitCode == 0)
    let report = try result.json()
    #expect(
      Set(report.keys) == [
        "schema", "ending", "phase", "text", "textBytesDropped", "instructions", "seconds", "idleSeconds",
        "harts", "faults", "unknownRegisters", "flash", "inputBytesLost", "noticesDropped",
      ])
    #expect(report["schema"] as? Int == 1)
    #expect(report["phase"] as? String == "running")
    #expect((report["text"] as? String)?.hasSuffix("type something, q ends\r\n") == true)
    let harts = try #require(report["harts"] as? [[String: Any]])
    #expect(harts.map { $0["activity"] as? String } == ["waiting", "waiting"])
    #expect((report["flash"] as? [String: Any])?["bytes"] as? Int == 16 << 20)
  }

  @Test("every check of the self test passes, twice with the same report")
  func selftest() throws {
    let arguments = [
      "board", "--load", BoardFiles.prebuilt("selftest"), "--until", "selftest: PASS", "--fail",
      "selftest: FAIL", "--timeout", "60", "--json",
    ]
    let first = try KilnTool.run(arguments)
    #expect(first.exitCode == 0)
    let text = try #require(try first.json()["text"] as? String)
    #expect(!text.contains("FAIL") && text.contains(", 0 failed"))
    #expect(try first.json()["unknownRegisters"] as? [String] == [])
    #expect(try KilnTool.run(arguments).output == first.output)
  }

  @Test("a fault is exit 1 and names hart, cause, place, address and instruction")
  func fault() throws {
    let program = try files.elf([("main", BoardPrograms.faulting), ("behind", BoardPrograms.sleep)])
    let result = try KilnTool.run("board", "--load", program)
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty)
    try Snapshot.expect(result.talk, named: "board-fault", masksTimings: false)
    let report = try KilnTool.run("board", "--load", program, "--json").json()
    let fault = try #require((report["faults"] as? [[String: Any]])?.first)
    #expect(fault["pc"] as? String == "0x80000018")
    #expect(fault["address"] as? String == "0x70000000")
    #expect(fault["instruction"] as? String == "sw zero,0(t0)")
    #expect(fault["function"] as? String == "main+0x18")
  }

  @Test("a register that is not modelled is reported once, with its place in the program")
  func unknownRegister() throws {
    let words =
      BoardPrograms.parkHart1 + Assembler.li(5, 0x5044_0000)
      + [Assembler.load(2, 6, 5, 0x74), Assembler.load(2, 6, 5, 0x74), Assembler.store(2, 5, 5, 0x74)]
      + BoardPrograms.sleep
    let program = try files.elf([("main", words)])
    let result = try KilnTool.run("board", "--load", program)
    #expect(result.exitCode == 0)
    try Snapshot.expect(result.talk, named: "board-unknown-register", masksTimings: false)
    let report = try KilnTool.run("board", "--load", program, "--json").json()
    let registers = try #require(report["unknownRegisters"] as? [[String: Any]])
    #expect(registers.map { $0["write"] as? Bool } == [false, true])
    #expect(registers.allSatisfy { $0["register"] as? String == "SYSCTL+0x74 (0x50440074)" })
  }

  @Test("--strict-alignment traps where the board else performs")
  func alignment() throws {
    let words = BoardPrograms.parkHart1 + Assembler.li(5, 0x8000_1001) + [Assembler.load(2, 6, 5, 0)]
    let program = try files.binary(words + BoardPrograms.sleep)
    #expect(try KilnTool.run("board", "--load", program).exitCode == 0)
    let strict = try KilnTool.run("board", "--load", program, "--strict-alignment")
    #expect(strict.exitCode == 1)
    #expect(strict.talk.contains("load address misaligned at 0x80000018"), "\(strict.talk)")
  }

  @Test("--trace prints what is about to run, with names")
  func trace() throws {
    let program = try files.elf([("_start", BoardPrograms.parkHart1), ("say", BoardPrograms.sleep)])
    let result = try KilnTool.run("board", "--load", program, "--trace")
    #expect(result.exitCode == 0)
    try Snapshot.expect(result.talk, named: "board-trace", masksTimings: false)
  }

  @Test("--profile counts by symbol, from the program itself or from --symbols")
  func profile() throws {
    let parts = [
      ("_start", BoardPrograms.parkHart1), ("wait", BoardPrograms.delay(cycles: 2000)),
      ("rest", BoardPrograms.sleep),
    ]
    let program = try files.elf(parts)
    let result = try KilnTool.run("board", "--load", program, "--profile")
    #expect(result.exitCode == 0)
    #expect(result.talk.contains(#/ % +wait\n/#), "\(result.talk)")
    let flat = try files.binary(parts.flatMap(\.1))
    let named = try KilnTool.run("board", "--load", flat, "--symbols", program, "--profile", "--json").json()
    let functions = try #require(named["profile"] as? [[String: Any]])
    #expect(functions.contains { $0["function"] as? String == "wait" })
    let nameless = try KilnTool.run("board", "--load", flat, "--profile")
    #expect(nameless.talk.contains("profile: no symbols; give the program as an ELF file"))
  }
}
