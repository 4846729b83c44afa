package import Scripting

/// What the modules of pins, timers and serial lines share: the state of the chip beside camera, panel and
/// KPU.
package final class BoardHardware: ScriptAlarms, ScriptReferences {
  /// Pins and what they are connected to.
  let pins = PinTable()
  /// The board's forty GPIOs: 32 fast ones, then 8 others.
  let pinPorts = (0..<40).map { PinPort(number: $0) }
  /// The objects that scripts hold for them; null where none was made.
  var pinObjects = [Value](repeating: .null, count: 40)
  /// Serial lines: three UARTs, none, UARTHS.
  package let lines = (0..<5).map { SerialLine(number: $0) }
  /// What `UART.repl_uart()` gives; null before it is asked for.
  var consoleUART = Value.null
  /// Running timers: place is timer · 4 + channel.
  private var timers = [TimerSlot?](repeating: nil, count: 12)
  /// Running watchdogs.
  private var watchdogs = [TimerSlot?](repeating: nil, count: 2)
  /// The class that is both `Maix.Audio` and `audio.Audio`, which modules keep; null before either was made.
  var audioType = Value.null
  /// `/flash/config.json` once it was read; null before.
  var configuration = Value.null
  /// What `utils.gc_heap_size` says once a script set it.
  var heapSetting: Int?
  private weak var board: MaixBoard?

  package private(set) var nextAlarm: UInt64?

  /// A timer's or watchdog's object, and when it is due.
  private struct TimerSlot {
    let object: Value
    var due: UInt64
    let period: UInt64
    let repeats: Bool
  }

  /// The chip after power-up.
  package init() {}

  /// Has an interpreter ask for alarms and keep what scripts left here.
  func attach(to vm: Interpreter, of board: MaixBoard) {
    self.board = board
    for number in board.configuration.wiredUARTs where lines.indices.contains(number) {
      lines[number].echoes = true
    }
    vm.moduleStates["machine"] = self
    vm.alarms = self
  }

  package func visit(_ mark: (Value) -> Void) {
    for value in pinObjects where !value.isNull { mark(value) }
    for port in pinPorts where !port.handler.isNull { mark(port.handler) }
    for slot in timers + watchdogs { if let slot { mark(slot.object) } }
    for value in [consoleUART, configuration] where !value.isNull { mark(value) }
  }

  // MARK: Timers

  /// Starts a timer; `place` is timer · 4 + channel.
  func startTimer(_ place: Int, _ object: Value, at now: UInt64, period: UInt64, repeats: Bool) {
    timers[place] = TimerSlot(object: object, due: now &+ period, period: period, repeats: repeats)
    findNextAlarm()
  }

  /// Stops a timer.
  func stopTimer(_ place: Int) {
    timers[place] = nil
    findNextAlarm()
  }

  /// Starts a watchdog or gives it its time anew.
  func startWatchdog(_ place: Int, _ object: Value, at now: UInt64, period: UInt64) {
    watchdogs[place] = TimerSlot(object: object, due: now &+ period, period: period, repeats: true)
    findNextAlarm()
  }

  /// Stops a watchdog.
  func stopWatchdog(_ place: Int) {
    watchdogs[place] = nil
    findNextAlarm()
  }

  /// Whether a watchdog runs.
  func isWatching(_ place: Int) -> Bool { watchdogs[place] != nil }

  private func findNextAlarm() { nextAlarm = (timers + watchdogs).compactMap { $0?.due }.min() }

  package func ring(_ vm: Interpreter, at now: UInt64) throws(Raised) {
    defer { findNextAlarm() }
    for place in timers.indices {
      guard var slot = timers[place], slot.due <= now else { continue }
      // A period that passed more than once meanwhile counts once: the device's queue is short, too.
      slot.due &+= ((now - slot.due) / slot.period &+ 1) &* slot.period
      timers[place] = slot.repeats ? slot : nil
      guard let timer = vm.hostObject(slot.object, as: ScriptTimer.self) else { continue }
      if !slot.repeats { timer.isActive = false }
      _ = try vm.schedule(timer.callback, slot.object)
    }
    for place in watchdogs.indices {
      guard var slot = watchdogs[place], slot.due <= now else { continue }
      slot.due &+= ((now - slot.due) / slot.period &+ 1) &* slot.period
      watchdogs[place] = slot
      guard let watchdog = vm.hostObject(slot.object, as: Watchdog.self) else { continue }
      guard watchdog.callback != .none, !watchdog.hasCalled else {
        board?.trace("wdt WDT\(place) resets the board")
        board?.explainOnce("WDT\(place) was not fed for \(slot.period / 1000) ms: the board resets")
        throw board?.end(vm, .reset) ?? vm.stopped()
      }
      watchdog.hasCalled = true
      _ = try vm.schedule(watchdog.callback, slot.object)
    }
  }

  // MARK: Pins

  /// Changes what comes in at a GPIO, as a button does; handlers of the script are called at the next safe
  /// point.
  package func setInput(_ port: Int, to level: Bool, _ vm: Interpreter) throws(Raised) {
    guard pinPorts.indices.contains(port) else { return }
    let before = pinPorts[port].level
    pinPorts[port].input = level
    let after = pinPorts[port].level
    guard before != after, !pinObjects[port].isNull, pinPorts[port].watches(rising: after) else { return }
    _ = try vm.schedule(pinPorts[port].handler, pinObjects[port])
  }
}
