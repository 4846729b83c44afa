/// The platform-level interrupt controller: 65 sources, 7 priorities, a context per hart and mode.
///
/// **Source**: SiFive's layout as the SDK's `plic.h` has it (certain): context 2h is hart h in machine mode. A claimed source stays
/// masked until it is completed; lines are levels, so one that is still high is pending again afterwards.
package struct PLIC: RegisterBlock, Equatable {
  /// Numbers of sources, 0 being none.
  static let sourceCount = 66
  /// Contexts of the two harts: machine and supervisor mode each.
  static let contextCount = 4

  private var priorities = [UInt32](repeating: 0, count: sourceCount)
  private var enables = [[UInt32]](repeating: [0, 0, 0], count: contextCount)
  private var thresholds = [UInt32](repeating: 0, count: contextCount)
  private var lines = [Bool](repeating: false, count: sourceCount)
  /// Sources whose line was high for a moment and that nobody has claimed since.
  private var isLatched = [Bool](repeating: false, count: sourceCount)
  private var isClaimed = [Bool](repeating: false, count: sourceCount)
  /// Whether a context has an interrupt to take; kept up with every change.
  private(set) var isPending = [Bool](repeating: false, count: contextCount)

  /// Drives a source; true when that changed what harts see.
  mutating func setLine(_ source: InterruptSource, _ isHigh: Bool) -> Bool {
    guard lines[source.rawValue] != isHigh else { return false }
    lines[source.rawValue] = isHigh
    return update()
  }

  /// Drives a source for a moment, which it remembers until it is claimed; true when that changed what harts see.
  mutating func pulse(_ source: InterruptSource) -> Bool {
    guard !isClaimed[source.rawValue] else { return false }
    isLatched[source.rawValue] = true
    return update()
  }

  private func isWaiting(_ source: Int) -> Bool {
    (lines[source] || isLatched[source]) && !isClaimed[source]
  }

  /// Whether the machine mode of a hart has an external interrupt pending.
  package func interrupts(hart: Int) -> Bool { isPending[2 * hart] }

  /// The most urgent source for a context, of equal ones the lowest number, 0 for none.
  private func best(_ context: Int) -> Int {
    var (source, priority) = (0, thresholds[context])
    for word in 0..<3 {
      // Few sources are enabled, and most contexts have none.
      var enabled = enables[context][word]
      while enabled != 0 {
        let candidate = 32 * word + enabled.trailingZeroBitCount
        enabled &= enabled - 1
        guard candidate > 0, candidate < Self.sourceCount else { continue }
        if priorities[candidate] > priority, isWaiting(candidate) {
          (source, priority) = (candidate, priorities[candidate])
        }
      }
    }
    return source
  }

  /// Looks at all contexts again; true when one changed.
  private mutating func update() -> Bool {
    let before = isPending
    for context in 0..<Self.contextCount { isPending[context] = best(context) != 0 }
    return before != isPending
  }

  // MARK: Registers

  private enum Place {
    case priority(Int)
    case pending(Int)
    case enable(context: Int, word: Int)
    case threshold(Int)
    case claim(Int)

    init?(_ offset: Int) {
      switch offset {
      case 0x4..<(4 * PLIC.sourceCount): self = .priority(offset / 4)
      case 0x1000..<0x100C: self = .pending(offset % 0x1000 / 4)
      case 0x2000..<(0x2000 + 0x80 * PLIC.contextCount) where offset % 0x80 < 12:
        self = .enable(context: (offset - 0x2000) / 0x80, word: offset % 0x80 / 4)
      case 0x20_0000..<(0x20_0000 + 0x1000 * PLIC.contextCount):
        let context = (offset - 0x20_0000) / 0x1000
        switch offset % 0x1000 {
        case 0: self = .threshold(context)
        case 4: self = .claim(context)
        default: return nil
        }
      default: return nil
      }
    }
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    switch Place(offset) {
    case .priority(let source): return UInt64(priorities[source])
    case .pending(let word): return UInt64(pendingBits(word))
    case .enable(let context, let word): return UInt64(enables[context][word])
    case .threshold(let context): return UInt64(thresholds[context])
    case .claim(let context):
      let source = best(context)
      board.noteEffect()
      if source != 0 {
        isClaimed[source] = true
        isLatched[source] = false
        if update() { board.endsSlice = true }
      }
      return UInt64(source)
    // The unused places of the layout read as 0.
    case nil: return 0
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    switch Place(offset) {
    case .priority(let source): priorities[source] = write.word & 7
    case .pending: break
    case .enable(let context, let word): enables[context][word] = write.word
    case .threshold(let context): thresholds[context] = write.word & 7
    case .claim:
      let source = Int(write.word)
      if isClaimed.indices.contains(source) { isClaimed[source] = false }
    case nil: break
    }
    if update() { board.endsSlice = true }
    return true
  }

  private func pendingBits(_ word: Int) -> UInt32 {
    var bits: UInt32 = 0
    for source in (32 * word)..<min(32 * word + 32, Self.sourceCount)
    where isWaiting(source) {
      bits |= 1 << UInt32(source % 32)
    }
    return bits
  }

  package static func registerName(at offset: Int) -> String? {
    switch Place(offset) {
    case .priority(let source): "priority\(source)"
    case .pending(let word): "pending\(word)"
    case .enable(let context, let word): "enable\(word)[context \(context)]"
    case .threshold(let context): "threshold[context \(context)]"
    case .claim(let context): "claim[context \(context)]"
    case nil: nil
    }
  }
}
