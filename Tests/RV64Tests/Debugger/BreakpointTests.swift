import RV64
import TestSupport
import Testing

private typealias A = Assembler

@Suite("breakpoints")
struct BreakpointTests {
  private static let base: UInt64 = 0x8000_0000
  /// Counts x5 up at +4, in a loop.
  private static let loop = [A.nop, A.addi(5, 5, 1), A.jal(0, -4)]

  @Test("a hart stops before the instruction, and runs it when it goes on")
  func stopping() {
    let hart = DebugMachine(Self.loop).hart
    #expect(hart.memory.setBreakpoint(at: Self.base + 4))
    for round in 0..<3 as Range<UInt64> {
      #expect(hart.run(100) == .breakpoint(Self.base + 4))
      #expect(hart.pc == Self.base + 4 && hart[5] == round && hart.retired == 1 + round * 2)
    }
    hart.memory.removeBreakpoint(at: Self.base + 4)
    #expect(hart.run(100) == .sliceEnded && hart.retired == 105)
  }

  @Test("harts and places of the RAM share it; bytes stay as they are")
  func sharing() {
    let machine = DebugMachine(Self.loop)
    #expect(machine.memory.setBreakpoint(at: 0x4000_0004))
    #expect(machine.debugHarts.map { $0.run(9) } == [.breakpoint(Self.base + 4), .breakpoint(Self.base + 4)])
    machine.hart.pc = 0x4000_0000
    #expect(machine.hart.run(9) == .breakpoint(0x4000_0004))
    #expect(machine.memory.instructionBits(at: Self.base + 4) == Self.loop[1])
    #expect(!machine.memory.removeBreakpoint(at: Self.base + 8))
    #expect(machine.memory.removeBreakpoint(at: Self.base + 4) && machine.hart.run(9) == .sliceEnded)
  }

  @Test("it survives stores to the instruction, by programs and debuggers, and forgotten programs")
  func invalidation() {
    let machine = DebugMachine(Self.loop)
    #expect(machine.memory.setBreakpoint(at: Self.base + 4))
    #expect(machine.hart.run(9) == .breakpoint(Self.base + 4))
    #expect(machine.debugWrite([0x93, 0x82, 0x72, 0], at: Self.base + 4))
    #expect(machine.hart.run(9) == .breakpoint(Self.base + 4) && machine.hart[5] == 7)
    machine.memory.forgetPrograms()
    #expect(machine.hart.run(9) == .breakpoint(Self.base + 4) && machine.hart[5] == 14)
  }

  @Test("a step runs the instruction under it; other harts keep their breakpoint")
  func stepping() {
    let machine = DebugMachine(Self.loop)
    machine.memory.removeBreakpoints()
    #expect(machine.memory.setBreakpoint(at: Self.base))
    #expect(machine.hart.step() == .sliceEnded && machine.hart.pc == Self.base + 4)
    #expect(machine.debugHarts[1].run(9) == .breakpoint(Self.base))
  }

  @Test("interrupts wait while a reported instruction runs, and a step; wfi does not wait in a step")
  func interrupts() {
    let machine = DebugMachine([A.nop, A.wfi, A.nop])
    var state = machine.hart.state
    (state.csr.mie, state.csr.mtvec, state.csr.mstatus) = (0x80, Self.base + 0x100, 8)
    machine.hart.state = state
    #expect(machine.memory.setBreakpoint(at: Self.base))
    #expect(machine.hart.run(9) == .breakpoint(Self.base))
    machine.hart.setLine(.timer, true)
    #expect(machine.hart.step() == .sliceEnded && machine.hart.pc == Self.base + 4)
    machine.hart.setLine(.timer, false)
    #expect(machine.hart.step() == .sliceEnded && machine.hart.pc == Self.base + 8)
    #expect(!machine.hart.isWaiting)
    machine.hart.setLine(.timer, true)
    _ = machine.hart.run(1)
    #expect(machine.hart.state.csr.mepc == Self.base + 8 && machine.hart.pc != Self.base + 12)
  }

  @Test("ebreak traps, or stops when asked for, and is passed once it was reported")
  func breakInstruction() {
    let machine = DebugMachine([A.nop, A.ebreak, A.addi(5, 0, 1), A.jal(0, 0)])
    #expect(machine.hart.run(9) == .unhandled(Trap(.breakpoint, pc: Self.base + 4, address: Self.base + 4)))
    machine.debuggerAttached()
    #expect(machine.hart.step() == .breakpoint(Self.base + 4) && machine.hart[5] == 0)
    #expect(machine.hart.run(9) == .sliceEnded && machine.hart[5] == 1)
  }

  @Test("somebody's stop is not lost behind a breakpoint, nor the breakpoint behind it")
  func stops() {
    let hart = DebugMachine(Self.loop).hart
    #expect(hart.memory.setBreakpoint(at: Self.base + 4))
    #expect(hart.run(9) == .breakpoint(Self.base + 4))
    hart.stop()
    #expect(hart.run(9) == .requested && hart.pc == Self.base + 4)
    #expect(hart.run(9) == .breakpoint(Self.base + 4) && hart[5] == 1)
  }

  @Test("there is a limit, and odd addresses and the bus have none")
  func limits() {
    let memory = DebugMachine([]).memory
    for index in 0..<GuestMemory.breakpointLimit {
      #expect(memory.setBreakpoint(at: Self.base + UInt64(index * 2)))
    }
    #expect(!memory.setBreakpoint(at: Self.base + 0x9000) && memory.setBreakpoint(at: Self.base))
    memory.removeBreakpoints()
    #expect(!memory.hasBreakpoint(at: Self.base) && memory.setBreakpoint(at: Self.base + 0xFFFE))
    #expect(!memory.setBreakpoint(at: Self.base + 1) && !memory.setBreakpoint(at: 0x3800_0000))
  }
}
