/// What has functions of the script called at times of its own: timers, watchdogs.
///
/// It is asked at safe points and while the script sleeps; what is due is left to `schedule`, as interrupts
/// do it on the device.
package protocol ScriptAlarms: AnyObject {
  /// When it wants its turn next, in the host's microseconds; nil if it waits for nothing.
  var nextAlarm: UInt64? { get }
  /// Does what is due; `nextAlarm` is later than `now` then.
  func ring(_ vm: Interpreter, at now: UInt64) throws(Raised)
}

extension Interpreter {
  /// Gives alarms their turn if one is due.
  func ringAlarms() throws(Raised) {
    guard let alarms, let due = alarms.nextAlarm else { return }
    let now = host.microseconds()
    if now >= due { try alarms.ring(self, at: now) }
  }

  /// What is left of a sleep when alarms that were due during it have had their turn, and how long the next
  /// piece of it may be.
  func ringAlarms(asleepFor rest: UInt64, piece: UInt64) throws(Raised) -> (rest: UInt64, piece: UInt64) {
    guard let alarms, alarms.nextAlarm != nil else { return (rest, min(rest, piece)) }
    let start = host.microseconds()
    try ringAlarms()
    try runScheduled()
    let now = host.microseconds()
    // What the script does meanwhile takes its time of the sleep.
    let left = rest - min(rest, now > start ? now - start : 0)
    let next = alarms.nextAlarm.map { $0 > now ? $0 - now : 1 } ?? .max
    return (left, min(left, piece, max(next, 1)))
  }

  /// Ends the script as the host would, whatever handlers it has; to be thrown.
  package func stopped() -> Raised {
    ending = .stopped
    return fault(.SystemExit)
  }

  /// What the device prints when a function that an interrupt or `schedule` called fails: the script goes on
  /// (py/scheduler.c), unless it is the host or Ctrl-C that wants it to end.
  package func survive(_ failure: Raised) throws(Raised) {
    guard ending == nil, !failure.value.isNull,
      !isInstance(failure.value, of: exceptionType(.KeyboardInterrupt))
    else { throw failure }
    host.write(traceback(failure.value))
  }
}
