/// One RV64IMAFDC hart: registers, and the loop that runs programs (`Hart+Run`).
///
/// It is driven in slices from outside and deterministic: equal memory, state and bus answers give equal runs.
/// **Invariant**: `x` has 33 registers, the last of which takes what is written to x0 and is never read; `f` has 32. Properties without run-time
/// exclusivity checks are only ever read or written as a whole, never lent, since the bus comes back to the hart in the middle of an instruction.
@safe public final class Hart {
  /// Number of the hart, `mhartid`.
  public let id: Int
  /// The RAM that programs run in.
  public let memory: GuestMemory
  let bus: any MemoryBus
  let x: UnsafeMutablePointer<UInt64>
  let f: UnsafeMutablePointer<UInt64>

  /// Address of the next instruction.
  @safe @exclusivity(unchecked) public var pc: UInt64
  var csr = ControlState()
  /// Cycles since reset, up to the start of the running slice.
  @safe @exclusivity(unchecked) public internal(set) var cycles: UInt64 = 0
  /// Instructions retired since reset, up to the start of the running slice.
  @safe @exclusivity(unchecked) public internal(set) var retired: UInt64 = 0
  /// Whether a `wfi` holds the hart.
  @safe @exclusivity(unchecked) public internal(set) var isWaiting = false
  var reservation: Int?

  /// Instructions retired in the running slice; kept up when the bus is asked.
  @safe @exclusivity(unchecked) var retiredInSlice = 0
  /// Set from outside to have the hart look at its interrupts, and return from ``run(_:)`` when `stops` says so.
  @safe @exclusivity(unchecked) var needsAttention = true
  @safe @exclusivity(unchecked) var stops = false

  /// Whether accesses that are not aligned trap, as on silicon; else they are performed.
  public var trapsMisalignedAccesses = false {
    didSet { looksAtAccesses = trapsMisalignedAccesses || !watches.isEmpty }
  }
  /// Whether each access has to be looked at, for that or for a debugger.
  @safe @exclusivity(unchecked) private(set) var looksAtAccesses = false
  /// The last exception that was no call, and how many there were.
  public internal(set) var lastException: Trap?
  /// Exceptions that were no calls, since reset.
  public internal(set) var exceptionCount = 0

  /// Whether an `ebreak` returns from ``run(_:)`` instead of trapping, as with a debugger attached.
  public var stopsAtBreakInstructions = false
  /// What a debugger waits for; see `Debugger/`.
  var watches: [Watch] = [] {
    didSet { looksAtAccesses = trapsMisalignedAccesses || !watches.isEmpty }
  }
  /// Where ``run(_:)`` last returned a breakpoint or watchpoint: an instruction that is there yet is run when asked again.
  var reportedBreak: UInt64?
  var reportedWatch: UInt64?
  /// Whether the running instruction was reported so, and whether interrupts wait for it.
  var (passesBreak, passesWatch, holdsInterrupts) = (false, false, false)
  /// Why the instruction that was to run was not: ``run(_:)`` returns it.
  var debugStop: HartStop?
  /// Whether somebody had called ``stop()`` before.
  var stopsBesides = false

  /// A hart that starts at `pc`.
  public init(id: Int, memory: GuestMemory, bus: any MemoryBus, pc: UInt64) {
    self.id = id
    self.memory = memory
    self.bus = bus
    self.pc = pc
    unsafe x = .allocate(capacity: 33)
    unsafe x.initialize(repeating: 0, count: 33)
    unsafe f = .allocate(capacity: 32)
    unsafe f.initialize(repeating: 0, count: 32)
  }

  deinit {
    unsafe x.deallocate()
    unsafe f.deallocate()
  }

  /// Integer register `index` (0…31).
  public subscript(index: Int) -> UInt64 {
    get { unsafe index & 31 == 0 ? 0 : x[index & 31] }
    set { if index & 31 != 0 { unsafe x[index & 31] = newValue } }
  }

  /// Float register `index` (0…31).
  public subscript(float index: Int) -> UInt64 {
    get { unsafe f[index & 31] }
    set { unsafe f[index & 31] = newValue }
  }

  /// Everything the hart remembers; set it between slices only.
  public var state: HartState {
    get {
      var state = HartState(pc: pc)
      for index in 0..<32 {
        state.integers[index] = self[index]
        state.floats[index] = self[float: index]
      }
      (state.csr, state.cycles, state.retired) = (csr, cycles, retired)
      (state.isWaiting, state.reservation) = (isWaiting, reservation.map { UInt64($0) })
      return state
    }
    set {
      for index in 0..<32 {
        self[index] = newValue.integers.indices.contains(index) ? newValue.integers[index] : 0
        self[float: index] = newValue.floats.indices.contains(index) ? newValue.floats[index] : 0
      }
      (pc, csr, cycles, retired) = (newValue.pc, newValue.csr, newValue.cycles, newValue.retired)
      isWaiting = newValue.isWaiting
      reservation = newValue.reservation.flatMap { Int(exactly: $0) }
      (reportedBreak, reportedWatch, debugStop) = (nil, nil, nil)
      needsAttention = true
    }
  }

  /// Cycles since reset, now; right during a bus access, too.
  public var currentCycles: UInt64 { cycles &+ UInt64(retiredInSlice) }

  /// Lets time pass without instructions, as while waiting.
  public func advance(cycles count: UInt64) { cycles &+= count }

  /// Drives an interrupt line; true when that changed it.
  @discardableResult
  public func setLine(_ line: InterruptLine, _ isHigh: Bool) -> Bool {
    let mip = isHigh ? csr.mip | line.mask : csr.mip & ~line.mask
    guard mip != csr.mip else { return false }
    csr.mip = mip
    needsAttention = true
    return true
  }

  /// Has a running ``run(_:)`` return after the current instruction.
  public func stop() {
    stops = true
    needsAttention = true
  }

  /// Whether an enabled interrupt is pending, whatever `mstatus` says: what ends a `wfi`.
  public var hasPendingInterrupt: Bool { csr.mip & csr.mie != 0 }
}
