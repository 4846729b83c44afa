import RV64
import TestSupport
import Testing

private typealias A = Assembler

@Suite("traps and interrupts")
struct TrapTests {
  private static let base: UInt64 = 0x8000_0000
  private static let handler: UInt64 = 0x8000_0100

  /// A program, and `handler` with the given words, installed in `mtvec`.
  private func machine(_ program: [UInt32], handler: [UInt32] = [A.nop]) -> TestMachine {
    let gap = [UInt32](repeating: A.nop, count: 64 - program.count)
    let machine = TestMachine(program + gap + handler)
    var state = machine.hart.state
    state.csr.mtvec = Self.handler
    machine.hart.state = state
    return machine
  }

  @Test(
    "an exception goes to the handler with its cause, place and address",
    arguments: [
      ([0xFFFF_FFFF], .illegalInstruction, 0), ([0], .illegalInstruction, 0), ([A.ecall], .machineCall, 0),
      ([A.ebreak], .breakpoint, 0x8000_0000), ([A.load(3, 1, 0, 16)], .loadFault, 16),
      ([A.store(0, 0, 0, 7)], .storeFault, 7), ([A.csrrw(0, 0x7C0, 0)], .illegalInstruction, 0),
      ([A.csrrw(0, 0xF14, 1)], .illegalInstruction, 0),
    ] as [([UInt32], Trap.Cause, UInt64)])
  func exceptions(program: [UInt32], cause: Trap.Cause, address: UInt64) {
    let machine = machine(program)
    #expect(machine.hart.run(2) == .sliceEnded)
    let csr = machine.hart.state.csr
    #expect(csr.mcause == cause.rawValue && csr.mepc == Self.base && csr.mbadaddr == address)
    #expect(machine.hart.pc == Self.handler + 4)
    #expect(machine.hart.exceptionCount == (cause.isCall ? 0 : 1))
  }

  @Test("a fetch from nowhere is a fault at its own address")
  func fetch() {
    let machine = machine([A.jalr(0, 0, 64)])
    _ = machine.hart.run(2)
    let csr = machine.hart.state.csr
    #expect(csr.mcause == 1 && csr.mepc == 64 && csr.mbadaddr == 64 && machine.hart.pc == Self.handler)
  }

  @Test("without a handler, or when its first instruction traps, the hart says so and stays")
  func unhandled() {
    let bare = TestMachine([A.load(3, 1, 0, 0)])
    let trap = Trap(.loadFault, pc: Self.base)
    #expect(bare.hart.run(10) == .unhandled(trap))
    #expect(bare.hart.pc == Self.base && bare.hart.lastException == trap)
    let looping = machine([0xFFFF_FFFF], handler: [0xFFFF_FFFF])
    #expect(looping.hart.run(10) == .unhandled(Trap(.illegalInstruction, pc: Self.handler)))
  }

  @Test("accesses that are not aligned are done, or trap when asked for")
  func misaligned() {
    for (trapping, word, cause) in [
      (false, A.load(2, 5, 6, 1), 0), (true, A.load(2, 5, 6, 1), 4), (true, A.store(3, 6, 5, 4), 6),
      (true, A.load(0, 5, 6, 1), 0),
    ] as [(Bool, UInt32, UInt64)] {
      let machine = machine([word])
      machine.hart.trapsMisalignedAccesses = trapping
      machine.hart[6] = Self.base + 0x200
      _ = machine.hart.run(1)
      #expect(machine.hart.state.csr.mcause == cause, "\(trapping) \(cause)")
    }
  }

  @Test("interrupts wait for mstatus.MIE, the most urgent comes first, mret goes back")
  func interrupts() {
    let machine = machine([A.nop, A.csrrwi(0, 0x300, 8), A.nop, A.nop], handler: [A.mret])
    var state = machine.hart.state
    state.csr.mie = 0x888
    machine.hart.state = state
    machine.hart.setLine(.timer, true)
    machine.hart.setLine(.external, true)
    #expect(machine.hart.run(1) == .sliceEnded && machine.hart.pc == Self.base + 4)
    machine.hart.setLine(.software, true)
    // Interrupts are taken between instructions, so each run ends in the handler of the next one.
    var causes: [UInt64] = []
    for line in [InterruptLine.external, .software, .timer] {
      _ = machine.hart.run(1)
      let csr = machine.hart.state.csr
      #expect(machine.hart.pc == Self.handler && csr.mepc == Self.base + 8)
      #expect(csr.mcause >> 63 == 1 && csr.mstatus & 0x1888 == 0x1880)
      causes.append(csr.mcause & 0xFF)
      machine.hart.setLine(line, false)
    }
    #expect(causes == [11, 3, 7])
    _ = machine.hart.run(1)
    #expect(machine.hart.pc == Self.base + 8)
    #expect(machine.hart.state.csr.mstatus & 0x88 == 0x88)
  }

  @Test("wfi waits until an enabled interrupt is pending, whatever mstatus says")
  func waiting() {
    let machine = machine([A.wfi, A.addi(1, 0, 5)])
    #expect(machine.hart.run(10) == .waiting && machine.hart.isWaiting)
    machine.hart.setLine(.timer, true)
    #expect(machine.hart.run(10) == .waiting)
    var state = machine.hart.state
    state.csr.mie = 0x80
    machine.hart.state = state
    #expect(machine.hart.run(1) == .sliceEnded && machine.hart[1] == 5)
    #expect(machine.hart.retired == 2)
  }

  @Test("user mode may not touch machine registers; its ecall says who called")
  func userMode() {
    let machine = machine([A.mret], handler: [A.wfi])
    var state = machine.hart.state
    state.csr.mepc = Self.base + 0x40
    machine.hart.state = state
    machine.memory.write([0x73, 0, 0, 0], at: 0x40)
    _ = machine.hart.run(2)
    #expect(machine.hart.state.csr.mcause == 8 && machine.hart.state.csr.mstatus & 0x1800 == 0)
    let forbidden = self.machine([A.mret])
    state = forbidden.hart.state
    state.csr.mepc = Self.base + 0x40
    forbidden.hart.state = state
    forbidden.memory.write([0x73, 0x20, 0, 0x30], at: 0x40)
    _ = forbidden.hart.run(2)
    #expect(forbidden.hart.state.csr.mcause == 2)
  }

  @Test("the float unit is off until mstatus.FS says otherwise, and dirty once used")
  func floatUnit() {
    // fadd.s f1, f2, f3
    let machine = machine([0x0031_00D3])
    var state = machine.hart.state
    state.csr.mstatus = 0
    machine.hart.state = state
    _ = machine.hart.run(1)
    #expect(machine.hart.state.csr.mcause == 2)
    let on = self.machine([0x0031_00D3, A.csrrs(1, 0x300, 0)])
    _ = on.hart.run(2)
    #expect(on.hart[1] >> 63 == 1 && on.hart[1] >> 13 & 3 == 3)
  }

  @Test("translation, which is not there, cannot be switched on")
  func translation() {
    let machine = machine([A.lui(1, 0x9000), A.csrrw(0, 0x300, 1)])
    _ = machine.hart.run(2)
    #expect(machine.hart.state.csr.mcause == 2)
  }
}
