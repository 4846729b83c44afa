package import RV64

/// Everything on the bus that is not RAM: decides which block answers, and reports what none does.
///
/// **Invariant** of the properties without run-time exclusivity checks: blocks are values that know the ``Backplane`` alone, so no call of
/// one comes back here while it is changed. The DMA controller, which does reach for other blocks, works on a copy of itself (``runDMA()``),
/// and whoever is lent the flash chip has only that.
package final class SystemBus: MemoryBus {
  let backplane: Backplane
  let decoder = AddressDecoder()
  /// The hart that runs now, whose accesses these are.
  @safe @exclusivity(unchecked) var running: Hart?

  /// Blocks that need nothing but the backplane.
  @safe @exclusivity(unchecked) package var peripherals = Peripherals()
  @safe @exclusivity(unchecked) var clint = CLINT()
  @safe @exclusivity(unchecked) var uarths = UARTHS()
  @safe @exclusivity(unchecked) var uart1 = UART16550(.uart1)
  @safe @exclusivity(unchecked) var uart2 = UART16550(.uart2)
  @safe @exclusivity(unchecked) var uart3 = UART16550(.uart3)
  @safe @exclusivity(unchecked) var fpioa = FPIOA()
  @safe @exclusivity(unchecked) var sysctl = SYSCTL()
  /// For displays; nothing answers there.
  @safe @exclusivity(unchecked) var spi0 = SPIController(.spi0, NothingAttached())
  /// For SD cards; nothing answers there.
  @safe @exclusivity(unchecked) var spi1 = SPIController(.spi1, NothingAttached())
  /// For the flash chip.
  @safe @exclusivity(unchecked) var spi3: SPIController<NORFlash>
  @safe @exclusivity(unchecked) var dmac = DMAController()
  /// Which pins GPIO and GPIOHS have.
  @safe @exclusivity(unchecked) var pinRoutes = PinRoutes()

  init(backplane: Backplane, flash: NORFlash) {
    self.backplane = backplane
    spi3 = SPIController(.spi3, flash)
  }

  package func load(_ access: BusAccess) -> UInt64? {
    guard let place = decoder.place(at: access.address) else { return nil }
    if let running { backplane.cycle = running.currentCycles }
    let value = read(place.block, place.offset, access.size)
    if backplane.endsSlice { running?.stop() }
    if let value { return value }
    report(access, place, value: nil)
    return 0
  }

  package func store(_ access: BusAccess, value: UInt64) -> Bool {
    guard let place = decoder.place(at: access.address) else { return false }
    if let running { backplane.cycle = running.currentCycles }
    backplane.noteEffect()
    if !write(place.block, place.offset, access.size, value) { report(access, place, value: value) }
    if backplane.endsSlice { running?.stop() }
    return true
  }

  func read(_ block: BusBlock, _ offset: Int, _ size: Int) -> UInt64? {
    switch block {
    case .clint: clint.read(offset, size: size, backplane)
    case .plic: backplane.plic.read(offset, size: size, backplane)
    case .uarths: uarths.read(offset, size: size, backplane)
    case .uart1: uart1.read(offset, size: size, backplane)
    case .uart2: uart2.read(offset, size: size, backplane)
    case .uart3: uart3.read(offset, size: size, backplane)
    case .fpioa: fpioa.read(offset, size: size, backplane)
    case .sysctl: sysctl.read(offset, size: size, backplane)
    case .spi0: spi0.read(offset, size: size, backplane)
    case .spi1: spi1.read(offset, size: size, backplane)
    case .spi3 where sysctl.isXIPEnabled(spi: 3): spi3.readXIP(offset: offset, size: size, backplane)
    case .spi3: spi3.read(offset, size: size, backplane)
    case .dmac: dmac.read(offset, size: size, backplane)
    default: peripherals.read(block, offset, size, backplane)
    }
  }

  func write(_ block: BusBlock, _ offset: Int, _ size: Int, _ value: UInt64) -> Bool {
    switch block {
    case .clint: clint.write(offset, size: size, value: value, backplane)
    case .plic: backplane.plic.write(offset, size: size, value: value, backplane)
    case .uarths: uarths.write(offset, size: size, value: value, backplane)
    case .uart1: uart1.write(offset, size: size, value: value, backplane)
    case .uart2: uart2.write(offset, size: size, value: value, backplane)
    case .uart3: uart3.write(offset, size: size, value: value, backplane)
    case .fpioa: fpioa.write(offset, size: size, value: value, backplane)
    case .sysctl: sysctl.write(offset, size: size, value: value, backplane)
    case .spi0: spi0.write(offset, size: size, value: value, backplane)
    case .spi1: spi1.write(offset, size: size, value: value, backplane)
    case .spi3: spi3.write(offset, size: size, value: value, backplane)
    case .dmac: dmac.write(offset, size: size, value: value, backplane)
    case .gpio, .gpiohs: writePins(block, offset, size, value)
    default: peripherals.write(block, offset, size, value, backplane)
    }
  }

  private func report(_ access: BusAccess, _ place: AddressDecoder.Place, value: UInt64?) {
    backplane.notices.add(
      .unknownRegister(
        UnknownRegister(
          block: place.block, name: registerName(place.block, place.offset), address: access.address,
          isWrite: value != nil, value: value ?? 0, hart: access.hart, pc: access.pc)))
  }

  /// What the data sheet calls a register.
  package func registerName(_ block: BusBlock, _ offset: Int) -> String? {
    switch block {
    case .clint: CLINT.registerName(at: offset)
    case .plic: PLIC.registerName(at: offset)
    case .uarths: UARTHS.registerName(at: offset)
    case .uart1, .uart2, .uart3: UART16550.registerName(at: offset)
    case .fpioa: FPIOA.registerName(at: offset)
    case .sysctl: SYSCTL.registerName(at: offset)
    case .spi0, .spi1, .spi3: SPIController<NothingAttached>.registerName(at: offset)
    case .dmac: DMAController.registerName(at: offset)
    default: Peripherals.registerName(block, offset)
    }
  }

  // MARK: Resets and events

  /// Puts every block into the state after a reset; what is outside of the chip stays.
  func reset(_ cause: ResetCause) {
    backplane.resetSignals()
    peripherals.resetAll(backplane)
    clint = CLINT()
    uarths = UARTHS()
    uart1 = UART16550(.uart1)
    uart2 = UART16550(.uart2)
    uart3 = UART16550(.uart3)
    let levels = fpioa.externalLevels
    fpioa = FPIOA()
    for (pin, level) in levels.enumerated() { fpioa.drive(pin, level) }
    sysctl = SYSCTL(cause: cause)
    spi0.reset(backplane)
    spi1.reset(backplane)
    spi3.reset(backplane)
    dmac = DMAController()
    routePins()
  }

  /// Puts single blocks into that state, by their bits in SYSCTL's `peri_reset`.
  func resetPeripherals(_ bits: UInt32) {
    peripherals.reset(bits, backplane)
    func isReset(_ bit: Int) -> Bool { bits >> UInt32(bit) & 1 == 1 }
    if isReset(1) { dmac.reset(backplane) }
    if isReset(6) { spi0.reset(backplane) }
    if isReset(7) { spi1.reset(backplane) }
    if isReset(9) { spi3.reset(backplane) }
    for (bit, port) in [(16, SerialPort.uart1), (17, .uart2), (18, .uart3)] where isReset(bit) {
      backplane.cancel(port.sent)
      backplane.cancel(port.quiet)
      backplane.setInterrupt(port.interrupt, false)
      withUART(port) { $0 = UART16550(port) }
    }
  }

  /// Lends one of the three 16550s.
  func withUART<Result>(_ port: SerialPort, _ body: (inout UART16550) -> Result) -> Result {
    switch port {
    case .uarths, .uart1: body(&uart1)
    case .uart2: body(&uart2)
    case .uart3: body(&uart3)
    }
  }

  /// The pins that something outside of the chip can be told of.
  func function(ofPin pin: Int) -> Int { fpioa.function(of: pin) }

  // MARK: The serial ports

  /// Bits per second of a port.
  func baud(of port: SerialPort) -> UInt64 {
    port == .uarths ? uarths.baud(backplane.clocks) : withUART(port) { $0.baud(backplane.clocks) }
  }

  /// The port whose receiver has a pin and is on.
  func receiver(onPin pin: Int) -> SerialPort? {
    guard let port = SerialPort(receiveFunction: fpioa.function(of: pin)) else { return nil }
    let isOn = port == .uarths ? uarths.isReceiving : withUART(port) { $0.isReceiving }
    return isOn ? port : nil
  }

  /// Gives a byte to a receiver; false when it had no room.
  func receive(_ byte: UInt8, _ port: SerialPort) -> Bool {
    port == .uarths
      ? uarths.receive(byte, backplane) : withUART(port) { $0.receive(byte, backplane) }
  }

  /// The byte that has just left a transmitter.
  func sentByte(_ port: SerialPort) -> UInt8? {
    port == .uarths ? uarths.sent(backplane) : withUART(port) { $0.sent(backplane) }
  }
}
