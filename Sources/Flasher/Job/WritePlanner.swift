/// Decides which commands bring flash from what it holds to what it shall hold.
///
/// A block of 64 KiB is erased at once when that is faster than sector by sector (150 ms against 45 ms each, data sheet) and all of it is ours to
/// write; sectors in it that were right already are written again then.
package struct WritePlanner {
  let image: FlashImage
  let survey: SectorSurvey
  /// What sectors held before that the image covers in part.
  let neighbours: [Int: [UInt8]]
  /// Whether bytes beside the image may have been lost, so that they are written as well.
  let rewritesNeighbours: Bool

  /// Sectors of a block that must be in the way before the block is erased as a whole.
  private static let blockThreshold = 4
  private static let sectorsPerBlock = FlashImage.blockByteCount / FlashImage.sectorByteCount

  /// A plan for an image and what was found out about flash.
  package init(
    image: FlashImage, survey: SectorSurvey, neighbours: [Int: [UInt8]] = [:],
    rewritesNeighbours: Bool = false
  ) {
    (self.image, self.survey, self.neighbours) = (image, survey, neighbours)
    self.rewritesNeighbours = rewritesNeighbours
  }

  /// What to do, in order.
  package var steps: [WriteStep] {
    var steps: [WriteStep] = []
    let wrong = survey.wrongSectors
    var index = 0
    while index < wrong.count {
      let block = wrong[index] / Self.sectorsPerBlock
      let ofBlock = wrong[index...].prefix { $0 / Self.sectorsPerBlock == block }
      steps += self.steps(block: block, wrong: Array(ofBlock))
      index += ofBlock.count
    }
    return steps
  }

  private func steps(block: Int, wrong: [Int]) -> [WriteStep] {
    let sectors = (block * Self.sectorsPerBlock)..<((block + 1) * Self.sectorsPerBlock)
    let inTheWay = wrong.count { survey.standings[$0] == .other }
    let isOurs = sectors.allSatisfy { survey.standings[$0] != nil && image.coversAll(ofSector: $0) }
    guard isOurs, inTheWay >= Self.blockThreshold else { return wrong.flatMap { steps(sector: $0) } }
    let start = sectors.lowerBound * FlashImage.sectorByteCount
    return [.erase(start..<(start + FlashImage.blockByteCount))]
      + sectors.flatMap { sector in intoBlank(image.contents(ofSector: sector, over: nil), sector: sector) }
  }

  private func steps(sector: Int) -> [WriteStep] {
    let range = FlashImage.range(ofSector: sector)
    let isWhole = image.coversAll(ofSector: sector) || rewritesNeighbours && neighbours[sector] != nil
    let contents = image.contents(ofSector: sector, over: neighbours[sector])
    guard isWhole else {
      return image.covered(sector: sector).map { part in
        .write(
          Array(contents[(part.lowerBound - range.lowerBound)..<(part.upperBound - range.lowerBound)]),
          at: part.lowerBound)
      }
    }
    if contents.allSatisfy({ $0 == 0xFF }) { return [.erase(range)] }
    if survey.standings[sector] == .blank { return intoBlank(contents, sector: sector) }
    return [.write(contents, at: range.lowerBound, mayBeErasedFirst: true)]
  }

  /// Writes into an erased sector, from the first byte that is not erased to the last.
  private func intoBlank(_ contents: [UInt8], sector: Int) -> [WriteStep] {
    guard let first = contents.firstIndex(where: { $0 != 0xFF }),
      let last = contents.lastIndex(where: { $0 != 0xFF })
    else { return [] }
    let start = sector * FlashImage.sectorByteCount
    return [.write(Array(contents[first...last]), at: start + first)]
  }
}

/// One thing to do with flash: erase whole sectors, or write bytes within one.
package struct WriteStep: Sendable, Equatable {
  /// Where it begins.
  package let address: Int
  /// The bytes to write; empty for an erase.
  package let bytes: [UInt8]
  /// Bytes to erase; 0 for a write.
  package let byteCount: Int
  /// Whether all of the sector is written, so that it can be erased without regard to its other bytes.
  package let mayBeErasedFirst: Bool

  /// Erases whole sectors.
  package static func erase(_ range: Range<Int>) -> WriteStep {
    WriteStep(address: range.lowerBound, bytes: [], byteCount: range.count, mayBeErasedFirst: false)
  }

  /// Writes bytes within one sector.
  package static func write(_ bytes: [UInt8], at address: Int, mayBeErasedFirst: Bool = false) -> WriteStep {
    WriteStep(address: address, bytes: bytes, byteCount: 0, mayBeErasedFirst: mayBeErasedFirst)
  }

  /// The sectors that it changes.
  package var sectors: Range<Int> {
    sector..<(isErase ? (address + byteCount) / FlashImage.sectorByteCount : sector + 1)
  }

  /// What it counts in a progress bar.
  var progressByteCount: Int { isErase ? byteCount / 8 : bytes.count }

  /// Whether it only erases.
  package var isErase: Bool { byteCount > 0 }
  /// The sector that it begins in.
  var sector: Int { address / FlashImage.sectorByteCount }
  /// Where that begins.
  var sectorAddress: Int { sector * FlashImage.sectorByteCount }
}
