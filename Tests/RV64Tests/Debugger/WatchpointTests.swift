import RV64
import TestSupport
import Testing

private typealias A = Assembler

@Suite("watchpoints")
struct WatchpointTests {
  private static let base: UInt64 = 0x8000_0000
  private static let data: UInt32 = 0x8000_0200

  private func machine(_ words: [UInt32]) -> DebugMachine {
    let machine = DebugMachine(words)
    machine.hart[5] = UInt64(Self.data)
    machine.hart[6] = 0x1122
    return machine
  }

  @Test(
    "each kind waits for its accesses, at the address that was watched",
    arguments: [
      (A.store(2, 5, 6, 0), .write, 0, true), (A.load(2, 7, 5, 0), .write, 0, false),
      (A.load(0, 7, 5, 3), .read, 3, true), (A.store(0, 5, 6, 3), .read, 0, false),
      (A.store(3, 5, 6, -4), .access, 0, true), (A.load(3, 7, 5, -6), .access, 0, true),
      (A.load(3, 7, 5, -8), .access, 0, false), (A.load(2, 7, 5, 4), .access, 0, false),
      // fsd, flw, amoadd.w, lr.w
      (0x0062_B027, .write, 0, true), (0x0002_A007, .read, 0, true), (0x0062_A3AF, .write, 0, true),
      (0x0062_A3AF, .read, 0, true), (0x1002_A3AF, .write, 0, false), (0x1002_A3AF, .read, 0, true),
      // sc.w without a reservation writes nothing.
      (0x1862_A3AF, .write, 0, false),
    ] as [(UInt32, Watchpoint.Kind, UInt64, Bool)])
  func kinds(word: UInt32, kind: Watchpoint.Kind, distance: UInt64, isHit: Bool) {
    let machine = machine([A.nop, word, A.nop])
    var state = machine.hart.state
    state.csr.mstatus = 1 << 13
    machine.hart.state = state
    #expect(machine.setWatchpoint(Watchpoint(kind, at: Self.data, byteCount: 4)))
    guard isHit else {
      #expect(machine.hart.run(3) == .sliceEnded)
      return
    }
    #expect(machine.hart.run(3) == .watchpoint(kind, UInt64(Self.data) + distance))
    // Before the access; the next run makes it.
    #expect(machine.hart.pc == Self.base + 4 && machine.hart.retired == 1)
    #expect(machine.memory.read(0x200..<0x208) == [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(machine.hart.run(2) == .sliceEnded && machine.hart.retired == 3)
  }

  @Test("a store is done once when the hart goes on or steps, and costs nothing when the watchpoint is gone")
  func goingOn() {
    let machine = machine([A.store(2, 5, 6, 0), A.addi(6, 6, 1), A.jal(0, -8)])
    let watchpoint = Watchpoint(.write, at: Self.data, byteCount: 4)
    #expect(machine.setWatchpoint(watchpoint))
    for _ in 0..<3 { #expect(machine.hart.run(50) == .watchpoint(.write, UInt64(Self.data))) }
    #expect(machine.memory.read(0x200..<0x202) == [0x23, 0x11] && machine.hart.retired == 6)
    #expect(machine.hart.step() == .sliceEnded && machine.memory.read(0x200..<0x202) == [0x24, 0x11])
    machine.removeWatchpoint(watchpoint)
    #expect(machine.hart.run(50) == .sliceEnded)
  }

  @Test("a breakpoint and a watchpoint on one instruction are two stops")
  func both() {
    let machine = machine([A.store(2, 5, 6, 0), A.nop])
    #expect(machine.setWatchpoint(Watchpoint(.write, at: Self.data, byteCount: 1)))
    #expect(machine.setBreakpoint(at: Self.base))
    #expect(machine.hart.run(9) == .breakpoint(Self.base))
    #expect(machine.hart.run(9) == .watchpoint(.write, UInt64(Self.data)))
    #expect(machine.hart.run(2) == .sliceEnded && machine.hart.retired == 2)
  }

  @Test("the other place of the RAM and the bus are watched; a bus access waits")
  func places() {
    let machine = machine([A.store(2, 5, 6, 0), A.lui(7, 0x38000), A.store(2, 7, 6, 0)])
    #expect(machine.setWatchpoint(Watchpoint(.write, at: 0x4000_0202, byteCount: 1)))
    #expect(machine.setWatchpoint(Watchpoint(.write, at: 0x3800_0000, byteCount: 4)))
    #expect(machine.hart.run(9) == .watchpoint(.write, 0x4000_0202))
    #expect(machine.hart.run(9) == .watchpoint(.write, 0x3800_0000) && machine.word == 0)
    #expect(machine.hart.run(1) == .sliceEnded && machine.word == 0x1122)
  }

  @Test("ranges that make no sense and too many of them are refused")
  func limits() {
    let machine = DebugMachine([])
    for (address, count) in [
      (0x8000_0000, 0), (0x8000_0000, -1), (0x8000_FFFF, 2), (0x7FFF_FFFF, 2), (0x3000_0000, 0x6000_0000),
      (0xFFFF_FFFF, 2), (0x3000_0000, Int.max),
    ] as [(UInt32, Int)] {
      #expect(!machine.setWatchpoint(Watchpoint(.read, at: address, byteCount: count)), "\(address) \(count)")
    }
    for index in 0..<Hart.watchpointLimit {
      #expect(machine.setWatchpoint(Watchpoint(.read, at: 0xFFFF_FFFF - UInt32(index), byteCount: 1)))
    }
    #expect(!machine.setWatchpoint(Watchpoint(.read, at: 0x8000_0000, byteCount: 1)))
    #expect(machine.setWatchpoint(Watchpoint(.read, at: 0xFFFF_FFFF, byteCount: 1)))
  }
}
