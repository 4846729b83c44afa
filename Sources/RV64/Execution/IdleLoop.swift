/// A loop in which a hart waits for something that is not of its own making.
public enum IdleLoop: Sendable, Equatable {
  /// Each turn leaves the registers as they were: only others can end it.
  case steady
  /// Each turn looks at the cycle counter and compares it with something that stays the same.
  ///
  /// `turn` are the addresses of its instructions, in the order in which they run; for `span` cycles no comparison can come out otherwise.
  case counting(turn: [UInt64], span: UInt64)
}

extension Hart {
  /// Runs at most `limit` instructions one by one and says whether they are a loop that waits.
  ///
  /// The hart is left at the loop's start then; else somewhere behind. Instructions that are run here count as
  /// any others. A loop waits when a turn leaves registers, control registers and memory as they were — calls and locks may
  /// write what they then write back — and has no float; when `effects` stays the same, the caller's count of bus accesses that
  /// changed something; or when all that differs comes from the cycle counter (``IdleLoop/counting(turn:span:)``).
  ///
  /// - Parameters:
  ///   - effects: Asked before and after the turn.
  ///   - willRun: Is told of each instruction before it runs.
  /// - Returns: nil when it is no such loop.
  public func probeIdleLoop(
    limit: Int, effects: () -> UInt64, willRun: ((Hart) -> Void)? = nil
  ) -> IdleLoop? {
    let start = pc
    let (before, csrBefore) = (integers, csr)
    let (effectsBefore, exceptionsBefore) = (effects(), exceptionCount)
    var turn = LoopTurn()
    var addresses: [UInt64] = []
    var overwritten = OverwrittenMemory()
    for _ in 0..<limit {
      guard let bits = memory.instructionBits(at: pc) else { return nil }
      let instruction = Decoder.decode(
        low: UInt16(truncatingIfNeeded: bits), high: UInt16(truncatingIfNeeded: bits >> 16))
      if let size = instruction.storedByteCount {
        let address = self[Int(instruction.rs1)] &+ UInt64(bitPattern: instruction.immediate)
        guard overwritten.note(address, size, in: memory) else { return nil }
      }
      addresses.append(pc)
      willRun?(self)
      turn.compare(instruction, self[Int(instruction.rs1)], self[Int(instruction.rs2)])
      guard turn.add(instruction), run(1) == .sliceEnded else { return nil }
      guard pc == start else { continue }
      guard effects() == effectsBefore, exceptionCount == exceptionsBefore, csr == csrBefore else {
        return nil
      }
      let after = integers
      if after == before { return !turn.readsCounter && overwritten.isRestored(in: memory) ? .steady : nil }
      let isSame = (0..<32).allSatisfy { before[$0] == after[$0] || turn.counts >> UInt32($0) & 1 == 1 }
      return turn.isSkippable && isSame && overwritten.isEmpty
        ? .counting(turn: addresses, span: turn.span) : nil
    }
    return nil
  }

  /// In a loop of kind ``IdleLoop/counting(turn:span:)``, lets time pass up to the last turn before it ends, at most `limit` cycles.
  ///
  /// `limit` must not exceed the span: within it, all comparisons come out the same but for the last turns.
  /// - Returns: Cycles that passed, those of the last turn included; 0 when the loop ends at once.
  public func skipCountingLoop(turn: [UInt64], limit: UInt64) -> UInt64 {
    let saved = state
    /// Whether the loop goes on when a turn starts `skipped` cycles later; the hart is left behind that turn.
    func goesOn(_ skipped: UInt64) -> Bool {
      state = saved
      advance(cycles: skipped)
      for address in turn {
        // What lies outside of the turn must not run: a trial can be taken back in registers alone.
        guard pc == address, run(1) == .sliceEnded else { return false }
      }
      return pc == turn.first
    }
    var (low, high) = (UInt64(0), limit)
    if goesOn(limit) {
      low = limit
    } else {
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if goesOn(middle) { low = middle } else { high = middle }
      }
    }
    guard low > 0, goesOn(low) else {
      state = saved
      return 0
    }
    return cycles &- saved.cycles
  }

  /// Forgets what a load-reserved holds, as when another hart may have written there.
  public func dropReservation() { reservation = nil }

  private var integers: [UInt64] { (0..<32).map { self[$0] } }
}

extension DecodedInstruction {
  /// Bytes of memory that it writes, nil when it writes none.
  fileprivate var storedByteCount: Int? {
    switch operation {
    case .sb: 1
    case .sh: 2
    case .sw, .scW, .amoswapW, .amoaddW, .amoxorW, .amoandW, .amoorW, .amominW, .amomaxW, .amominuW,
      .amomaxuW:
      4
    case .sd, .scD, .amoswapD, .amoaddD, .amoxorD, .amoandD, .amoorD, .amominD, .amomaxD, .amominuD,
      .amomaxuD:
      8
    default: nil
    }
  }
}

/// What memory held where a turn of a loop has written.
private struct OverwrittenMemory {
  private var places: [(offset: Int, size: Int, value: UInt64)] = []

  var isEmpty: Bool { places.isEmpty }

  /// Keeps what is at an address; false when that is not memory, or too much was written already.
  mutating func note(_ address: UInt64, _ size: Int, in memory: GuestMemory) -> Bool {
    guard places.count < 32, let offset = memory.offset(of: UInt32(truncatingIfNeeded: address), size: size)
    else {
      return false
    }
    places.append((offset, size, memory.load(offset, size)))
    return true
  }

  /// Whether memory holds again what it held before the first write to each place.
  func isRestored(in memory: GuestMemory) -> Bool {
    var seen: Set<Int> = []
    return places.allSatisfy { place in
      !seen.insert(place.offset << 4 | place.size).inserted
        || memory.load(place.offset, place.size) == place.value
    }
  }
}

/// What one turn of a loop does with registers: sets of them as bits.
private struct LoopTurn {
  /// Hold the cycle counter, or its negative, plus something that stays the same.
  private(set) var counts: UInt32 = 0
  /// Those of them that hold the negative.
  private var falls: UInt32 = 0
  /// Cycles for which no comparison comes out otherwise.
  private(set) var span = UInt64.max
  /// Were read before they were written.
  private var readFirst: UInt32 = 0
  private var written: UInt32 = 0
  /// Whether the counter is read at all.
  private(set) var readsCounter = false
  /// Whether nothing but sums and orders of the counter is asked for.
  private var isLinear = true

  /// Whether turns may be left out: what the counter gave to one of them does not reach the next.
  var isSkippable: Bool { isLinear && counts & readFirst == 0 }

  /// Looks at a branch that compares the counter: how far it is to the other operand, or to where the order wraps.
  mutating func compare(_ e: DecodedInstruction, _ first: UInt64, _ second: UInt64) {
    let signBit: UInt64
    switch e.operation {
    case .bltFar, .bgeFar: signBit = 1 << 63
    case .bltuFar, .bgeuFar: signBit = 0
    default: return
    }
    guard isCounting(e.rs1) != isCounting(e.rs2) else { return }
    let counter = isCounting(e.rs1) ? e.rs1 : e.rs2
    let (value, other) = (
      (isCounting(e.rs1) ? first : second) ^ signBit, (isCounting(e.rs1) ? second : first) ^ signBit
    )
    if falls >> UInt32(counter & 31) & 1 == 1 {
      span = min(span, value >= other ? value - other : value)
    } else {
      span = min(span, value <= other ? other - value : 0 &- value)
    }
  }

  /// Adds an instruction; false when it does more than change registers.
  mutating func add(_ e: DecodedInstruction) -> Bool {
    let (first, second) = (isCounting(e.rs1), isCounting(e.rs2))
    read(e.rs1)
    read(e.rs2)
    switch e.operation {
    case .lui, .auipc, .jalFar, .fence: write(e.rd, counts: false)
    case .addi: write(e.rd, counts: first, falls: isFalling(e.rs1))
    case .add, .sub:
      isLinear = isLinear && !(first && second)
      let secondFalls = isFalling(e.rs2) != (e.operation == .sub)
      write(e.rd, counts: first || second, falls: first ? isFalling(e.rs1) : secondFalls)
    case .bltFar, .bgeFar, .bltuFar, .bgeuFar: isLinear = isLinear && !(first && second)
    case .beqFar, .bneFar: isLinear = isLinear && !first && !second
    case .lb, .lh, .lw, .ld, .lbu, .lhu, .lwu, .jalr, .slti, .sltiu, .xori, .ori, .andi, .slli, .srli, .srai,
      .sll, .slt, .sltu, .xor, .srl, .sra, .or, .and, .addiw, .slliw, .srliw, .sraiw, .addw, .subw, .sllw,
      .srlw,
      .sraw, .mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu, .mulw, .divw, .divuw, .remw, .remuw:
      isLinear = isLinear && !first && !second
      write(e.rd, counts: false)
    case .csrrs where e.rs1 == 0: return addControlRegister(e)
    case .sb, .sh, .sw, .sd:
      isLinear = isLinear && !first && !second
    case .lrW, .lrD, .scW, .scD, .amoswapW, .amoaddW, .amoxorW, .amoandW, .amoorW, .amominW, .amomaxW,
      .amominuW,
      .amomaxuW, .amoswapD, .amoaddD, .amoxorD, .amoandD, .amoorD, .amominD, .amomaxD, .amominuD, .amomaxuD,
      .csrrw,
      .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci:
      isLinear = false
      write(e.rd, counts: false)
    default: return false
    }
    return true
  }

  private mutating func addControlRegister(_ e: DecodedInstruction) -> Bool {
    switch Int(e.immediate) {
    case ControlRegister.mcycle, ControlRegister.cycle, ControlRegister.time:
      readsCounter = true
      write(e.rd, counts: true)
    // It does not go on while turns are left out.
    case ControlRegister.minstret, ControlRegister.instret: return false
    default: write(e.rd, counts: false)
    }
    return true
  }

  private func isCounting(_ register: UInt8) -> Bool { counts >> UInt32(register & 31) & 1 == 1 }

  private mutating func read(_ register: UInt8) {
    let bit: UInt32 = 1 << UInt32(register & 31)
    if written & bit == 0 { readFirst |= bit }
  }

  private func isFalling(_ register: UInt8) -> Bool { falls >> UInt32(register & 31) & 1 == 1 }

  private mutating func write(_ register: UInt8, counts isCounting: Bool, falls isFalling: Bool = false) {
    guard register != DecodedInstruction.discard, register & 31 != 0 else { return }
    let bit: UInt32 = 1 << UInt32(register & 31)
    written |= bit
    counts = isCounting ? counts | bit : counts & ~bit
    falls = isCounting && isFalling ? falls | bit : falls & ~bit
  }
}
