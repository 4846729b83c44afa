import RV64
import TestSupport
import Testing

/// The text of instructions, by hand; everything else is compared with objdump.
@Suite("disassembler")
struct DisassemblerTests {
  @Test(
    "instructions are written as objdump does",
    arguments: [
      (0xFF01_0113, "addi sp,sp,-16"), (0x0000_8067, "ret"), (0x0050_0513, "li a0,5"),
      (0x0005_8513, "mv a0,a1"), (0x00A1_3423, "sd a0,8(sp)"), (0x4040_5513, "srai a0,zero,0x4"),
      (0x0000_0297, "auipc t0,0x0"), (0xF140_2573, "csrr a0,mhartid"), (0x3052_9073, "csrw mtvec,t0"),
      (0x3004_5073, "csrwi mstatus,8"), (0x0C65_A52F, "amoswap.w.aq a0,t1,(a1)"),
      (0x00B5_0553, "fadd.s fa0,fa0,fa1,rne"), (0x02B5_7553, "fadd.d fa0,fa0,fa1"),
      (0xC205_1553, "fcvt.w.d a0,fa0,rtz"), (0x1040_0073, "sfence.vm"), (0xC000_1073, "unimp"),
      (0x0330_000F, "fence rw,rw"), (0xFFFF_FFFF, ".4byte 0xffffffff"), (0x0000_0000, "unimp"),
      (0x0000_8082, "ret"), (0x0000_1141, "addi sp,sp,-16"), (0x0000_E406, "sd ra,8(sp)"),
      (0x4, ".2byte 0x4"),
    ] as [(UInt32, String)])
  func text(word: UInt32, text: String) {
    #expect(Disassembler.text(of: word, at: 0x8000_0000) == text)
  }

  @Test("targets are addresses, and wrap")
  func targets() {
    #expect(Disassembler.text(of: 0x0080_00EF, at: 0x8000_0000) == "jal 0x80000008")
    #expect(Disassembler.text(of: 0xFE05_0EE3, at: 0x8000_0010) == "beqz a0,0x8000000c")
    #expect(Disassembler.text(of: 0xFE05_0EE3, at: 0) == "beqz a0,0xfffffffffffffffc")
    #expect(Disassembler.text(of: 0x0080_006F, at: .max - 3) == "j 0x4")
  }

  @Test("16-bit instructions are told by two bits, and their upper half is not looked at")
  func lengths() {
    #expect(Disassembler.byteCount(of: 0x0001) == 2)
    #expect(Disassembler.byteCount(of: 0x0003) == 4)
    #expect(Disassembler.text(of: 0xDEAD_8082, at: 0) == "ret")
  }

  @Test("a word has a name when the hart runs it")
  func namesWhatRuns() throws {
    let machine = TestMachine([])
    let start = machine.hart.state
    for group in DisassemblyWords.groups {
      for line in group.lines where line.text.hasPrefix(".") {
        machine.memory.write((0..<4).map { UInt8(truncatingIfNeeded: line.word >> UInt32($0 * 8)) }, at: 0)
        machine.hart.state = start
        guard case .unhandled(let trap) = machine.hart.run(1) else {
          Issue.record("\(String(line.word, radix: 16)) runs and has no name")
          continue
        }
        #expect(trap.cause == .illegalInstruction)
      }
    }
  }
}
