package import RV64

/// A K210 on a board: two harts, memory, peripherals, mask ROM, a serial line, RESET and BOOT.
///
/// It runs in slices that the caller asks for, on its own time, and does no I/O: bytes go in and out by ``receive(_:)`` and
/// ``HostLine/takeOutput()``. Equal calls give equal runs.
package final class VirtualBoard {
  /// What the chip is doing.
  package enum Phase: Sendable, Equatable {
    /// RESET is low.
    case held
    /// RESET went high; BOOT will be looked at.
    case starting
    /// The mask ROM waits for a host.
    case isp
    /// The mask ROM found nothing to start.
    case bootFailed
    /// Harts run.
    case running
  }

  /// Main memory and KPU RAM.
  package let memory: GuestMemory
  /// What blocks share.
  package let backplane: Backplane
  /// The blocks.
  package let bus: SystemBus
  /// Hart 0 and hart 1.
  package let harts: [Hart]
  var activities = [HartActivity](repeating: .halted, count: 2)

  var patience = [Patience(), Patience()]

  /// What the chip is doing.
  package internal(set) var phase = Phase.starting
  var rom = MaskROM()
  /// The line to the host.
  package var line = HostLine()
  /// Instructions that harts have run since the board was made; skipped time does not count.
  package internal(set) var instructionCount: UInt64 = 0
  /// Time that passed without anything to do.
  package internal(set) var idleTime = Duration.zero
  /// Is told of every instruction before it runs; tracing is slow.
  package var tracer: ((Hart) -> Void)?
  /// Whether a debugger is there; loops that wait are not skipped then.
  var isDebugged = false
  /// How the debugger wants harts to go on, nil when all shall run.
  package var debugResume: DebugResume? {
    didSet { releaseHarts(heldBy: oldValue) }
  }
  /// Counts where harts are, when it is there.
  package var profile: SamplingProfile?
  /// Where the lengths between samples come from.
  var sampleSeed: UInt32 = 1

  /// Time from RESET going high until BOOT is looked at.
  ///
  /// **Source**: chosen, not measured: host tools set the two lines one after the other and wait 100 ms, so it lies in between.
  package static let bootSampleDelay = Duration.milliseconds(50)
  /// Time from a reset that a program or a watchdog made until the ROM has started what is in flash; chosen, not measured.
  static let restartDelay = Duration.milliseconds(1)
  /// Whether the reset under way is one after which BOOT counts.
  ///
  /// **Source**: inferred: kflash 1.1.6 leaves BOOT low, has its stub write `soft_reset`, and relies on the program in flash to start.
  var looksAtBoot = true
  /// Whether BOOT counts as low at the next reset, whatever it is, and no longer.
  package var holdsBootOnce = false
  /// The pin that BOOT is at; low selects the ISP mode.
  static let bootPin = 16
  /// The pins of the line to the host.
  static let (receivePin, transmitPin) = (4, 5)

  /// A board whose power has just come on, with a flash chip.
  package init(flash: NORFlash = NORFlash()) {
    memory = GuestMemory(byteCount: 8 << 20, bases: [0x8000_0000, 0x4000_0000])
    backplane = Backplane(memory: memory)
    bus = SystemBus(backplane: backplane, flash: flash)
    let (memory, bus) = (memory, bus)
    harts = (0..<2).map { Hart(id: $0, memory: memory, bus: bus, pc: 0x8000_0000) }
    bus.fpioa.drive(Self.bootPin, true)
    startChip(.pin)
  }

  /// The board's time.
  package var now: BoardTime { backplane.now }

  /// The cycle of the CPU that it is now, since the last reset.
  package var cycle: UInt64 { backplane.cycle }

  /// The flash chip that programs start from.
  package var flash: NORFlash {
    get { bus.spi3.peripheral }
    // In place: a chip is 16 MiB.
    _modify { yield &bus.spi3.peripheral }
  }

  /// Whether the flash's controller demands of programs what silicon does (``SPIController/isStrict``).
  package var isFlashBusStrict: Bool {
    get { bus.spi3.isStrict }
    set { bus.spi3.isStrict = newValue }
  }

  /// Takes out what has changed in flash since the last time, as far as a file needs to be told.
  package func takeChangedFlash() -> [FlashChange] {
    let size = NORChip.sectorByteCount
    return bus.spi3.peripheral.takeDirtySectors().map { sector in
      FlashChange(
        address: sector * size, bytes: bus.spi3.peripheral.bytes(sector * size..<(sector + 1) * size))
    }
  }

  /// What each hart is doing, and where.
  package var hartStates: [(hart: Int, activity: HartActivity, pc: UInt64)] {
    harts.map { ($0.id, activities[$0.id], $0.pc) }
  }

  /// Whether a hart runs or loops, so that it is not asleep for good.
  package var isLooping: Bool { activities.contains { $0 == .running || $0 == .spinning } }

  // MARK: Lines from outside

  /// Drives RESET; the chip stands still while it is low.
  package func setReset(isLow: Bool) {
    if isLow {
      guard phase != .held else { return }
      resetChip(.pin)
      line.removeWaiting()
      phase = .held
    } else if phase == .held {
      startChip(.pin)
    }
  }

  /// Takes the power away in the middle of whatever the flash chip was doing; RESET stays low until it is let go.
  package func cutPower() {
    setReset(isLow: true)
    bus.spi3.peripheral.cutPower(at: backplane.now)
  }

  /// Drives BOOT.
  package func setBoot(isLow: Bool) {
    guard bus.fpioa.externalLevels[Self.bootPin] != !isLow else { return }
    bus.fpioa.drive(Self.bootPin, !isLow)
    backplane.noteRouteChange()
  }

  /// Adds bytes from the host, which travel at its speed (``HostLine/hostBaud``).
  ///
  /// A chip in reset hears nothing.
  package func receive(_ bytes: some Sequence<UInt8>) {
    guard phase != .held else { return }
    line.append(bytes)
    pumpHost()
  }

  // MARK: Reset and start

  /// Puts the chip into the state after a reset, except for memory, which keeps what it holds.
  private func resetChip(_ cause: ResetCause) {
    bus.reset(cause)
    activities = [.halted, .halted]
    rom = MaskROM()
    for hart in harts { hart.state = HartState(pc: 0x8000_0000) }
    backplane.notices.add(.reset(cause))
  }

  private func startChip(_ cause: ResetCause) {
    resetChip(cause)
    phase = .starting
    looksAtBoot = cause == .pin
    backplane.schedule(.bootSample, after: looksAtBoot ? Self.bootSampleDelay : Self.restartDelay)
  }

  /// Looks at BOOT and does what it says; it does not count after resets that programs and watchdogs made, nor when a fuse
  /// forbids the ISP mode.
  func sampleBoot() {
    let isHeld = holdsBootOnce || !bus.fpioa.inputLevel(of: Self.bootPin)
    holdsBootOnce = false
    guard !looksAtBoot || bus.peripherals.otp.isISPDisabled || !isHeld else {
      phase = .isp
      backplane.notices.add(.waitsForHost)
      return pumpHost()
    }
    bootFromFlash()
  }

  /// Starts both harts.
  func startHarts(at address: UInt32) {
    phase = .running
    rom = MaskROM()
    backplane.cancel(.romByte)
    for hart in harts {
      hart.state = HartState(pc: UInt64(address))
      hart.advance(cycles: backplane.cycle)
    }
    activities = [.running, .running]
    backplane.notices.add(.started(at: address))
  }

  /// Goes on after a reset that a program or a watchdog asked for.
  func restart(_ cause: ResetCause) { startChip(cause) }
}

/// Whether a hart has something to do.
package enum HartActivity: Sendable, Equatable {
  /// It runs.
  case running
  /// A `wfi` holds it.
  case waiting
  /// It runs in a loop that only others can end.
  case spinning
  /// It does not run: in reset, or after a fault.
  case halted
}

/// Bytes of flash that changed.
package struct FlashChange: Sendable, Equatable {
  /// Where they are.
  package let address: Int
  /// What they are now.
  package let bytes: ArraySlice<UInt8>

  /// A change.
  package init(address: Int, bytes: ArraySlice<UInt8>) { (self.address, self.bytes) = (address, bytes) }
}
