/// The real-time clock: date, time, alarm and interrupts, running on the crystal in the board's time.
///
/// **Source**: SDK `rtc.h` and `rtc.c` (certain: registers, fields, modes). A second has passed when the counter has come from 0 to
/// `initial_count`. Interrupts are moments, since the driver has no way to take one back. Ours: the counter runs in the mode
/// "running" alone and starts when `initial_count` is written; dates that do not exist become the nearest that do when the clock
/// moves on; the alarm interrupts by itself when all the fields of its mask agree (the driver always has the tick on, too); the
/// masks of `register_ctrl` do not protect; the clock has 1 January 2000 at first.
package struct RTC: RegisterBlock, Equatable {
  enum Register: Int, RegisterName {
    case date = 0x00
    case time = 0x04
    case alarmDate = 0x08
    case alarmTime = 0x0C
    case initialCount = 0x10
    case currentCount = 0x14
    case interruptCtrl = 0x18
    case registerCtrl = 0x1C
    case extended = 0x28
  }

  private var time = CalendarTime.initial
  private var alarm = CalendarTime.initial
  private var initialCount: UInt32 = 0
  private var interruptControl: UInt32 = 0
  private var control: UInt32 = 0
  /// Ticks of the running second while the clock stands still.
  private var count: UInt64 = 0
  /// Counts from the start of a second while the clock runs.
  private var clock: TickClock?

  /// The clock after power came on.
  package init() {}

  /// The board's event for this block.
  package static let event = Timeline.Event.rtc

  private var isRunning: Bool { control & 3 == 1 && initialCount > 0 }

  /// Does what has become due.
  package mutating func update(_ board: Backplane) {
    guard isRunning, let clock else { return }
    let tick = clock.tick(at: board.now)
    let (seconds, rest) = tick.quotientAndRemainder(dividingBy: UInt64(initialCount))
    guard seconds > 0 else { return schedule(board) }
    // The event comes with each second that may interrupt, so the last of them speaks for all.
    time = time.advanced(by: seconds)
    self.clock = TickClock(hertz: clock.hertz, tick: rest, at: board.now)
    if ticks || rings { board.pulseInterrupt(.rtc) }
    schedule(board)
  }

  /// Puts everything back as after power came on.
  package mutating func reset(_ board: Backplane) {
    self = RTC()
    board.cancel(Self.event)
  }

  /// Whether this second is one at whose start the tick interrupts.
  private var ticks: Bool {
    guard interruptControl & 1 != 0 else { return false }
    switch interruptControl >> 2 & 3 {
    case 0: return true
    case 1: return time.second == 0
    case 2: return time.second == 0 && time.minute == 0
    default: return time.secondOfDay == 0
    }
  }

  /// Whether this second is one at whose start the alarm interrupts.
  private var rings: Bool {
    let mask = interruptControl >> 24 & 0xFE
    guard interruptControl & 2 != 0, mask != 0 else { return false }
    let agreements = [
      true, time.second == alarm.second, time.minute == alarm.minute, time.hour == alarm.hour,
      time.weekday == alarm.weekday, time.day == alarm.day, time.month == alarm.month,
      time.year % 100 == alarm.year % 100,
    ]
    return agreements.indices.allSatisfy { mask >> UInt32($0) & 1 == 0 || agreements[$0] }
  }

  /// Arranges the start of the next second, if anything can interrupt then.
  private func schedule(_ board: Backplane) {
    guard isRunning, interruptControl & 3 != 0, let clock else { return board.cancel(Self.event) }
    board.schedule(Self.event, at: clock.time(ofTick: UInt64(initialCount)))
  }

  /// Changes something, after time has come up to now.
  private mutating func change(_ board: Backplane, _ body: (inout RTC) -> Void) {
    update(board)
    if let clock { count = clock.tick(at: board.now) }
    body(&self)
    clock = isRunning ? TickClock(hertz: ClockTree.crystalHertz, tick: count, at: board.now) : nil
    schedule(board)
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    guard let register = Register(rawValue: offset) else { return nil }
    update(board)
    switch register {
    case .date, .time, .currentCount, .extended: board.noteEffect()
    default: break
    }
    switch register {
    case .date: return UInt64(time.dateFields)
    case .time: return UInt64(time.timeFields)
    case .alarmDate: return UInt64(alarm.dateFields)
    case .alarmTime: return UInt64(alarm.timeFields)
    case .initialCount: return UInt64(initialCount)
    case .currentCount: return (clock?.tick(at: board.now) ?? count) & 0xFFFF_FFFF
    case .interruptCtrl: return UInt64(interruptControl)
    case .registerCtrl: return UInt64(control)
    case .extended: return UInt64(time.year / 100 & 31) | (CalendarTime.isLeap(time.year) ? 1 << 5 : 0)
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    guard let register = Register(rawValue: offset) else { return false }
    change(board) { rtc in
      switch register {
      case .date: rtc.time.dateFields = write.merged(into: rtc.time.dateFields)
      case .time: rtc.time.timeFields = write.merged(into: rtc.time.timeFields)
      case .alarmDate: rtc.alarm.dateFields = write.merged(into: rtc.alarm.dateFields)
      case .alarmTime: rtc.alarm.timeFields = write.merged(into: rtc.alarm.timeFields)
      case .initialCount: (rtc.initialCount, rtc.count) = (write.merged(into: rtc.initialCount), 0)
      case .currentCount: rtc.count = UInt64(write.merged(into: UInt32(truncatingIfNeeded: rtc.count)))
      case .interruptCtrl: rtc.interruptControl = write.merged(into: rtc.interruptControl)
      case .registerCtrl: rtc.control = write.merged(into: rtc.control)
      case .extended:
        rtc.time.year = rtc.time.year % 100 + (write.merged(into: rtc.time.year / 100) & 31) * 100
      }
    }
    return true
  }

  package static func registerName(at offset: Int) -> String? { Register(rawValue: offset)?.name }
}

extension CalendarTime {
  /// Week, day, month and year of the century, as `date` and `alarm_date` have them; the century stays.
  fileprivate var dateFields: UInt32 {
    get { weekday & 7 | day << 8 | month << 16 | (year % 100) << 20 }
    set {
      (weekday, day, month) = (newValue & 7, newValue >> 8 & 31, newValue >> 16 & 15)
      year = year / 100 * 100 + (newValue >> 20) % 100
    }
  }

  /// Second, minute and hour as `time` and `alarm_time` have them.
  fileprivate var timeFields: UInt32 {
    get { second << 10 | minute << 16 | hour << 24 }
    set { (second, minute, hour) = (newValue >> 10 & 63, newValue >> 16 & 63, newValue >> 24 & 31) }
  }
}
