import ArgumentParser
import Bytes
import Console
import Flasher
import K210Flash

/// `kiln flash erase`: whole sectors of flash.
struct FlashEraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erase a part of a board's flash, or all of it.",
    discussion: """
      kiln flash erase 0x300000 1M
      kiln flash erase all

      Flash is erased in sectors of 4 KiB; sectors that are erased already are left alone.
      """)

  @Argument(help: .init("Where to begin, as 0x300000 or 3M; all = the whole chip.", valueName: "address"))
  var address: FlashStartArgument

  @Argument(
    help: .init("How many bytes, as 0x80000 or 512k; all = to the end of the chip.", valueName: "length"))
  var length: FlashLengthArgument?

  @OptionGroup var options: FlashOptions

  @Flag(name: .customLong("dry-run"), help: "Say what would be erased and stop; needs no board.")
  var dryRun = false

  func validate() throws {
    guard (address == .all) == (length == nil) else {
      throw ValidationError("erase takes an address and a length, or the word all.")
    }
  }

  func run() throws {
    let job = FlashJob("erase", options)
    try job.run { () throws(CommandFailure) in
      try refuseParts()
      _ = try options.boardChoice()
      guard !dryRun else {
        job.report.outcome.status = "planned"
        let range = try range(on: FlashMap.standardChipByteCount)
        job.report.range = .init(range)
        return job.show("erases \(words(range)), on a chip of 16 MiB")
      }
      let (session, chip) = try job.connect()
      let range = try range(on: chip.usableByteCount)
      job.report.range = .init(range)
      let start = session.narrator.seconds
      try session.attempt { () throws(FlasherError) in try session.flasher.erase(range) }
      let seconds = session.narrator.seconds - start
      job.report.bytes = range.count
      job.report.seconds = (seconds * 1000).rounded() / 1000
      try session.finish()
      job.show(
        "\(session.path): erased and verified \(words(range)), in \(NumberForm.duration(seconds: seconds))")
    }
  }

  /// Erasing takes whole sectors; what the user did not name is not for us to destroy.
  private func refuseParts() throws(CommandFailure) {
    let size = FlashImage.sectorByteCount
    guard case .address(let start) = address else { return }
    let (count, isAll): (Int, Bool) =
      switch length {
      case .bytes(let count): (count, false)
      case .all, nil: (0, true)
      }
    let (end, overflow) = start.addingReportingOverflow(count)
    guard !overflow, end < Int.max - size else {
      throw CommandFailure(.usage, "erase: the range ends beyond every chip")
    }
    guard start % size != 0 || end % size != 0 else { return }
    let (first, last) = (start / size * size, (end + size - 1) / size * size)
    let whole = Hexadecimal.address(first) + " " + (isAll ? "all" : "\(last - first)")
    throw CommandFailure(
      .usage,
      "erase: \(Hexadecimal.address(start)) to \(isAll ? "the end" : Hexadecimal.address(end)) does not begin and end where sectors of 4096 bytes do",
      hints: ["all that these sectors hold: kiln flash erase \(whole)"])
  }

  private func range(on byteCount: Int) throws(CommandFailure) -> Range<Int> {
    guard case .address(let start) = address else { return 0..<byteCount }
    return try (length ?? .all).range(from: start, chipByteCount: byteCount)
  }

  private func words(_ range: Range<Int>) -> String {
    "\(NumberForm.bytes(range.count)), \(Hexadecimal.address(range.lowerBound)) to \(Hexadecimal.address(range.upperBound))"
  }
}
