import RV64
import TestSupport
import Testing

private typealias A = Assembler

@Suite("compressed instructions")
struct CompressedDecoderTests {
  /// Runs one halfword with x8 = 100 and x9 = 7, x2 = 0x80000800, and returns the hart.
  private func run(_ halfword: UInt16) -> TestMachine {
    let machine = TestMachine(
      [UInt8(halfword & 0xFF), UInt8(halfword >> 8)], at: 0x8000_0000, byteCount: 1 << 12)
    machine.hart[8] = 100
    machine.hart[9] = 7
    machine.hart[2] = 0x8000_0800
    _ = machine.hart.run(1)
    return machine
  }

  @Test("advance by two bytes and do what they stand for")
  func samples() {
    #expect(run(0x0425)[8] == 109)  // c.addi x8, 9
    #expect(run(0x547D)[8] == .max)  // c.li x8, -1
    #expect(run(0x8C05)[8] == 93)  // c.sub x8, x9
    #expect(run(0x8426)[8] == 7)  // c.mv x8, x9
    #expect(run(0x9426)[8] == 107)  // c.add x8, x9
    #expect(run(0x0416)[8] == 3200)  // c.slli x8, 5
    #expect(run(0x0800)[8] == 0x8000_0810)  // c.addi4spn x8, 16
    #expect(run(0x7139)[2] == 0x8000_07C0)  // c.addi16sp -64
    #expect(run(0xA011).hart.pc == 0x8000_0004)  // c.j 4
    #expect(run(0xC011).hart.pc == 0x8000_0002)  // c.beqz x8, not taken
    #expect(run(0xE011).hart.pc == 0x8000_0004)  // c.bnez x8, taken
  }

  @Test(
    "words that stand for nothing are illegal", arguments: [0x0000, 0x2001, 0x6101, 0x9C41, 0x8002, 0x4002])
  func illegal(halfword: UInt16) {
    #expect(run(halfword).hart.lastException?.cause == .illegalInstruction)
  }
}

extension TestMachine {
  fileprivate subscript(register: Int) -> UInt64 { hart[register] }
}
