/// Module `utime` (extmod/utime_mphal.c, and MaixPy's own functions).
extension Interpreter {
  func installTimeModule() {
    addModule("utime") { vm, module throws(Raised) in
      try vm.fillSleeping(module)
      try vm.fillTicks(module)
      try vm.fillCalendar(module)
      try module.set("clock", try vm.frameClockType())
    }
  }

  // MARK: Sleeping

  private func fillSleeping(_ module: ModuleBuilder) throws(Raised) {
    try module.define("sleep", 1, 1) { vm, args throws(Raised) in
      let seconds = try vm.floatArgument(args[0])
      // Milliseconds are all that the device knows here.
      try vm.sleep(
        milliseconds: UInt64(exactly: (seconds * 1000).rounded(.towardZero)) ?? (seconds > 0 ? .max : 0), args
      )
      return .none
    }
    try module.define("sleep_ms", 1, 1) { vm, args throws(Raised) in
      try vm.sleep(milliseconds: UInt64(max(try vm.integerArgument(args[0]), 0)), args)
      return .none
    }
    try module.define("sleep_us", 1, 1) { vm, args throws(Raised) in
      try vm.sleep(microseconds: UInt64(max(try vm.integerArgument(args[0]), 0)), args)
      return .none
    }
  }

  private func sleep(milliseconds: UInt64, _ arguments: Arguments) throws(Raised) {
    let (product, overflows) = milliseconds.multipliedReportingOverflow(by: 1000)
    try sleep(microseconds: overflows ? .max : product, arguments)
  }

  /// Lets time pass for the thread that called, while others go on.
  private func sleep(microseconds: UInt64, _ arguments: Arguments) throws(Raised) {
    guard !isMainThread else { return try sleep(microseconds: microseconds) }
    let now = host.microseconds()
    if let end = fibre.wakesAt, now >= end {
      fibre.wakesAt = nil
      return
    }
    try wait(arguments, until: fibre.wakesAt ?? now &+ min(microseconds, .max / 2))
    try sleep(microseconds: microseconds)
  }

  /// Lets time pass in pieces, between which the host may end it.
  package func sleep(microseconds: UInt64) throws(Raised) {
    var rest = microseconds
    repeat {
      try checkStop()
      try runThreads()
      let part: UInt64
      (rest, part) = try ringAlarms(
        asleepFor: rest, piece: waiting.isEmpty ? Interpreter.sleepPiece : 1000)
      if part > 0 { host.sleep(microseconds: part) }
      rest -= part
    } while rest > 0
    // What was scheduled meanwhile is due.
    memory[HeapLayout.fuel] = 0
  }

  private static let sleepPiece: UInt64 = 20_000

  // MARK: Ticks

  /// Ticks go round before small integers end.
  static let tickMask = Int.max >> 1

  private func fillTicks(_ module: ModuleBuilder) throws(Raised) {
    for (name, divisor) in [("ticks_ms", 1000), ("ticks", 1000), ("ticks_us", 1), ("ticks_cpu", 1)]
      as [(String, UInt64)]
    {
      try module.define(name, 0, 0) { vm, _ throws(Raised) in
        Value(small: Int(truncatingIfNeeded: vm.host.microseconds() / divisor) & Interpreter.tickMask)
      }
    }
    try module.define("ticks_diff", 2, 2) { vm, args throws(Raised) in
      let half = Interpreter.tickMask / 2 + 1
      let difference = try vm.integerArgument(args[0]) &- (try vm.integerArgument(args[1]))
      return Value(small: ((difference &+ half) & Interpreter.tickMask) - half)
    }
    try module.define("ticks_add", 2, 2) { vm, args throws(Raised) in
      let sum = try vm.integerArgument(args[0]) &+ (try vm.integerArgument(args[1]))
      return Value(small: sum & Interpreter.tickMask)
    }
  }

  // MARK: Calendar

  private func fillCalendar(_ module: ModuleBuilder) throws(Raised) {
    let clock = CalendarClock()
    try module.define("time", 0, 0) { vm, _ throws(Raised) in try vm.newInteger(clock.seconds(vm)) }
    try module.define("localtime", 0, 1) { vm, args throws(Raised) in
      let isNow = args.count == 0 || args[0] == .none
      let date = CalendarDate(seconds: isNow ? clock.seconds(vm) : try vm.integerArgument(args[0]))
      let parts = [
        date.year, date.month, date.day, date.hour, date.minute, date.second, date.weekday, date.dayOfYear,
      ]
      var items: [Value] = []
      for part in parts { items.append(try vm.newInteger(part)) }
      return try vm.newTuple(items)
    }
    try module.define("mktime", 1, 1) { vm, args throws(Raised) in
      try vm.newInteger(try vm.date(args[0]).seconds)
    }
    try module.define("set_time", 1, 1) { vm, args throws(Raised) in
      clock.offset = try vm.date(args[0]).seconds &- vm.host.wallSeconds()
      return .none
    }
  }

  /// A tuple as `localtime` gives it.
  private func date(_ value: Value) throws(Raised) -> CalendarDate {
    guard isTuple(value) || isKind(value, .list) else {
      throw typeError("object '\(typeName(value))' isn't a tuple or list")
    }
    let (start, count) = items(of: value)
    guard (8...9).contains(count) else {
      throw typeError("mktime needs a tuple of length 8 or 9 (\(count) given)")
    }
    var parts: [Int] = []
    for item in (0..<6).map({ memory[value: start + $0 * 8] }) { parts.append(try integerArgument(item)) }
    guard let date = CalendarDate(parts: parts) else {
      throw overflowError("overflow converting long int to machine word")
    }
    return date
  }
}

/// The board's clock, which scripts may set.
private final class CalendarClock {
  /// Seconds that it is ahead of the host's.
  var offset = 0

  /// Seconds since 2000-01-01.
  func seconds(_ vm: Interpreter) -> Int { vm.host.wallSeconds() &+ offset }
}
