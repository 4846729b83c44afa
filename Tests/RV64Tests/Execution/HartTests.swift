import RV64
import TestSupport
import Testing

private typealias A = Assembler

@Suite("a hart")
struct HartTests {
  @Test("x0 stays 0; results for it vanish")
  func zero() {
    let machine = TestMachine([A.addi(0, 0, 7), A.add(1, 0, 0), A.lui(0, 5), A.jal(0, 4)])
    _ = machine.hart.run(4)
    #expect(machine.hart[0] == 0 && machine.hart[1] == 0)
    machine.hart[0] = 9
    #expect(machine.hart[0] == 0)
  }

  @Test("both places of the RAM hold the same bytes")
  func aliases() {
    let memory = GuestMemory(byteCount: 1 << 16, bases: [0x8000_0000, 0x4000_0000])
    let bus = TestMachine([])
    let words = [
      A.lui(1, 0x40000), A.lui(2, 0x80000), A.addi(3, 0, 77), A.store(2, 1, 3, 0x100), A.load(2, 4, 2, 0x100),
    ]
    memory.write(
      words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) } }, at: 0)
    let hart = Hart(id: 1, memory: memory, bus: bus, pc: 0xFFFF_FFFF_8000_0000)
    #expect(hart.run(5) == .sliceEnded && hart[4] == 77)
    // Addresses have 32 bits; the program counter keeps what it was given.
    #expect(hart.pc == 0xFFFF_FFFF_8000_0014)
    hart.pc = 0x4000_0000
    #expect(hart.run(5) == .sliceEnded && hart[4] == 77)
  }

  @Test("the bus sees address, size, hart and pc; what it does not answer is a fault")
  func bus() {
    let machine = TestMachine([
      A.lui(1, 0x38000), A.load(5, 2, 1, 4), A.store(3, 1, 2, 8), A.load(2, 2, 1, 12),
    ])
    machine.busValues = [0x3800_0004: 0xFFFF_8123, 0x3800_0008: 0]
    #expect(machine.hart.run(3) == .sliceEnded)
    #expect(machine.hart[2] == 0x8123)
    #expect(
      machine.busWrites.map { $0.access } == [
        BusAccess(address: 0x3800_0008, size: 8, hart: 0, pc: 0x8000_0008)
      ])
    #expect(machine.busWrites.map { $0.value } == [0x8123])
    guard case .unhandled(let trap) = machine.hart.run(1) else {
      Issue.record("no fault")
      return
    }
    #expect(trap == Trap(.loadFault, pc: 0x8000_000C, address: 0x3800_000C))
  }

  @Test("a program that writes over itself runs what it wrote")
  func selfModification() {
    // The addi at 0x10 is overwritten with one of 9 before it runs a second time.
    let words = [
      A.lui(1, 0x80000), A.load(2, 2, 1, 0x20), A.jal(0, 8), A.nop, A.addi(5, 5, 1), A.store(2, 1, 2, 0x10),
      A.addi(6, 6, 1), A.jal(0, -12), A.addi(5, 5, 9),
    ]
    let machine = TestMachine(words)
    _ = machine.hart.run(3 + 4 * 3)
    #expect(machine.hart[5] == 1 + 9 + 9 && machine.hart[6] == 3)
  }

  @Test("an instruction across two pages is forgotten when its second half is written")
  func straddling() {
    let machine = TestMachine([])
    machine.hart.pc = 0x8000_0FFE
    func put(_ word: UInt32) {
      machine.memory.write((0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) }, at: 0xFFE)
    }
    put(A.addi(5, 0, 0x123))
    _ = machine.hart.run(1)
    #expect(machine.hart[5] == 0x123 && machine.hart.pc == 0x8000_1002)
    machine.memory.write([0x60, 0x45], at: 0x1000)
    machine.hart.pc = 0x8000_0FFE
    _ = machine.hart.run(1)
    #expect(machine.hart[5] == 0x456)
  }

  @Test("its state is a value: another hart goes on from it as the first would")
  func state() throws {
    let program = RandomProgram(.mixed, seed: 3)
    let first = TestMachine(program.image, at: RandomProgram.base, byteCount: 1 << 18)
    _ = first.hart.run(150)
    let second = TestMachine([], at: RandomProgram.base, byteCount: 1 << 18)
    second.memory.write(first.memory.read(0..<(1 << 18)) ?? [], at: 0)
    second.hart.state = first.hart.state
    #expect(second.hart.state == first.hart.state)
    _ = first.hart.run(150)
    _ = second.hart.run(150)
    #expect(second.hart.state == first.hart.state)
    #expect(second.memory.read(0..<(1 << 18)) == first.memory.read(0..<(1 << 18)))
  }

  @Test("counters count instructions; time is a fiftieth of the cycles; waiting lets cycles pass alone")
  func counters() {
    let machine = TestMachine([A.nop, A.csrrs(1, 0xB02, 0), A.csrrs(2, 0xC00, 0), A.csrrs(3, 0xC01, 0)])
    machine.hart.advance(cycles: 500)
    _ = machine.hart.run(4)
    #expect(machine.hart[1] == 2 && machine.hart[2] == 503 && machine.hart[3] == 10)
    #expect(machine.hart.retired == 4 && machine.hart.cycles == 504)
  }

  @Test("sc fails without a reservation, and after the value was reserved elsewhere")
  func reservations() {
    // lr.w x1,(x5); sc.w x2,x6,(x5); sc.w x3,x6,(x5)
    let machine = TestMachine([0x1002_A0AF, 0x1862_A12F, 0x1862_A1AF])
    machine.hart[5] = 0x8000_0100
    machine.hart[6] = 42
    _ = machine.hart.run(3)
    #expect(machine.hart[2] == 0 && machine.hart[3] == 1)
    #expect(machine.memory.read(0x100..<0x104) == [42, 0, 0, 0])
  }

  @Test("random bytes as a program end in a stop, never in a trap of the simulator", arguments: 0..<60)
  func hostile(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let machine = TestMachine(random.bytes(1 << 14), at: 0x8000_0000, byteCount: 1 << 14)
    var state = machine.hart.state
    state.csr.mtvec = 0x8000_0000 + UInt64.random(in: 0..<(1 << 12), using: &random) * 4
    for register in 1..<32 {
      state.integers[register] = 0x8000_0000 + UInt64.random(in: 0..<(1 << 15), using: &random)
    }
    machine.hart.state = state
    for _ in 0..<20 {
      switch machine.hart.run(1000) {
      case .unhandled, .waiting: return
      default: continue
      }
    }
  }
}
