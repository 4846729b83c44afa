/// What can be wrong with a flash chip, for tests of programs that must notice it.
///
/// Equal faults, seeds and commands give equal contents.
package struct NORFaults: Sendable, Equatable {
  /// Programs, erases and status writes that end before one stays busy for ever; nil for never.
  package var operationsBeforeStuck: Int?
  /// Sectors of 4 KiB, by number, in which eight bits stay 0 whatever is done.
  package var wornSectors: Set<Int> = []
  /// Every so-manieth write enable is lost; 0 for none.
  package var losesWriteEnableEach = 0
  /// Ranges in which programs and erases take their time but change nothing.
  package var unwritableRanges: [Range<Int>] = []
  /// What 9F answers instead of the chip's own bytes.
  package var jedecID: [UInt8]?
  /// Chooses bits of worn sectors, and what is left when power is cut.
  package var seed: UInt64 = 1

  /// A chip without faults.
  package init() {}

  /// The bits of a worn sector that stay 0: places in it and masks.
  func stuckBits(ofSector sector: Int) -> [(offset: Int, mask: UInt8)] {
    var random = SplitMix(seed: seed ^ UInt64(truncatingIfNeeded: sector) &* 0x9E37_79B9_7F4A_7C15)
    return (0..<8).map { _ in
      let bits = random.next()
      return (Int(bits % UInt64(NORChip.sectorByteCount)), 1 << UInt8(bits >> 32 & 7))
    }
  }
}

/// Numbers that look random and are the same for the same seed (SplitMix64 by Steele, Lea and Flood).
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
