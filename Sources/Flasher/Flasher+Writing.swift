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
    while true {
      let survey = try survey(job, !job.hasWritten ? .surveying : .verifying)
      let wrong = survey.wrongSectors
      job.rightSectors = Set(survey.standings.keys).subtracting(wrong)
      account = job.account
      if !job.hasWritten {
        let right = job.image.byteCount - job.byteCount(ofSectors: wrong)
        events(.alreadyThere(bytes: right, of: job.image.byteCount))
      }
      if wrong.isEmpty { return }
      guard job.passCount < Self.passLimit else {
        throw .doesNotHold(wrong.map { FlashImage.range(ofSector: $0) })
      }
      try writePass(job, survey, phase)
      // One that was cut off does not count.
      job.passCount += 1
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
