internal import K210Boards

/// A serial NOR flash chip: what comes in on its four lines at each clock, and what it drives.
///
/// It takes commands clock by clock, so that a program that uses another number of lines, too few dummy clocks or a byte too many
/// gets what the chip would answer. Lines that nobody drives read as 1. Changes of the array happen when an operation starts,
/// since nothing can be read of it before it ends.
///
/// **Source**: W25Q128JV data sheet. Not modelled: security registers, single block locks (WPS is kept and does nothing), QPI, WP and HOLD pins.
package struct NORFlash: Sendable {
  /// What it is.
  package let chip: NORChip
  /// How long it takes for things.
  package var timing: NORTiming
  /// What is wrong with it.
  package var faults: NORFaults
  /// Eight bytes that no other chip has, for command 4B.
  package var uniqueID: [UInt8]
  /// The array.
  package private(set) var contents: [UInt8]
  /// What it has done, since it was made.
  package internal(set) var work = Work()

  /// Status registers as programs see them, and as they will be after power was off.
  var status: NORStatus
  var keptStatus: NORStatus
  var isWriteEnabled = false
  var isVolatileStatusWrite = false
  var writeEnableCount = 0
  var isPoweredDown = false
  var isResetEnabled = false
  /// Until when the chip hears nothing, after a reset or on waking.
  var deafUntil = BoardTime.zero
  var operation: Operation?
  var suspended: Operation?
  var continuousRead: NORCommand?
  var transaction: Transaction?
  private var dirtySectors: Set<Int> = []

  /// What a chip has done.
  package struct Work: Sendable, Equatable {
    /// Page programs that started.
    package var programs = 0
    /// Erases that started, by their sizes.
    package var sectorErases = 0, block32Erases = 0, block64Erases = 0, chipErases = 0
    /// Writes of status registers that started.
    package var statusWrites = 0
    /// Commands that it did not know, or that came when it did not listen to them.
    package var ignoredCommands = 0
  }

  /// An operation that keeps the chip busy.
  struct Operation: Sendable, Equatable {
    enum Kind: Sendable, Equatable { case program, erase, chipErase, status, suspending }
    let kind: Kind
    let range: Range<Int>
    /// What the range held before, for power that goes before the operation ends.
    let before: [UInt8]
    var startedAt: BoardTime
    var endsAt: BoardTime
    /// How much of it was done when it started again after a suspension, 0 to 1.
    var doneBefore = 0.0

    /// How much of it is done, 0 to 1.
    func done(at time: BoardTime) -> Double {
      let whole = (endsAt - startedAt).wholePicoseconds
      guard whole > 0, endsAt != .never else { return doneBefore }
      let part = Double((time - startedAt).wholePicoseconds) / Double(whole)
      return min(1, doneBefore + (1 - doneBefore) * part)
    }
  }

  /// A chip with contents; bytes behind them are erased, those that do not fit are left out.
  package init(
    _ chip: NORChip = NORChip.usual.value, contents: [UInt8] = [], profile: NORTiming.Profile = .typical,
    faults: NORFaults = NORFaults(), uniqueID: [UInt8] = [0xD1, 0x66, 0x4C, 0x19, 0x27, 0x3B, 0x5E, 0x82]
  ) {
    self.chip = chip
    self.faults = faults
    timing = chip.timing.timing(profile)
    self.uniqueID = uniqueID.isEmpty ? [0xFF] : uniqueID
    self.contents = [UInt8](repeating: 0xFF, count: chip.byteCount)
    status = NORStatus(chip: chip)
    keptStatus = status
    load(contents, at: 0)
  }

  // MARK: Contents

  /// The bytes of a range, as far as the chip has them.
  package func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
    contents[range.clamped(to: contents.indices)]
  }

  /// Takes out which sectors of 4 KiB changed since the last time, in ascending order.
  package mutating func takeDirtySectors() -> [Int] {
    defer { dirtySectors.removeAll() }
    return dirtySectors.sorted()
  }

  /// Puts bytes into the array as a programmer outside of the board does; they are not reported as changed.
  package mutating func load(_ bytes: [UInt8], at address: Int) {
    guard bytes.count != contents.count || address != 0 else {
      contents = bytes
      return
    }
    let range = (address..<(address + bytes.count)).clamped(to: contents.indices)
    guard !range.isEmpty else { return }
    contents.replaceSubrange(range, with: bytes[(range.lowerBound - address)..<(range.upperBound - address)])
  }

  /// Changes each byte of a range; what worn sectors and unwritable ranges make of it is up to them.
  mutating func change(_ range: Range<Int>, _ value: (Int, UInt8) -> UInt8) {
    let blocked = faults.unwritableRanges.filter { $0.overlaps(range) }
    for address in range where blocked.isEmpty || !blocked.contains(where: { $0.contains(address) }) {
      contents[address] = value(address, contents[address])
    }
    noteChange(range)
  }

  /// Makes a range all ones.
  mutating func fill(_ range: Range<Int>) {
    guard !faults.unwritableRanges.contains(where: { $0.overlaps(range) }) else {
      return change(range) { _, _ in 0xFF }
    }
    contents.replaceSubrange(range, with: repeatElement(0xFF, count: range.count))
    noteChange(range)
  }

  private mutating func noteChange(_ range: Range<Int>) {
    let size = NORChip.sectorByteCount
    for sector in (range.lowerBound / size)...((range.upperBound - 1) / size) {
      dirtySectors.insert(sector)
      guard faults.wornSectors.contains(sector) else { continue }
      for (offset, mask) in faults.stuckBits(ofSector: sector) {
        contents[sector * size + offset] &= ~mask
      }
    }
  }

  // MARK: Time

  /// Ends an operation whose time has come.
  mutating func settle(at time: BoardTime) {
    guard let operation, time >= operation.endsAt else { return }
    self.operation = nil
    isWriteEnabled = false
  }

  /// Whether BUSY is 1.
  package func isBusy(at time: BoardTime) -> Bool { operation.map { time < $0.endsAt } ?? false }

  /// A status register, 1 to 3, as the commands 05, 35 and 15 answer it.
  package mutating func statusRegister(_ number: Int, at time: BoardTime) -> UInt8 {
    settle(at: time)
    let byte = status.bytes[number - 1]
    return switch number {
    case 1: byte | (operation != nil ? 1 : 0) | (isWriteEnabled ? 2 : 0)
    case 2: byte | (suspended != nil ? 0x80 : 0)
    default: byte
    }
  }

  /// Takes the power away and gives it back: an operation that was going on stays half done.
  ///
  /// Which bits have changed by then is chosen by the seed of ``faults``: as large a share of them as of the time has passed.
  package mutating func cutPower(at time: BoardTime) {
    abandonOperations(at: time)
    isPoweredDown = false
    status = keptStatus
    if status.isLocked { status.unlock(chip: chip) }
    keptStatus = status
    forgetVolatileState()
    transaction = nil
    deafUntil = time
  }

  /// Leaves the operations that are going on half done.
  mutating func abandonOperations(at time: BoardTime) {
    settle(at: time)
    for abandoned in [operation, suspended].compactMap(\.self) where !abandoned.range.isEmpty {
      undoPart(of: abandoned, at: abandoned == suspended ? abandoned.startedAt : time)
    }
    operation = nil
    suspended = nil
  }

  private mutating func undoPart(of abandoned: Operation, at time: BoardTime) {
    let done = abandoned.done(at: time)
    var random = SplitMix(seed: faults.seed ^ UInt64(truncatingIfNeeded: abandoned.range.lowerBound))
    let threshold = UInt64(done * 65536)
    change(abandoned.range) { address, new in
      let old = abandoned.before[address - abandoned.range.lowerBound]
      var result = new
      for bit in 0..<8 where (old ^ new) >> UInt8(bit) & 1 == 1 && random.next() & 0xFFFF >= threshold {
        result ^= 1 << UInt8(bit)
      }
      return result
    }
  }

  /// Forgets what neither power-up nor a reset leaves.
  mutating func forgetVolatileState() {
    isWriteEnabled = false
    isVolatileStatusWrite = false
    isResetEnabled = false
    continuousRead = nil
  }
}
