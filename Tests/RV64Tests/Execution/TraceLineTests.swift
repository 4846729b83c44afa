import RV64
import TestSupport
import Testing

@Suite("lines of a trace")
struct TraceLineTests {
  @Test("a line has the hart, the address, the symbol if known, and the instruction")
  func format() throws {
    #expect(TraceLine(hart: 0, pc: 0x8000_0000, bits: 0x1141).description == "hart0 80000000: addi sp,sp,-16")
    #expect(TraceLine(hart: 1, pc: 0x10, bits: 0x8082).description == "hart1 00000010: ret")
    #expect(
      TraceLine(hart: 1, pc: 0xFFFF_FFFF_8000_0010, bits: 0x6F).description
        == "hart1 ffffffff80000010: j 0xffffffff80000010")
    let image = try ProgramImage(elf: ELFBuilder.sample.bytes)
    let line = TraceLine(hart: 0, pc: 0x8000_0012, bits: 0x8082, place: image.symbol(at: 0x8000_0012))
    #expect(line.description == "hart0 80000012 <main+0x2>: ret")
  }

  @Test("a hart's next instruction is read from its memory")
  func next() throws {
    let machine = TestMachine([0x0050_0513, 0x0000_006F])
    #expect(TraceLine(next: machine.hart)?.description == "hart0 80000000: li a0,5")
    #expect(machine.hart.run(1) == .sliceEnded)
    #expect(TraceLine(next: machine.hart)?.description == "hart0 80000004: j 0x80000004")
    machine.hart.pc = 0x1000
    #expect(TraceLine(next: machine.hart) == nil)
  }

  @Test("the last halfword of RAM can be an instruction")
  func endOfMemory() {
    let memory = GuestMemory(byteCount: 0x1000, bases: [0x8000_0000])
    memory.write([0x82, 0x80], at: 0xFFE)
    #expect(memory.instructionBits(at: 0x8000_0FFE) == 0x8082)
    #expect(memory.instructionBits(at: 0x8000_0FFC) == 0x8082_0000)
    #expect(memory.instructionBits(at: 0x8000_0FFF) == nil)
    #expect(memory.instructionBits(at: 0x8000_1000) == nil)
    #expect(memory.instructionBits(at: 0x7FFF_FFFF) == nil)
  }
}
