internal import Bytes

/// What flash holds against what it shall hold, sector by sector.
struct SectorSurvey {
  /// A sector of the image.
  enum Standing: Equatable {
    /// It holds what it shall.
    case right
    /// It is erased.
    case blank
    /// It holds something else.
    case other
  }

  /// The standing of each sector of the image.
  private(set) var standings: [Int: Standing] = [:]

  static let blankChecksum = CRC32.checksum(of: [UInt8](repeating: 0xFF, count: FlashImage.sectorByteCount))

  mutating func note(_ sum: UInt32, ofSector sector: Int, expected: UInt32?) {
    standings[sector] = sum == expected ? .right : sum == Self.blankChecksum ? .blank : .other
  }

  /// Sectors that hold something else than they shall, in order.
  var wrongSectors: [Int] { standings.filter { $0.value != .right }.map(\.key).sorted() }
}

/// Decides which commands bring flash from what it holds to what it shall hold.
///
/// A block of 64 KiB is erased at once when that is faster than sector by sector (150 ms against 45 ms each, data sheet) and all of it is ours to
/// write; sectors in it that were right already are written again then.
struct WritePlanner {
  let image: FlashImage
  let survey: SectorSurvey
  /// What sectors held before that the image covers in part.
  let neighbours: [Int: [UInt8]]
  /// Whether bytes beside the image may have been lost, so that they are written as well.
  let rewritesNeighbours: Bool

  /// Sectors of a block that must be in the way before the block is erased as a whole.
  private static let blockThreshold = 4
  private static let sectorsPerBlock = FlashImage.blockByteCount / FlashImage.sectorByteCount

  var steps: [WriteStep] {
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
