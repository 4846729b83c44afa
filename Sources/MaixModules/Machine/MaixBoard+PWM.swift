import Scripting

/// What a script holds as `machine.PWM`.
final class ScriptPWM {
  let timer: ScriptTimer
  var pin = -1
  var frequency = 0.0
  /// Percent.
  var duty = 0.0
  var isOn = false

  init(timer: ScriptTimer) { self.timer = timer }
}

extension MaixBoard {
  /// `machine.PWM`: settings go to the trace.
  ///
  /// **Source**: `machine_pwm.c`; the frequency that comes of whole periods of the timer's clock, `pwm.c` of
  /// the SDK.
  func addPWM(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("PWM", .partly("settings go to the trace, nothing swings"))
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      guard args.count > 0 else { throw vm.typeError("function missing 1 required positional arguments") }
      guard let timer = vm.hostObject(args[0], as: ScriptTimer.self) else {
        throw vm.typeError("can't convert \(vm.typeName(args[0])) to Timer")
      }
      let pwm = ScriptPWM(timer: timer)
      try configure(pwm, vm, args.dropFirst(1))
      return try vm.newHost(pwm, type: type.type, boardByteCount: 120)
    }
    try type.define("init", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try configure(try vm.own(args, ScriptPWM.self), vm, args.dropFirst(1))
      return .none
    }
    try type.define("freq", 0, 1) { [unowned self] vm, args throws(Raised) in
      let pwm = try vm.own(args, ScriptPWM.self)
      guard args.count > 1 else { return try vm.newInteger(Int(pwm.frequency)) }
      try setFrequency(of: pwm, vm, to: try vm.floatArgument(args[1]))
      trace(pwm)
      return try vm.newFloat(pwm.frequency)
    }
    try type.define("duty", 0, 1) { [unowned self] vm, args throws(Raised) in
      let pwm = try vm.own(args, ScriptPWM.self)
      guard args.count > 1 else { return try vm.newInteger(Int(pwm.duty)) }
      let duty = try vm.floatArgument(args[1])
      guard (0...100).contains(duty) else { throw vm.valueError("[MAIXPY]PWM:Invalid duty") }
      pwm.duty = duty
      trace(pwm)
      return try vm.newFloat(duty)
    }
    try type.define("enable", 0, 1) { [unowned self] vm, args throws(Raised) in
      let pwm = try vm.own(args, ScriptPWM.self)
      pwm.isOn = args.count > 1 ? try vm.plainInteger(args[1]) != 0 : true
      trace(pwm)
      return .none
    }
    for name in ["disable", "deinit", "__del__"] {
      try type.define(name) { [unowned self] vm, args throws(Raised) in
        let pwm = try vm.own(args, ScriptPWM.self)
        pwm.isOn = false
        trace(pwm)
        return .none
      }
    }
  }

  private func configure(_ pwm: ScriptPWM, _ vm: Interpreter, _ args: Arguments) throws(Raised) {
    let given = try NamedArguments(vm, args, ["freq", "duty", "pin", "enable"])
    let pin = try given.integer("pin", -1)
    if pin != -1 {
      guard (0..<48).contains(pin) else { throw vm.valueError("[MAIXPY]PWM:Invalid pin number") }
      connect(pin, to: PinFunction.timerToggle + pwm.timer.place)
    }
    pwm.pin = pin
    let frequency = try vm.floatArgument(given["freq"] ?? .none)
    let duty = try vm.floatArgument(given["duty"] ?? .none)
    guard frequency > 0 else { throw vm.valueError("[MAIXPY]PWM:Invalid freq") }
    guard (0...100).contains(duty) else { throw vm.valueError("[MAIXPY]PWM:Invalid duty") }
    pwm.duty = duty
    try setFrequency(of: pwm, vm, to: frequency)
    pwm.isOn = try given.truth("enable", true)
    trace(pwm)
  }

  private func setFrequency(of pwm: ScriptPWM, _ vm: Interpreter, to frequency: Double) throws(Raised) {
    // Above the timer's clock there is no whole period.
    guard frequency > 0, frequency <= MaixBoard.timerHertz else {
      throw vm.valueError("[MAIXPY]PWM:Invalid freq")
    }
    let periods = (MaixBoard.timerHertz / frequency).rounded(.towardZero)
    pwm.frequency = MaixBoard.timerHertz / min(periods, Double(Int32.max))
  }

  private func trace(_ pwm: ScriptPWM) {
    let pin = pwm.pin < 0 ? "" : " pin \(pwm.pin)"
    trace(
      "pwm TIMER\(pwm.timer.timer) CHANNEL\(pwm.timer.channel)\(pin) \(pwm.frequency) Hz, "
        + "duty \(pwm.duty) %, \(pwm.isOn ? "on" : "off")")
  }
}
