internal import Bytes

/// Writing: pass after pass, until flash holds what it shall.
extension Flasher {
  /// Passes that write everything and yet leave something wrong.
  private static let passLimit = 3

  /// Writes an image and makes sure, by checksums of all its sectors, that flash holds it.
  ///
  /// Sectors that hold their bytes already are left alone. Bytes beside the image that share a sector with it stay as they are; they are read first and
  /// reported (``FlashEvent/holdsNeighbours(_:)``), so that they can be saved.
  package func write(_ image: FlashImage) throws(FlasherError) { try write(image, phase: .writing) }

  func write(_ image: FlashImage, phase: FlasherError.Phase) throws(FlasherError) {
    try checkEnd(image.end, phase)
    let job = WriteJob(image: image)
    account = job.account
    defer { account = nil }
    try steadily(.surveying) { () throws(FlashFault) in try self.readNeighbours(of: job) }
    let held = job.neighbourSegments
    if !held.isEmpty { events(.holdsNeighbours(held)) }
    try steadily(phase, progress: { job.rightSectors.count }) { () throws(FlashFault) in
      try self.converge(job, phase)
    }
    events(.verified(bytes: image.byteCount))
  }

  /// Compares flash with an image; the ranges that differ, in pieces of at most 4 KiB.
  package func differences(from image: FlashImage) throws(FlasherError) -> [Range<Int>] {
    try checkEnd(image.end, .verifying)
    let size = FlashImage.sectorByteCount
    var ranges: [Range<Int>] = []
    for segment in image.segments {
      let sums = try checksums(segment.range, pieceByteCount: size, .verifying)
      for (index, sum) in sums.enumerated() {
        let part = (index * size)..<min(segment.bytes.count, (index + 1) * size)
        if CRC32.checksum(of: segment.bytes[part]) != sum {
          ranges.append((segment.address + part.lowerBound)..<(segment.address + part.upperBound))
        }
      }
    }
    return ranges
  }

  /// Reads the sectors that the image covers in part, once.
  private func readNeighbours(of job: WriteJob) throws(FlashFault) {
    for sector in job.partialSectors where job.neighbours[sector] == nil {
      let task = ReadTask(FlashImage.range(ofSector: sector))
      try run(task)
      job.neighbours[sector] = task.bytes
    }
  }

  private func converge(_ job: WriteJob, _ phase: FlasherError.Phase) throws(FlashFault) {
    var passes = 0
    while true {
      let survey = try survey(job, passes == 0 && !job.hasWritten ? .surveying : .verifying)
      let wrong = survey.wrongSectors
      job.rightSectors = Set(survey.standings.keys).subtracting(wrong)
      account = job.account
      if wrong.isEmpty { return }
      guard passes < Self.passLimit else {
        throw .doesNotHold(wrong.map { FlashImage.range(ofSector: $0) })
      }
      if passes == 0 {
        let right = job.image.byteCount - job.byteCount(ofSectors: wrong)
        events(.alreadyThere(bytes: right, of: job.image.byteCount))
      }
      passes += 1
      try writePass(job, survey, phase)
    }
  }

  private func writePass(_ job: WriteJob, _ survey: SectorSurvey, _ phase: FlasherError.Phase)
    throws(FlashFault)
  {
    let planner = WritePlanner(
      image: job.image, survey: survey, neighbours: job.neighbours, rewritesNeighbours: job.hasWritten)
    let steps = planner.steps
    job.hasWritten = true
    job.rightSectors.subtract(steps.flatMap(\.sectors))
    job.touchedSectors.formUnion(steps.flatMap(\.sectors))
    let total = steps.reduce(0) { $0 + $1.progressByteCount }
    let task = WriteTask(steps) { self.events(.progress(phase, done: $0, total: total)) }
    defer {
      job.rightSectors.formUnion(task.finishedSectors)
      account = job.account
    }
    try run(task)
  }

  /// Takes the checksums of all sectors of the image, in runs.
  private func survey(_ job: WriteJob, _ phase: FlasherError.Phase) throws(FlashFault) -> SectorSurvey {
    var survey = SectorSurvey()
    var done = 0
    let total = job.sectors.count * FlashImage.sectorByteCount
    for run in job.runs {
      let range =
        FlashImage.range(ofSector: run.lowerBound)
        .lowerBound..<FlashImage.range(ofSector: run.upperBound - 1).upperBound
      let task = ChecksumTask(range, pieceByteCount: FlashImage.sectorByteCount) {
        self.events(.progress(phase, done: done + $0, total: total))
      }
      try self.run(task)
      for (sector, sum) in zip(run, task.sums) {
        survey.note(sum, ofSector: sector, expected: job.expectedChecksum(ofSector: sector))
      }
      done += range.count
    }
    return survey
  }
}

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
