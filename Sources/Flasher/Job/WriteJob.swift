internal import Bytes

/// An image on its way into flash, and how far it has come.
final class WriteJob {
  let image: FlashImage
  /// The sectors of the image, in order.
  let sectors: [Int]
  /// Sectors that the image covers in part.
  let partialSectors: [Int]
  /// What those held before.
  var neighbours: [Int: [UInt8]] = [:]
  /// Sectors that hold what they shall, as far as is known.
  var rightSectors: Set<Int> = []
  /// Sectors that were to be changed at some time.
  var touchedSectors: Set<Int> = []
  /// Passes that wrote all that was wrong.
  var passCount = 0
  /// Whether anything was sent to be written.
  var hasWritten = false

  private var checksums: [Int: UInt32] = [:]

  init(image: FlashImage) {
    self.image = image
    sectors = image.sectors
    partialSectors = sectors.filter { !image.coversAll(ofSector: $0) }
  }

  /// Neighbouring sectors in a row.
  var runs: [Range<Int>] {
    sectors.reduce(into: []) { runs, sector in
      if let last = runs.last, last.upperBound == sector {
        runs[runs.count - 1] = last.lowerBound..<(sector + 1)
      } else {
        runs.append(sector..<(sector + 1))
      }
    }
  }

  /// The checksum of what a sector shall hold; nil while its other bytes are not known.
  func expectedChecksum(ofSector sector: Int) -> UInt32? {
    if let known = checksums[sector] { return known }
    guard neighbours[sector] != nil || image.coversAll(ofSector: sector) else { return nil }
    let sum = CRC32.checksum(of: image.contents(ofSector: sector, over: neighbours[sector]))
    checksums[sector] = sum
    return sum
  }

  /// Bytes of the image in some sectors.
  func byteCount(ofSectors sectors: [Int]) -> Int {
    sectors.reduce(0) { sum, sector in sum + image.covered(sector: sector).reduce(0) { $0 + $1.count } }
  }

  /// Sectors with other bytes in them than the image's, as they were; erased ones are not worth keeping.
  var neighbourSegments: [FlashSegment] {
    partialSectors.compactMap { sector in
      guard let bytes = neighbours[sector] else { return nil }
      let range = FlashImage.range(ofSector: sector)
      let covered = image.covered(sector: sector)
      let isWorthIt = bytes.indices.contains { index in
        bytes[index] != 0xFF && !covered.contains { $0.contains(range.lowerBound + index) }
      }
      return isWorthIt ? FlashSegment(address: range.lowerBound, bytes: bytes) : nil
    }
  }

  /// How the flash stands.
  var account: FlashAccount {
    let missing = sectors.filter { !rightSectors.contains($0) }
    return FlashAccount(
      written: Self.ranges(sectors.filter { rightSectors.contains($0) }, of: image),
      missing: Self.ranges(missing, of: image),
      neighbours: neighbourSegments.filter {
        let sector = $0.address / FlashImage.sectorByteCount
        return touchedSectors.contains(sector) && !rightSectors.contains(sector)
      })
  }

  /// The bytes of the image in some sectors, joined.
  private static func ranges(_ sectors: [Int], of image: FlashImage) -> [Range<Int>] {
    sectors.flatMap { image.covered(sector: $0) }.reduce(into: []) { ranges, part in
      if let last = ranges.last, last.upperBound == part.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<part.upperBound
      } else {
        ranges.append(part)
      }
    }
  }
}
