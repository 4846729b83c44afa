import Scripting

/// What a script holds as `machine.WDT`.
final class Watchdog: ScriptObject, ScriptReferences {
  let number: Int
  /// Milliseconds.
  let timeout: Int
  let callback: Value
  let context: Value
  /// Whether the callback was called and nobody fed it since.
  var hasCalled = false

  init(number: Int, timeout: Int, callback: Value, context: Value) {
    self.number = number
    self.timeout = timeout
    self.callback = callback
    self.context = context
  }

  func visit(_ mark: (Value) -> Void) {
    mark(callback)
    mark(context)
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    Array("[MAIXPY]WDT:(0; id=\(number), timeout=\(timeout), callback=0, context=0)".utf8)
  }
}

extension MaixBoard {
  /// `machine.WDT`: the board resets when it is not fed in time, after its callback was called if it has one.
  ///
  /// **Source**: `machine_wdt.c`; the chip rounds times up to powers of two of its clock, which is left out
  /// here.
  func addWatchdog(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type(
      "WDT", .partly("times are exact; the chip takes longer ones. A reset ends the script"))
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      let given = try NamedArguments(vm, args, ["id", "timeout", "callback", "context"])
      let (number, timeout) = (try given.integer("id"), try given.integer("timeout", 5000))
      guard (0...1).contains(number) else { throw vm.valueError("WDT(\(number)) does not exist") }
      guard timeout > 0 else { throw vm.valueError("WDT timeout too short") }
      let watchdog = Watchdog(
        number: number, timeout: timeout, callback: given["callback"] ?? .none,
        context: given["context"] ?? .none)
      let object = try vm.newHost(watchdog, type: type.type, boardByteCount: 48)
      trace("wdt WDT\(number) \(timeout) ms")
      hardware.startWatchdog(number, object, at: vm.host.microseconds(), period: watchdog.microseconds)
      return object
    }
    try type.define("feed") { [unowned self] vm, args throws(Raised) in
      let watchdog = try vm.own(args, Watchdog.self)
      watchdog.hasCalled = false
      trace("wdt WDT\(watchdog.number) feed")
      if hardware.isWatching(watchdog.number) {
        hardware.startWatchdog(
          watchdog.number, args[0], at: vm.host.microseconds(), period: watchdog.microseconds)
      }
      return .none
    }
    try type.define("context") { vm, args throws(Raised) in try vm.own(args, Watchdog.self).context }
    try type.define("stop") { [unowned self] vm, args throws(Raised) in
      let watchdog = try vm.own(args, Watchdog.self)
      trace("wdt WDT\(watchdog.number) stops")
      hardware.stopWatchdog(watchdog.number)
      return .none
    }
    try type.set(["WDT_DEVICE_0": 0, "WDT_DEVICE_1": 1])
  }
}

extension Watchdog {
  /// Its time by the interpreter's clock.
  var microseconds: UInt64 { UInt64(min(max(timeout, 1), 1 << 40)) * 1000 }
}
