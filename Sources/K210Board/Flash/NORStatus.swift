/// The three status registers of a flash chip, without BUSY, WEL and SUS, which are not kept here.
///
/// **Source**: W25Q128JV data sheet, status registers and memory protection (certain).
struct NORStatus: Sendable, Equatable {
  /// Status registers 1 to 3.
  private(set) var bytes: [UInt8]

  /// The registers of a new chip; the strength of drivers is the weakest.
  init(chip: NORChip) {
    bytes = [0, chip.canWriteQuadEnable ? 0 : Self.quadEnable, 0x60]
  }

  /// QE in register 2.
  static let quadEnable: UInt8 = 0x02
  /// Bits of the registers that a program can write; LB bits (3 to 5 of register 2) can only be set.
  private static let writable: [UInt8] = [0xFC, 0x7B, 0xE4]
  private static let lockBits: UInt8 = 0x38

  /// Whether quad commands work.
  var isQuadEnabled: Bool { bytes[1] & Self.quadEnable != 0 }
  /// Whether the registers stay as they are until power goes (SRL).
  var isLocked: Bool { bytes[1] & 1 != 0 }

  /// Writes a register.
  mutating func write(_ register: Int, _ value: UInt8, chip: NORChip) {
    let mask = Self.writable[register]
    let old = bytes[register]
    bytes[register] = value & mask
    guard register == 1 else { return }
    bytes[1] |= old & Self.lockBits
    if !chip.canWriteQuadEnable { bytes[1] |= Self.quadEnable }
  }

  /// What BP, TB, SEC and CMP protect of `byteCount` bytes; up to two ranges, as CMP turns one around.
  ///
  /// SEC with BP = 6 is not in the data sheet; it is taken as 32 KiB like 4 and 5.
  func protectedRanges(byteCount: Int) -> [Range<Int>] {
    let code = Int(bytes[0] >> 2 & 7)
    let isBottom = bytes[0] & 0x20 != 0
    let isSectors = bytes[0] & 0x40 != 0
    let isComplement = bytes[1] & 0x40 != 0
    let size: Int =
      switch code {
      case 0: 0
      case 7: byteCount
      case _ where isSectors: min(NORChip.sectorByteCount << (code - 1), 0x8000)
      default: byteCount >> (7 - code)
      }
    let range = isBottom ? 0..<size : (byteCount - size)..<byteCount
    guard isComplement else { return size == 0 ? [] : [range] }
    return [0..<range.lowerBound, range.upperBound..<byteCount].filter { !$0.isEmpty }
  }
}

extension NORStatus {
  /// Makes the registers writable again, as power-up does after SRL.
  mutating func unlock(chip: NORChip) { write(1, bytes[1] & ~1, chip: chip) }
}
