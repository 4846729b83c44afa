internal import Bytes

/// What flash holds against what it shall hold, sector by sector.
package struct SectorSurvey: Sendable {
  /// A sector of the image.
  package enum Standing: Sendable, Equatable {
    /// It holds what it shall.
    case right
    /// It is erased.
    case blank
    /// It holds something else.
    case other
  }

  /// The standing of each sector of the image.
  package private(set) var standings: [Int: Standing] = [:]

  /// The CRC-32 of an erased sector.
  package static let blankChecksum = CRC32.checksum(
    of: [UInt8](repeating: 0xFF, count: FlashImage.sectorByteCount))

  /// Nothing known.
  package init() {}

  /// Takes the checksum of a sector, against that of what it shall hold; nil when that is not known.
  package mutating func note(_ sum: UInt32, ofSector sector: Int, expected: UInt32?) {
    standings[sector] = sum == expected ? .right : sum == Self.blankChecksum ? .blank : .other
  }

  /// Sectors that hold something else than they shall, in order.
  package var wrongSectors: [Int] { standings.filter { $0.value != .right }.map(\.key).sorted() }
}
