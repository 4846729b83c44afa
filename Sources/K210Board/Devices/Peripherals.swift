/// The blocks that need nothing but the backplane: engines, timers, pins, the KPU, I2C.
///
/// They find their way here from the bus, the timeline and SYSCTL, so that the board knows one thing and not twenty.
package struct Peripherals: Sendable {
  package var sha256 = SHA256Engine()
  package var aes = AESEngine()
  /// Burnt in, so no reset changes it.
  package var otp = OTP()
  package var watchdogs = (0..<2).map { Watchdog(index: $0) }
  package var timers = (0..<3).map { TimerBlock(index: $0) }
  package var rtc = RTC()
  package var gpio = GPIO()
  package var gpiohs = GPIOHS()
  package var kpu = KPUFrontEnd()
  package var i2c = (0..<3).map { I2CController(index: $0) }

  /// All blocks as after power came on.
  package init() {}

  /// Reads a register, nil when the block is not here or has nothing there.
  package mutating func read(
    _ block: BusBlock, _ offset: Int, _ size: Int, _ board: Backplane
  ) -> UInt64? {
    switch block {
    case .sha256: sha256.read(offset, size: size, board)
    case .aes: aes.read(offset, size: size, board)
    case .otp: otp.read(offset, size: size, board)
    case .wdt0: watchdogs[0].read(offset, size: size, board)
    case .wdt1: watchdogs[1].read(offset, size: size, board)
    case .timer0: timers[0].read(offset, size: size, board)
    case .timer1: timers[1].read(offset, size: size, board)
    case .timer2: timers[2].read(offset, size: size, board)
    case .rtc: rtc.read(offset, size: size, board)
    case .gpio: gpio.read(offset, size: size, board)
    case .gpiohs: gpiohs.read(offset, size: size, board)
    case .kpu: kpu.read(offset, size: size, board)
    case .i2c0: i2c[0].read(offset, size: size, board)
    case .i2c1: i2c[1].read(offset, size: size, board)
    case .i2c2: i2c[2].read(offset, size: size, board)
    default: nil
    }
  }

  /// Writes a register; false when the block is not here or has nothing there.
  package mutating func write(
    _ block: BusBlock, _ offset: Int, _ size: Int, _ value: UInt64, _ board: Backplane
  ) -> Bool {
    switch block {
    case .sha256: sha256.write(offset, size: size, value: value, board)
    case .aes: aes.write(offset, size: size, value: value, board)
    case .otp: otp.write(offset, size: size, value: value, board)
    case .wdt0: watchdogs[0].write(offset, size: size, value: value, board)
    case .wdt1: watchdogs[1].write(offset, size: size, value: value, board)
    case .timer0: timers[0].write(offset, size: size, value: value, board)
    case .timer1: timers[1].write(offset, size: size, value: value, board)
    case .timer2: timers[2].write(offset, size: size, value: value, board)
    case .rtc: rtc.write(offset, size: size, value: value, board)
    case .gpio: gpio.write(offset, size: size, value: value, board)
    case .gpiohs: gpiohs.write(offset, size: size, value: value, board)
    case .kpu: kpu.write(offset, size: size, value: value, board)
    case .i2c0: i2c[0].write(offset, size: size, value: value, board)
    case .i2c1: i2c[1].write(offset, size: size, value: value, board)
    case .i2c2: i2c[2].write(offset, size: size, value: value, board)
    default: false
    }
  }

  /// What the data sheet calls a register, also of blocks that are not modelled.
  package static func registerName(_ block: BusBlock, _ offset: Int) -> String? {
    switch block {
    case .sha256: SHA256Engine.registerName(at: offset)
    case .aes: AESEngine.registerName(at: offset)
    case .otp: OTP.registerName(at: offset)
    case .wdt0, .wdt1: Watchdog.registerName(at: offset)
    case .timer0, .timer1, .timer2: TimerBlock.registerName(at: offset)
    case .rtc: RTC.registerName(at: offset)
    case .gpio: GPIO.registerName(at: offset)
    case .gpiohs: GPIOHS.registerName(at: offset)
    case .kpu: KPUFrontEnd.registerName(at: offset)
    case .i2c0, .i2c1, .i2c2: I2CController.registerName(at: offset)
    default: UnmodelledBlock.registerName(of: block, at: offset)
    }
  }

  /// Whether a block asks the DMA controller for an item or offers one; nil for requests of blocks that are not here.
  ///
  /// AES has one request for both ways; it stands for results, which are all that the vendor's driver moves.
  package func isReady(_ request: Int) -> Bool? {
    switch request {
    // I2C0 to I2C2, receiving and sending: nothing is ever received.
    case 8..<14: request % 2 == 1 && i2c[(request - 8) / 2].isTransmitReady
    case DMARequest.aes: aes.isOutputReady
    case DMARequest.sha: sha256.isReady
    case DMARequest.kpu: kpu.isOutputReady
    default: nil
    }
  }

  /// Does what has become due.
  package mutating func handle(_ event: Timeline.Event, _ board: Backplane) {
    switch event {
    case .watchdog0: watchdogs[0].update(board)
    case .watchdog1: watchdogs[1].update(board)
    case .timerBlock0: timers[0].update(board)
    case .timerBlock1: timers[1].update(board)
    case .timerBlock2: timers[2].update(board)
    case .rtc: rtc.update(board)
    case .kpu: kpu.update(board)
    default: break
    }
  }

  /// Goes on with other clocks.
  package mutating func reschedule(_ board: Backplane) {
    for index in watchdogs.indices { watchdogs[index].reschedule(board) }
    for index in timers.indices { timers[index].reschedule(board) }
    kpu.reschedule(board)
  }

  /// Puts blocks into the state after a reset, by their bits in SYSCTL's `peri_reset`.
  ///
  /// **Source**: SDK `sysctl.h` (certain).
  package mutating func reset(_ bits: UInt32, _ board: Backplane) {
    func isReset(_ bit: Int) -> Bool { bits >> UInt32(bit) & 1 == 1 }
    if isReset(2) { kpu.reset(board) }
    if isReset(5) { gpio.reset(board) }
    for index in i2c.indices where isReset(13 + index) { i2c[index].reset(board) }
    if isReset(19) { aes = AESEngine() }
    for index in timers.indices where isReset(21 + index) { timers[index].reset(board) }
    for index in watchdogs.indices where isReset(24 + index) { watchdogs[index].reset(board) }
    if isReset(26) { sha256 = SHA256Engine() }
    if isReset(29) { rtc.reset(board) }
  }

  /// Puts all blocks into the state after a reset of the chip; what drives pins from outside stays.
  package mutating func resetAll(_ board: Backplane) {
    reset(.max, board)
    gpiohs.reset(board)
  }
}
