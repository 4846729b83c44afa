extension NORFlash {
  /// Hears an instruction byte.
  mutating func begin(_ opcode: UInt8, at time: BoardTime) {
    settle(at: time)
    let wasResetEnabled = isResetEnabled
    isResetEnabled = false
    guard let command = NORCommand(opcode: opcode), listens(to: command, at: time),
      opcode != 0x99 || wasResetEnabled
    else {
      transaction?.phase = .ignored
      // FF only ends modes that are off already.
      if opcode != 0xFF { work.ignoredCommands += 1 }
      return
    }
    transaction?.command = command
    advance(behind: .instruction)
  }

  private func listens(to command: NORCommand, at time: BoardTime) -> Bool {
    guard time >= deafUntil else { return false }
    if isPoweredDown { return command.opcode == 0xAB }
    if operation != nil { return command.isHonouredWhileBusy }
    return !command.needsQuadEnable || status.isQuadEnabled
  }

  /// The next byte that goes out.
  mutating func nextOutput(at time: BoardTime) -> UInt8 {
    guard let command = transaction?.command, let count = transaction?.outputCount,
      let address = transaction?.address
    else { return 0xFF }
    transaction?.outputCount = count &+ 1
    switch command.opcode {
    case 0x05: return statusRegister(1, at: time)
    case 0x35: return statusRegister(2, at: time)
    case 0x15: return statusRegister(3, at: time)
    case 0x9F:
      let identity = faults.jedecID ?? chip.jedecID
      return identity.isEmpty ? 0xFF : identity[count % identity.count]
    case 0x90:
      let manufacturer = (faults.jedecID ?? chip.jedecID).first ?? 0xFF
      return (address &+ count) & 1 == 0 ? manufacturer : chip.deviceID
    case 0xAB: return chip.deviceID
    case 0x4B: return uniqueID[count % uniqueID.count]
    default:
      transaction?.address = (address + 1) & 0xFF_FFFF
      return command.opcode == 0x5A
        ? SerialFlashParameters.byte(at: address, chip: chip) : contents[address & (chip.byteCount - 1)]
    }
  }

  /// Does what a command does when the chip is deselected.
  ///
  /// A command whose bits are not all there, or that has some too many, does nothing.
  mutating func finish(_ finished: Transaction, at time: BoardTime) {
    guard let command = finished.command else { return }
    switch (command.data, finished.phase) {
    case (.none, .complete): perform(command, address: finished.address, at: time)
    case (.input, .input) where finished.bitCount == 0 && !finished.input.isEmpty:
      write(command, finished, at: time)
    case (.output, .output) where command.opcode == 0xAB, (.output, .dummy) where command.opcode == 0xAB:
      wake(at: time)
    default:
      if command.data != .output { work.ignoredCommands += 1 }
    }
  }

  private mutating func wake(at time: BoardTime) {
    guard isPoweredDown else { return }
    isPoweredDown = false
    deafUntil = time + timing.wake
  }

  private mutating func perform(_ command: NORCommand, address: Int, at time: BoardTime) {
    switch command.opcode {
    case 0x06: enableWrites()
    case 0x04: isWriteEnabled = false
    case 0x50: isVolatileStatusWrite = true
    case 0x20: erase(address, NORChip.sectorByteCount, timing.sector, \.sectorErases, at: time)
    case 0x52: erase(address, 0x8000, timing.block32, \.block32Erases, at: time)
    case 0xD8: erase(address, 0x1_0000, timing.block64, \.block64Erases, at: time)
    case 0xC7, 0x60: erase(0, chip.byteCount, timing.chip, \.chipErases, at: time)
    case 0xB9: isPoweredDown = true
    case 0x66: isResetEnabled = true
    case 0x99: reset(at: time)
    case 0x75: suspend(at: time)
    case 0x7A: resume(at: time)
    default: break
    }
  }

  private mutating func enableWrites() {
    writeEnableCount &+= 1
    let each = faults.losesWriteEnableEach
    if each <= 0 || writeEnableCount % each != 0 { isWriteEnabled = true }
  }

  private mutating func reset(at time: BoardTime) {
    abandonOperations(at: time)
    status = keptStatus
    forgetVolatileState()
    deafUntil = time + timing.reset
  }

  // MARK: Programming and erasing

  private mutating func write(_ command: NORCommand, _ finished: Transaction, at time: BoardTime) {
    switch command.opcode {
    case 0x02, 0x32: program(finished, at: time)
    case 0x01: writeStatus(Array(finished.input.prefix(2)), from: 0, at: time)
    case 0x31: writeStatus([finished.input[0]], from: 1, at: time)
    default: writeStatus([finished.input[0]], from: 2, at: time)
    }
  }

  private func isProtected(_ range: Range<Int>) -> Bool {
    status.protectedRanges(byteCount: chip.byteCount).contains { $0.overlaps(range) }
  }

  private mutating func program(_ finished: Transaction, at time: BoardTime) {
    let size = NORChip.pageByteCount
    let address = finished.address & (chip.byteCount - 1)
    let page = address / size * size
    let range = page..<(page + size)
    guard mayStart(range), mayProgramWhileSuspended(range) else { return refuse() }
    work.programs += 1
    start(.program, range, for: timing.program(finished.input.count), at: time)
    var image = [UInt8](repeating: 0xFF, count: size)
    for (index, byte) in finished.input.enumerated() { image[(address + index) % size] = byte }
    // Programming only makes zeros.
    change(range) { $1 & image[$0 - page] }
  }

  /// A suspended erase lets other places be programmed, a suspended program none.
  private func mayProgramWhileSuspended(_ range: Range<Int>) -> Bool {
    guard let suspended else { return true }
    return suspended.kind == .erase && !suspended.range.overlaps(range)
  }

  private mutating func erase(
    _ address: Int, _ size: Int, _ duration: Duration, _ counter: WritableKeyPath<Work, Int>,
    at time: BoardTime
  ) {
    let first = (address & (chip.byteCount - 1)) / size * size
    let range = first..<(first + size)
    guard mayStart(range), suspended == nil else { return refuse() }
    work[keyPath: counter] += 1
    start(size == chip.byteCount ? .chipErase : .erase, range, for: duration, at: time)
    fill(range)
  }

  private func mayStart(_ range: Range<Int>) -> Bool { isWriteEnabled && !isProtected(range) }

  /// A command that must not run is over at once; whether WEL stays then is not in the data sheet, it is taken to stay.
  private mutating func refuse() { work.ignoredCommands += 1 }

  private mutating func start(
    _ kind: Operation.Kind, _ range: Range<Int>, for duration: Duration, at time: BoardTime
  ) {
    var endsAt = time + duration
    if let left = faults.operationsBeforeStuck {
      if left <= 0 { endsAt = .never }
      faults.operationsBeforeStuck = max(0, left - 1)
    }
    operation = Operation(
      kind: kind, range: range, before: Array(contents[range]), startedAt: time, endsAt: endsAt)
  }

  private mutating func writeStatus(_ values: [UInt8], from first: Int, at time: BoardTime) {
    let isVolatile = isVolatileStatusWrite
    isVolatileStatusWrite = false
    guard isWriteEnabled || isVolatile, !status.isLocked, suspended == nil else { return refuse() }
    work.statusWrites += 1
    var values = values
    if first == 0, values.count == 1, chip.clearsStatus2OnShortWrite { values.append(0) }
    for (index, value) in values.enumerated() {
      status.write(first + index, value, chip: chip)
      if !isVolatile { keptStatus.write(first + index, value, chip: chip) }
    }
    // Bits that are lost without power are written at once.
    if !isVolatile { start(.status, 0..<0, for: timing.statusWrite, at: time) }
  }

  // MARK: Suspending

  private mutating func suspend(at time: BoardTime) {
    guard var paused = operation, suspended == nil, paused.kind == .program || paused.kind == .erase,
      paused.endsAt != .never
    else { return }
    let left = paused.endsAt - time
    paused.doneBefore = paused.done(at: time)
    // While it is suspended, `startedAt` is when it stopped and `endsAt` when it would have ended.
    (paused.startedAt, paused.endsAt) = (time, time + left)
    suspended = paused
    operation = Operation(
      kind: .suspending, range: 0..<0, before: [], startedAt: time, endsAt: time + timing.suspend)
  }

  private mutating func resume(at time: BoardTime) {
    guard var paused = suspended, operation == nil else { return }
    let left = paused.endsAt - paused.startedAt
    (paused.startedAt, paused.endsAt) = (time, time + left)
    operation = paused
    suspended = nil
  }
}
