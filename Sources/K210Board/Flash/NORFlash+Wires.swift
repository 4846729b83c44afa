extension NORFlash: SPIPeripheral {
  /// What happened since the chip was selected.
  struct Transaction: Sendable, Equatable {
    enum Phase: Sendable, Equatable {
      case instruction, address, mode, dummy, input, output
      /// The command is complete; a further clock undoes it.
      case complete
      /// Nothing counts until the chip is deselected.
      case ignored
    }

    var phase = Phase.instruction
    var command: NORCommand?
    /// Bits of the current phase so far.
    var shift: UInt32 = 0
    var bitCount = 0
    var clocksLeft = 0
    var address = 0
    /// Bytes that came in.
    var inputCount = 0
    var input: [UInt8] = []
    /// The byte that goes out, and how many bits of it are left.
    var output: UInt8 = 0
    var outputBitCount = 0
    var outputCount = 0

    /// Adds the bits of one clock; all of them when there are enough.
    mutating func collect(_ lines: UInt8, lanes: Int, until count: Int) -> UInt32? {
      shift = shift << UInt32(lanes) | UInt32(lines) & (1 << UInt32(lanes) - 1)
      bitCount += lanes
      guard bitCount >= count else { return nil }
      bitCount = 0
      return shift
    }
  }

  package mutating func select(_ chipSelects: UInt32, at time: BoardTime) {
    settle(at: time)
    transaction = Transaction()
    guard let command = continuousRead, !isPoweredDown, time >= deafUntil else { return }
    transaction?.command = command
    transaction?.phase = .address
  }

  package mutating func deselect(at time: BoardTime) {
    guard let finished = transaction else { return }
    transaction = nil
    settle(at: time)
    finish(finished, at: time)
  }

  package mutating func idle(clocks: Int, at time: BoardTime) {
    for _ in 0..<clocks { _ = clock(0xF, at: time) }
  }

  package mutating func exchange(_ frame: SPIFrame, at time: BoardTime) -> UInt32 {
    if frame.bitCount % 8 == 0, frame.lanes <= 4 {
      var result: UInt32 = 0
      var left = UInt32(frame.bitCount)
      while left > 0 {
        left -= 8
        let byte = frame.value.map { UInt8(truncatingIfNeeded: $0 >> left) } ?? 0xFF
        let answer =
          wholeByte(byte, lanes: frame.lanes, at: time)
          ?? UInt8(truncatingIfNeeded: clocked(UInt32(byte), bitCount: 8, lanes: frame.lanes, at: time))
        result = result << 8 | UInt32(answer)
      }
      return result
    }
    return clocked(
      frame.value ?? .max, bitCount: frame.clockCount * frame.lanes, lanes: frame.lanes, at: time)
      & frame.mask
  }

  /// Bits clock by clock.
  private mutating func clocked(
    _ value: UInt32, bitCount: Int, lanes: Int, at time: BoardTime
  ) -> UInt32 {
    var result: UInt32 = 0
    let lanes = UInt32(lanes)
    let mask: UInt32 = (1 << lanes) - 1
    var left = UInt32(bitCount)
    while left > 0 {
      left -= lanes
      let lines = UInt32(clock(UInt8(truncatingIfNeeded: value >> left & mask | ~mask), at: time))
      // With one line each way, the chip answers on the second.
      result = result << lanes | (lanes == 1 ? lines >> 1 & 1 : (lines | 0xF0) & mask)
    }
    return result
  }

  /// The shorter way for a whole byte on the lines that the chip uses in this phase; nil when there is none.
  private mutating func wholeByte(_ byte: UInt8, lanes: Int, at time: BoardTime) -> UInt8? {
    guard let phase = transaction?.phase else { return 0xFF }
    switch phase {
    case .output:
      guard transaction?.outputBitCount == 0, transaction?.command?.dataLanes == lanes else { return nil }
      return nextOutput(at: time)
    case .instruction:
      guard lanes == 1, transaction?.bitCount == 0 else { return nil }
      begin(byte, at: time)
    case .input:
      guard transaction?.bitCount == 0, transaction?.command?.dataLanes == lanes else { return nil }
      take(byte)
    case .ignored: break
    case .address, .mode, .dummy, .complete: return nil
    }
    return 0xFF
  }

  /// One clock: the four lines as they are driven, 1 where they are not; returns them as the chip drives them.
  package mutating func clock(_ lines: UInt8, at time: BoardTime) -> UInt8 {
    guard let phase = transaction?.phase else { return 0xF }
    switch phase {
    case .instruction:
      if let bits = collect(lines, lanes: 1, until: 8) { begin(UInt8(truncatingIfNeeded: bits), at: time) }
    case .address:
      if let bits = collect(lines, lanes: transaction?.command?.addressLanes ?? 1, until: 24) {
        transaction?.address = Int(bits & 0xFF_FFFF)
        advance(behind: .address)
      }
    case .mode:
      if let bits = collect(lines, lanes: transaction?.command?.addressLanes ?? 1, until: 8) {
        // M5-4 = 10 has the next transaction start with the address.
        continuousRead = bits >> 4 & 3 == 2 ? transaction?.command : nil
        advance(behind: .mode)
      }
    case .dummy:
      transaction?.clocksLeft -= 1
      if transaction?.clocksLeft == 0 { advance(behind: .dummy) }
    case .input:
      if let bits = collect(lines, lanes: transaction?.command?.dataLanes ?? 1, until: 8) {
        take(UInt8(truncatingIfNeeded: bits))
      }
    case .output: return drive(at: time)
    case .complete: transaction?.phase = .ignored
    case .ignored: break
    }
    return 0xF
  }

  /// Adds the bits of one clock; all of them when there are enough.
  private mutating func collect(_ lines: UInt8, lanes: Int, until count: Int) -> UInt32? {
    transaction?.collect(lines, lanes: lanes, until: count) ?? nil
  }

  /// Keeps a byte of input; a page takes the last 256, which end up where the address wraps to.
  private mutating func take(_ byte: UInt8) {
    guard let count = transaction?.inputCount else { return }
    if count < NORChip.pageByteCount {
      transaction?.input.append(byte)
    } else {
      transaction?.input[count % NORChip.pageByteCount] = byte
    }
    transaction?.inputCount = count &+ 1
  }

  /// The lines during a clock of output.
  private mutating func drive(at time: BoardTime) -> UInt8 {
    if transaction?.outputBitCount == 0 {
      let byte = nextOutput(at: time)
      transaction?.output = byte
      transaction?.outputBitCount = 8
    }
    guard var current = transaction, let lanes = current.command?.dataLanes else { return 0xF }
    current.outputBitCount -= lanes
    let bits = current.output >> UInt8(current.outputBitCount) & (1 << UInt8(lanes) - 1)
    transaction = current
    return lanes == 1 ? 0b1101 | bits << 1 : 0xF << UInt8(lanes) & 0xF | bits
  }

  /// Goes on with what the command has next.
  mutating func advance(behind phase: Transaction.Phase) {
    guard var current = transaction, let command = current.command else { return }
    let steps: [(phase: Transaction.Phase, isUsed: Bool)] = [
      (.instruction, true), (.address, command.addressLanes > 0), (.mode, command.hasMode),
      (.dummy, command.dummyClocks > 0), (.input, command.data == .input),
      (.output, command.data == .output), (.complete, true),
    ]
    let index = steps.firstIndex { $0.phase == phase } ?? steps.count - 1
    current.phase = steps[(index + 1)...].first(where: \.isUsed)?.phase ?? .complete
    current.clocksLeft = command.dummyClocks
    transaction = current
  }
}
