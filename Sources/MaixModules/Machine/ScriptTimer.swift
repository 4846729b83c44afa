import Scripting

/// What a script holds as `machine.Timer`.
final class ScriptTimer: ScriptObject, ScriptReferences {
  let timer: Int
  let channel: Int
  var mode = TimerMode.oneShot
  var period = 1000
  /// 0 to 3: nano-, micro-, milliseconds, seconds.
  var unit = 2
  var priority = 1
  var divider = 0
  var callback = Value.none
  var argument = Value.none
  /// What the firmware believes of it, which `start` looks at.
  var isActive = false

  init(timer: Int, channel: Int) {
    self.timer = timer
    self.channel = channel
  }

  /// Its place among the timers of the chip.
  var place: Int { timer * 4 + channel }

  /// The period in nanoseconds; what goes beyond all clocks is cut off.
  var nanoseconds: Double {
    var value = Double(period)
    for _ in 0..<unit { value *= 1000 }
    return min(max(value, 0), 1e18)
  }

  /// The period by the interpreter's clock.
  var microseconds: UInt64 { max(1, UInt64(nanoseconds / 1000)) }

  func visit(_ mark: (Value) -> Void) {
    mark(callback)
    mark(argument)
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    let units = ["ns", "us", "ms", "s"]
    let text = "[MAIXPY]Timer:(0) timer=\(timer), channel=\(channel), mode=\(mode.rawValue), "
    let rest = "period=\(period)\(units[unit]), priority=\(priority), div=\(divider), callback=0, arg=0"
    return Array((text + rest).utf8)
  }
}

/// What a timer does at the end of its period.
enum TimerMode: Int {
  /// It stops.
  case oneShot
  /// It begins anew.
  case periodic
  /// Nothing: it gives a PWM its time.
  case pwm
}
