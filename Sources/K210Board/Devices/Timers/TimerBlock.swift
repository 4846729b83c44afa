/// A DesignWare timer block of four channels, also the PWM: TIMER0 to TIMER2.
///
/// **Source**: SDK `timer.h`, `timer.c` and `pwm.c` (certain: registers, bits, interrupts A of channels 0 and 1, B of 2 and 3). A phase
/// lasts one tick more than its load register says: DesignWare's handbook for PWM, assumed for plain counting. Ours: load registers
/// that are written meanwhile count from the end of the running period on; a channel that is off has the value 0. One-shot is what
/// drivers make of it by switching the channel off.
package struct TimerBlock: RegisterBlock, Equatable {
  enum Register: Int, RegisterName {
    case intrStat = 0xA0
    case eoi = 0xA4
    case rawIntrStat = 0xA8
    case compVersion = 0xAC
  }

  /// The registers of a channel, 0x14 bytes apart.
  enum ChannelRegister: Int, RegisterName {
    case loadCount = 0x00
    case currentValue = 0x04
    case control = 0x08
    case eoi = 0x0C
    case intrStat = 0x10
  }

  /// What a PWM output shows.
  package struct Signal: Sendable, Equatable {
    /// Periods per second.
    package let hertz: Double
    /// The part of a period in which the output is high, 0…1.
    package let duty: Double
  }

  /// Number of the block, 0…2.
  package let index: Int
  private var channels = [TimerChannel](repeating: TimerChannel(), count: 4)

  /// Timer block `index` after reset.
  package init(index: Int) { self.index = index }

  /// The board's event for this block.
  package var event: Timeline.Event {
    switch index {
    case 0: .timerBlock0
    case 1: .timerBlock1
    default: .timerBlock2
    }
  }

  private func hertz(_ board: Backplane) -> UInt64 {
    board.clocks.timerHertz.indices.contains(index) ? board.clocks.timerHertz[index] : 0
  }

  /// What a channel's PWM output shows, nil when it shows none.
  package func signal(ofChannel channel: Int, _ board: Backplane) -> Signal? {
    guard channels.indices.contains(channel), let phases = channels[channel].signal else { return nil }
    return Signal(
      hertz: Double(hertz(board)) / Double(phases.total), duty: Double(phases.high) / Double(phases.total))
  }

  /// Whether a channel's PWM output is high.
  package func isHigh(channel: Int, _ board: Backplane) -> Bool {
    guard channels.indices.contains(channel) else { return false }
    var seen = channels[channel]
    seen.update(at: board.now)
    return seen.isHigh(at: board.now)
  }

  /// Does what has become due.
  package mutating func update(_ board: Backplane) {
    for channel in channels.indices { channels[channel].update(at: board.now) }
    settle(board)
  }

  /// Goes on with another clock.
  package mutating func reschedule(_ board: Backplane) {
    let hertz = hertz(board)
    for channel in channels.indices { channels[channel].changeClock(to: hertz, at: board.now) }
    settle(board)
  }

  /// Puts everything back as after power came on.
  package mutating func reset(_ board: Backplane) {
    self = TimerBlock(index: index)
    settle(board)
  }

  /// Drives the interrupt lines and arranges the next expiry.
  private func settle(_ board: Backplane) {
    for half in 0..<2 {
      guard let source = InterruptSource.timer0A.advanced(by: 2 * index + half) else { continue }
      board.setInterrupt(source, channels[2 * half].interrupts || channels[2 * half + 1].interrupts)
    }
    let next = channels.reduce(BoardTime.never) { min($0, $1.nextExpiry) }
    if next == .never { board.cancel(event) } else { board.schedule(event, at: next) }
  }

  private enum Place {
    case channel(Int, ChannelRegister)
    case load2(Int)
    case block(Register)

    init?(_ offset: Int) {
      switch offset {
      case 0..<0x50:
        guard let register = ChannelRegister(rawValue: offset % 0x14) else { return nil }
        self = .channel(offset / 0x14, register)
      case 0xB0..<0xC0 where offset % 4 == 0: self = .load2((offset - 0xB0) / 4)
      default:
        guard let register = Register(rawValue: offset) else { return nil }
        self = .block(register)
      }
    }
  }

  private func bits(_ isSet: (TimerChannel) -> Bool) -> UInt64 {
    channels.enumerated().reduce(0) { $0 | (isSet($1.element) ? 1 << UInt64($1.offset) : 0) }
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    switch Place(offset) {
    case .channel(let index, .loadCount): return UInt64(channels[index].load)
    case .channel(let index, .currentValue):
      board.noteEffect()
      channels[index].update(at: board.now)
      settle(board)
      return UInt64(channels[index].currentValue(at: board.now))
    case .channel(let index, .control): return UInt64(channels[index].control)
    case .channel(let index, .eoi):
      board.noteEffect()
      channels[index].clearInterrupt(at: board.now)
      settle(board)
      return 0
    case .channel(let index, .intrStat): return channels[index].interrupts ? 1 : 0
    case .load2(let index): return UInt64(channels[index].load2)
    case .block(.intrStat): return bits(\.interrupts)
    case .block(.rawIntrStat): return bits(\.isExpired)
    case .block(.eoi):
      board.noteEffect()
      for index in channels.indices { channels[index].clearInterrupt(at: board.now) }
      settle(board)
      return 0
    case .block(.compVersion), nil: return nil
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    switch Place(offset) {
    case .channel(let index, .loadCount):
      let load = write.merged(into: channels[index].load)
      channels[index].setLoads(load, channels[index].load2, at: board.now)
      settle(board)
    case .channel(let index, .control):
      let value = write.merged(into: channels[index].control)
      channels[index].setControl(value, hertz: hertz(board), at: board.now)
      settle(board)
    case .load2(let index):
      let load2 = write.merged(into: channels[index].load2)
      channels[index].setLoads(channels[index].load, load2, at: board.now)
      settle(board)
    case .channel, .block(.eoi), .block(.intrStat), .block(.rawIntrStat): break
    case .block(.compVersion), nil: return false
    }
    return true
  }

  package static func registerName(at offset: Int) -> String? {
    switch Place(offset) {
    case .channel(let index, let register): "channel\(index).\(register.name)"
    case .load2(let index): "load_count2[\(index)]"
    case .block(let register): register.name
    case nil: nil
    }
  }
}
