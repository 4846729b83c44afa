import RV64

/// One hart, some RAM, and a bus that answers as a test wants.
final class TestMachine: MemoryBus {
  let memory: GuestMemory
  private(set) var hart: Hart!
  /// Called for `ecall`; the program goes on behind it while this returns true.
  var onCall: (Hart) -> Bool = { _ in false }
  /// Bytes that the program wrote to the bus, by address.
  private(set) var busWrites: [(access: BusAccess, value: UInt64)] = []
  /// What the bus answers; nothing elsewhere.
  var busValues: [UInt32: UInt64] = [:]
  private let base: UInt32

  /// A machine with a program in RAM at `base`, about to run it, the float unit on.
  init(_ image: [UInt8], at base: UInt32, byteCount: Int) {
    self.base = base
    memory = GuestMemory(byteCount: byteCount, bases: [base])
    memory.write(image, at: 0)
    hart = Hart(id: 0, memory: memory, bus: self, pc: UInt64(base))
    var state = hart.state
    state.csr.mstatus = 1 << 13
    hart.state = state
  }

  /// A machine whose program is 32-bit words.
  convenience init(_ words: [UInt32], at base: UInt32 = 0x8000_0000) {
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) } }
    self.init(bytes, at: base, byteCount: 1 << 16)
  }

  func load(_ access: BusAccess) -> UInt64? { busValues[access.address] }

  func store(_ access: BusAccess, value: UInt64) -> Bool {
    guard busValues[access.address] != nil else { return false }
    busWrites.append((access, value))
    return true
  }

  func bytes(at address: UInt32, count: Int) -> [UInt8]? {
    memory.read(Int(address &- base)..<(Int(address &- base) + count))
  }

  /// Why a program did not end.
  struct Stuck: Error {
    let stop: HartStop
  }

  /// Runs until `onCall` says that it is enough.
  func run(slice: Int, limit: Int) throws {
    while hart.retired < UInt64(limit) {
      let stop = hart.run(slice)
      switch stop {
      case .sliceEnded: continue
      case .unhandled(let trap) where trap.cause == .machineCall:
        guard onCall(hart) else { return }
        hart.pc = trap.pc + 4
      default: throw Stuck(stop: stop)
      }
    }
    throw Stuck(stop: .sliceEnded)
  }
}
