import Scripting

extension MaixBoard {
  /// What the timers count, in hertz: half of PLL0, which is as much as the core's clock.
  ///
  /// **Source**: `machine_timer.c`, `check_period_setting`; `CONFIG_CPU_DEFAULT_FREQ`.
  static let timerHertz = 400_000_000.0

  /// `machine.Timer`.
  ///
  /// **Source**: `machine_timer.c`. Its `init` takes at least two arguments by position and allows none, so
  /// it never works.
  func addTimer(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type(
      "Timer", .partly("a period that passed several times between two looks at the clock counts once"))
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      guard args.count >= 2 else {
        throw vm.typeError("function missing \(2 - args.count) required positional arguments")
      }
      let (timer, channel) = (try vm.plainInteger(args[0]), try vm.plainInteger(args[1]))
      guard (0..<3).contains(timer), (0..<4).contains(channel) else {
        throw vm.valueError("[MAIXPY]Timer:Invalid timer")
      }
      let own = ScriptTimer(timer: timer, channel: channel)
      let starts = try configure(own, vm, args.dropFirst(2))
      let object = try vm.newHost(own, type: type.type, boardByteCount: 80)
      if starts { start(own, object, vm) }
      return object
    }
    try type.define("init", 2, nil, keywords: true) { vm, args throws(Raised) in
      throw vm.typeError("extra positional arguments given")
    }
    try addTimerControls(to: type)
    try addTimerSettings(to: type)
    try type.set([
      "TIMER0": 0, "TIMER1": 1, "TIMER2": 2, "CHANNEL0": 0, "CHANNEL1": 1, "CHANNEL2": 2, "CHANNEL3": 3,
      "MODE_ONE_SHOT": 0, "MODE_PERIODIC": 1, "MODE_PWM": 2, "UNIT_NS": 0, "UNIT_US": 1, "UNIT_MS": 2,
      "UNIT_S": 3,
    ])
  }

  private func start(_ timer: ScriptTimer, _ object: Value, _ vm: Interpreter) {
    timer.isActive = true
    trace("timer TIMER\(timer.timer) CHANNEL\(timer.channel) every \(timer.microseconds) us")
    hardware.startTimer(
      timer.place, object, at: vm.host.microseconds(), period: timer.microseconds,
      repeats: timer.mode == .periodic)
  }

  private func addTimerControls(to type: MaixTypeBuilder) throws(Raised) {
    try type.define("start") { [unowned self] vm, args throws(Raised) in
      let timer = try vm.own(args, ScriptTimer.self)
      if !timer.isActive, timer.mode != .pwm { start(timer, args[0], vm) }
      timer.isActive = true
      return .none
    }
    try type.define("stop") { [unowned self] vm, args throws(Raised) in
      let timer = try vm.own(args, ScriptTimer.self)
      timer.isActive = false
      hardware.stopTimer(timer.place)
      trace("timer TIMER\(timer.timer) CHANNEL\(timer.channel) stops")
      return .none
    }
    try type.define("restart") { [unowned self] vm, args throws(Raised) in
      start(try vm.own(args, ScriptTimer.self), args[0], vm)
      return .none
    }
    for name in ["deinit", "__del__"] {
      try type.define(name) { [unowned self] vm, args throws(Raised) in
        let timer = try vm.own(args, ScriptTimer.self)
        hardware.stopTimer(timer.place)
        // So does the firmware: `start` then does nothing, `restart` works.
        timer.isActive = true
        return .none
      }
    }
  }

  private func addTimerSettings(to type: MaixTypeBuilder) throws(Raised) {
    try type.define("callback", 1, 1) { vm, args throws(Raised) in
      try vm.own(args, ScriptTimer.self).callback = args[1]
      return .none
    }
    try type.define("callback_arg") { vm, args throws(Raised) in
      try vm.own(args, ScriptTimer.self).argument
    }
    try type.define("period", 0, 2) { [unowned self] vm, args throws(Raised) in
      let timer = try vm.own(args, ScriptTimer.self)
      guard args.count > 1 else { return try vm.newInteger(timer.period) }
      if args.count > 2 {
        let unit = try vm.plainInteger(args[2])
        guard (0..<4).contains(unit) else { throw vm.valueError("[MAIXPY]Timer:unit error") }
        timer.unit = unit
      }
      timer.period = try vm.plainInteger(args[1])
      if timer.isActive, timer.mode != .pwm { start(timer, args[0], vm) }
      return try vm.newInteger(timer.period)
    }
  }

  /// Settings of a timer, in the order in which the firmware looks at them; whether it is to start.
  private func configure(_ timer: ScriptTimer, _ vm: Interpreter, _ args: Arguments) throws(Raised) -> Bool {
    let names = ["mode", "period", "unit", "callback", "arg", "start", "priority", "div"]
    let given = try NamedArguments(vm, args, names, positional: 0)
    timer.period = try given.integer("period", 1000)
    timer.callback = given["callback"] ?? .none
    timer.argument = given["arg"] ?? .none
    timer.priority = try given.integer("priority", 1)
    timer.divider = try given.integer("div", 0)
    let (mode, unit) = (try given.integer("mode", 0), try given.integer("unit", 2))
    guard let mode = TimerMode(rawValue: mode) else { throw vm.valueError("[MAIXPY]Timer:Invalid mode") }
    timer.mode = mode
    if mode != .pwm {
      guard vm.isCallable(timer.callback) else { throw vm.valueError("[MAIXPY]Timer:Invalid callback") }
      guard (1...7).contains(timer.priority) else { throw vm.valueError("[MAIXPY]Timer:Invalid priority") }
    }
    let range = 0..<Int(UInt32.max)
    guard range.contains(timer.period), (0...255).contains(timer.divider), (0..<4).contains(unit) else {
      throw vm.valueError("[MAIXPY]Timer:Invalid period or div")
    }
    timer.unit = unit
    var hertz = MaixBoard.timerHertz
    for _ in 0..<timer.divider { hertz /= 2 }
    // The chip counts in 32 bits: without a divider that is ten seconds.
    guard (1...Double(UInt32.max)).contains(hertz * timer.nanoseconds / 1e9) else {
      throw vm.valueError("[MAIXPY]Timer:Invalid period or div")
    }
    return try given.truth("start", true) && mode != .pwm
  }
}
