/// Why a hart came back from a slice.
public enum HartStop: Sendable, Equatable {
  /// All instructions of the slice were run.
  case sliceEnded
  /// A `wfi` waits for an interrupt.
  case waiting
  /// Somebody called ``Hart/stop()``.
  case requested
  /// An exception that no handler takes: there is none, or the handler itself caused it.
  case unhandled(Trap)
  /// The next instruction, at this address, has a breakpoint, or is an `ebreak` that a debugger wants to see.
  case breakpoint(UInt64)
  /// The next instruction would do what a watchpoint waits for, at this address.
  case watchpoint(Watchpoint.Kind, UInt64)
}

/// How an instruction outside the fast loop ended.
enum SlowOutcome {
  /// Goes on with the instruction behind.
  case next
  /// Goes on at the hart's `pc`, which was set.
  case jumped
  /// Leaves the program.
  case trap(Trap.Cause, address: UInt64)
}

/// How the loop ended; debuggers know more reasons, which the loop need not know (``Hart/stopBefore(_:_:)``).
enum LoopEnd {
  case sliceEnded
  case waiting
  case requested
  case unhandled(Trap)
}

extension Hart {
  /// Runs at most `count` instructions.
  ///
  /// A hart that reported ``HartStop/breakpoint(_:)`` or ``HartStop/watchpoint(_:_:)`` runs that instruction now.
  public func run(_ count: Int) -> HartStop {
    guard reportedBreak == pc || reportedWatch == pc, count > 0 else { return hartStop(runProgram(count)) }
    let stop = runReportedInstruction()
    return stop == .sliceEnded ? hartStop(runProgram(count - 1)) : stop
  }

  /// Runs at most `count` instructions, until something asks for attention.
  ///
  /// One function holds the whole loop: its state stays in machine registers, and one switch is one indirect jump.
  /// What is rare — the bus, control registers, floats, traps — is called from it and stands elsewhere.
  func runProgram(_ count: Int) -> LoopEnd {
    guard count > 0 else { return .sliceEnded }
    let (x, f, memory) = unsafe (self.x, self.f, self.memory)
    let bytes = unsafe memory.bytes
    let base = memory.bases[0]
    // Beyond any offset when each access has to be looked at.
    let last = looksAtAccesses ? -8 : memory.byteCount - 8
    var left = count
    retiredInSlice = 0
    defer {
      cycles &+= UInt64(count - left)
      retired &+= UInt64(count - left)
      retiredInSlice = 0
    }

    pages: while true {
      if needsAttention {
        needsAttention = false
        if stops {
          stops = false
          return .requested
        }
        takeInterrupt()
      }
      if isWaiting {
        guard hasPendingInterrupt else { return .waiting }
        isWaiting = false
      }
      guard left > 0 else { return .sliceEnded }
      guard let start = memory.offset(of: UInt32(truncatingIfNeeded: pc), size: 2) else {
        retiredInSlice = count - left
        left -= 1
        if let trap = enterTrap(.fetchFault, at: pc, address: pc) { return .unhandled(trap) }
        continue pages
      }
      let pageNumber = start / GuestMemory.pageByteCount
      let entries = unsafe memory.entries(ofPage: pageNumber)
      let pagePC = pc & ~UInt64(GuestMemory.pageByteCount - 1)
      var ip = unsafe entries + start % GuestMemory.pageByteCount / 2

      while left > 0 {
        left &-= 1
        // Field by field: a copy of the whole entry would be taken apart with shifts.
        let (rd, rs1, rs2) = unsafe (Int(ip.pointee.rd), Int(ip.pointee.rs1), Int(ip.pointee.rs2))
        let (immediate, step) = unsafe (ip.pointee.immediate, Int(ip.pointee.step))
        dispatch: do {
          switch unsafe ip.pointee.operation {
          // MARK: Jumps
          case .lui: unsafe x[rd] = UInt64(bitPattern: immediate)
          case .auipc:
            unsafe x[rd] = address(of: ip, entries, pagePC) &+ UInt64(bitPattern: immediate)
          case .jalNear:
            unsafe x[rd] = address(of: ip, entries, pagePC) &+ UInt64(step) &* 2
            unsafe ip += Int(immediate)
            continue
          case .jalFar:
            let here = unsafe address(of: ip, entries, pagePC)
            unsafe x[rd] = here &+ UInt64(step) &* 2
            pc = here &+ UInt64(bitPattern: immediate)
            continue pages
          case .jalr:
            let target = unsafe (x[rs1] &+ UInt64(bitPattern: immediate)) & ~1
            unsafe x[rd] = address(of: ip, entries, pagePC) &+ UInt64(step) &* 2
            if target & ~UInt64(GuestMemory.pageByteCount - 1) == pagePC {
              unsafe ip = entries + Int(target & UInt64(GuestMemory.pageByteCount - 1)) / 2
              continue
            }
            pc = target
            continue pages

          // MARK: Branches
          case .beqNear:
            unsafe ip += x[rs1] == x[rs2] ? Int(immediate) : step
            continue
          case .bneNear:
            unsafe ip += x[rs1] != x[rs2] ? Int(immediate) : step
            continue
          case .bltNear:
            unsafe ip += Int64(bitPattern: x[rs1]) < Int64(bitPattern: x[rs2]) ? Int(immediate) : step
            continue
          case .bgeNear:
            unsafe ip += Int64(bitPattern: x[rs1]) >= Int64(bitPattern: x[rs2]) ? Int(immediate) : step
            continue
          case .bltuNear:
            unsafe ip += x[rs1] < x[rs2] ? Int(immediate) : step
            continue
          case .bgeuNear:
            unsafe ip += x[rs1] >= x[rs2] ? Int(immediate) : step
            continue
          case .beqFar, .bneFar, .bltFar, .bgeFar, .bltuFar, .bgeuFar:
            if unsafe branches(ip.pointee.operation, x[rs1], x[rs2]) {
              pc = unsafe address(of: ip, entries, pagePC) &+ UInt64(bitPattern: immediate)
              continue pages
            }

          // MARK: Loads and stores in RAM; everything else leaves for `accessSlowly`
          case .lb:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe x[rd] = UInt64(bitPattern: Int64((bytes + offset).load(as: Int8.self)))
          case .lh:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe x[rd] = UInt64(bitPattern: Int64((bytes + offset).loadUnaligned(as: Int16.self)))
          case .lw:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe x[rd] = UInt64(bitPattern: Int64((bytes + offset).loadUnaligned(as: Int32.self)))
          case .ld:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe x[rd] = (bytes + offset).loadUnaligned(as: UInt64.self)
          case .lbu:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe x[rd] = UInt64((bytes + offset).load(as: UInt8.self))
          case .lhu:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe x[rd] = UInt64((bytes + offset).loadUnaligned(as: UInt16.self))
          case .lwu:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe x[rd] = UInt64((bytes + offset).loadUnaligned(as: UInt32.self))
          case .flw:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe f[rd] = Binary32.boxed((bytes + offset).loadUnaligned(as: UInt32.self))
          case .fld:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe f[rd] = (bytes + offset).loadUnaligned(as: UInt64.self)
          case .sb:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe (bytes + offset).storeBytes(of: UInt8(truncatingIfNeeded: x[rs2]), as: UInt8.self)
            memory.forgetWritten(offset, 1)
          case .sh:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe (bytes + offset).storeBytes(of: UInt16(truncatingIfNeeded: x[rs2]), as: UInt16.self)
            memory.forgetWritten(offset, 2)
          case .sw:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe (bytes + offset).storeBytes(of: UInt32(truncatingIfNeeded: x[rs2]), as: UInt32.self)
            memory.forgetWritten(offset, 4)
          case .sd:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe (bytes + offset).storeBytes(of: x[rs2], as: UInt64.self)
            memory.forgetWritten(offset, 8)
          case .fsw:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe (bytes + offset).storeBytes(of: UInt32(truncatingIfNeeded: f[rs2]), as: UInt32.self)
            memory.forgetWritten(offset, 4)
          case .fsd:
            let offset = unsafe ramOffset(x[rs1], immediate, base)
            guard offset <= last else { break dispatch }
            unsafe (bytes + offset).storeBytes(of: f[rs2], as: UInt64.self)
            memory.forgetWritten(offset, 8)

          // MARK: Arithmetic with an immediate
          case .addi: unsafe x[rd] = x[rs1] &+ UInt64(bitPattern: immediate)
          case .slti: unsafe x[rd] = Int64(bitPattern: x[rs1]) < immediate ? 1 : 0
          case .sltiu: unsafe x[rd] = x[rs1] < UInt64(bitPattern: immediate) ? 1 : 0
          case .xori: unsafe x[rd] = x[rs1] ^ UInt64(bitPattern: immediate)
          case .ori: unsafe x[rd] = x[rs1] | UInt64(bitPattern: immediate)
          case .andi: unsafe x[rd] = x[rs1] & UInt64(bitPattern: immediate)
          case .slli: unsafe x[rd] = x[rs1] &<< UInt64(bitPattern: immediate)
          case .srli: unsafe x[rd] = x[rs1] &>> UInt64(bitPattern: immediate)
          case .srai: unsafe x[rd] = UInt64(bitPattern: Int64(bitPattern: x[rs1]) &>> immediate)
          case .addiw: unsafe x[rd] = word(x[rs1] &+ UInt64(bitPattern: immediate))
          case .slliw: unsafe x[rd] = word(x[rs1] &<< UInt64(bitPattern: immediate))
          case .srliw:
            unsafe x[rd] = word(
              UInt64(UInt32(truncatingIfNeeded: x[rs1]) &>> UInt32(truncatingIfNeeded: immediate)))
          case .sraiw:
            unsafe x[rd] = UInt64(
              bitPattern: Int64(Int32(truncatingIfNeeded: x[rs1]) &>> Int32(truncatingIfNeeded: immediate)))

          // MARK: Arithmetic of two registers
          case .add: unsafe x[rd] = x[rs1] &+ x[rs2]
          case .sub: unsafe x[rd] = x[rs1] &- x[rs2]
          case .sll: unsafe x[rd] = x[rs1] &<< x[rs2]
          case .slt: unsafe x[rd] = Int64(bitPattern: x[rs1]) < Int64(bitPattern: x[rs2]) ? 1 : 0
          case .sltu: unsafe x[rd] = x[rs1] < x[rs2] ? 1 : 0
          case .xor: unsafe x[rd] = x[rs1] ^ x[rs2]
          case .srl: unsafe x[rd] = x[rs1] &>> x[rs2]
          case .sra:
            unsafe x[rd] = UInt64(bitPattern: Int64(bitPattern: x[rs1]) &>> Int64(bitPattern: x[rs2]))
          case .or: unsafe x[rd] = x[rs1] | x[rs2]
          case .and: unsafe x[rd] = x[rs1] & x[rs2]
          case .addw: unsafe x[rd] = word(x[rs1] &+ x[rs2])
          case .subw: unsafe x[rd] = word(x[rs1] &- x[rs2])
          case .sllw:
            unsafe x[rd] = word(
              UInt64(UInt32(truncatingIfNeeded: x[rs1]) &<< UInt32(truncatingIfNeeded: x[rs2])))
          case .srlw:
            unsafe x[rd] = word(
              UInt64(UInt32(truncatingIfNeeded: x[rs1]) &>> UInt32(truncatingIfNeeded: x[rs2])))
          case .sraw:
            unsafe x[rd] = UInt64(
              bitPattern: Int64(Int32(truncatingIfNeeded: x[rs1]) &>> Int32(truncatingIfNeeded: x[rs2])))
          case .mul: unsafe x[rd] = x[rs1] &* x[rs2]
          case .mulw: unsafe x[rd] = word(x[rs1] &* x[rs2])
          case .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu, .divw, .divuw, .remw, .remuw:
            unsafe x[rd] = multiplyOrDivide(ip.pointee.operation, x[rs1], x[rs2])

          // MARK: Rare ones
          case .undecoded:
            // Decoding sets the entry, which is looked at again.
            left &+= 1
            memory.decode(at: pageNumber * GuestMemory.pageByteCount + (unsafe ip - entries) * 2)
            continue
          case .pageEnd:
            left &+= 1
            pc = unsafe address(of: ip, entries, pagePC)
            continue pages
          case .fence: break
          case .float:
            if unsafe !executeFloat(ip.pointee) {
              let here = unsafe address(of: ip, entries, pagePC)
              retiredInSlice = count &- left
              if let trap = enterTrap(.illegalInstruction, at: here, address: 0) { return .unhandled(trap) }
              continue pages
            }
          default:
            retiredInSlice = count &- left
            let here = unsafe address(of: ip, entries, pagePC)
            pc = here &+ UInt64(step) &* 2
            switch unsafe executeSlow(ip.pointee, here) {
            case .next, .jumped: break
            case .trap(let cause, let address):
              if let trap = enterTrap(cause, at: here, address: address) { return .unhandled(trap) }
            }
            continue pages
          }
          unsafe ip += step
          continue
        }
        retiredInSlice = count &- left
        let here = unsafe address(of: ip, entries, pagePC)
        pc = here &+ UInt64(step) &* 2
        if let (cause, target) = unsafe accessSlowly(ip.pointee, here),
          let trap = enterTrap(cause, at: here, address: target)
        {
          return .unhandled(trap)
        }
        if needsAttention || pc != here &+ UInt64(step) &* 2 { continue pages }
        unsafe ip += step
      }
      pc = unsafe address(of: ip, entries, pagePC)
      return .sliceEnded
    }
  }

  /// Address of the instruction that an entry stands for.
  @inline(__always) private func address(
    of ip: UnsafeMutablePointer<DecodedInstruction>, _ entries: UnsafeMutablePointer<DecodedInstruction>,
    _ pagePC: UInt64
  ) -> UInt64 {
    pagePC &+ UInt64(truncatingIfNeeded: unsafe ip - entries) &* 2
  }

  /// The low 32 bits, sign-extended: what the word forms of instructions leave.
  @inline(__always) func word(_ value: UInt64) -> UInt64 {
    UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: value)))
  }

  /// The offset in RAM of an address and an immediate; large for what is not RAM.
  @inline(__always) private func ramOffset(_ register: UInt64, _ immediate: Int64, _ base: UInt32) -> Int {
    Int(UInt32(truncatingIfNeeded: register &+ UInt64(bitPattern: immediate)) &- base)
  }

  /// Whether a far branch is taken.
  @inline(__always) private func branches(_ operation: Operation, _ a: UInt64, _ b: UInt64) -> Bool {
    switch operation {
    case .beqFar: a == b
    case .bneFar: a != b
    case .bltFar: Int64(bitPattern: a) < Int64(bitPattern: b)
    case .bgeFar: Int64(bitPattern: a) >= Int64(bitPattern: b)
    case .bltuFar: a < b
    default: a >= b
    }
  }
}
