import ArgumentParser
import Bytes
import Console
import Flasher
import K210Flash

/// `kiln flash verify`: whether flash holds files.
struct FlashVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare a board's flash with files, as kiln flash would write them.",
    discussion: "Exit code 1 when a byte differs; the first one is named.")

  @Argument(
    help: .init("maixpy.bin, face.kmodel@0x300000, demo.kfpkg, …", valueName: "file[@address]"))
  var files: [String]

  @OptionGroup var options: FlashOptions

  @Flag(help: "Expect the firmware header around every program, not only that at address 0.")
  var firmware = false

  @Flag(help: "Expect it around none.")
  var raw = false

  @Option(
    name: .customLong("aes-key"),
    help: .init("Expect firmware encrypted with this key: 32 hexadecimal digits.", valueName: "hex"))
  var key: EncryptionKeyArgument?

  func validate() throws {
    guard !(firmware && raw) else { throw ValidationError("--firmware and --raw exclude each other.") }
  }

  func run() throws {
    let job = FlashJob("verify", options)
    try job.run { () throws(CommandFailure) in
      let framing: FlashInput.Framing = raw ? .none : firmware ? .programs : .programsAtZero
      var pieces: [FlashPiece] = []
      for file in files { pieces += try FlashInput(file, framing: framing).pieces }
      let plan = FlashPlan(pieces, chipByteCount: FlashMap.standardChipByteCount, key: key?.cipher)
      job.report.note(plan, baud: options.baud)
      try refuse(plan, job)
      let image = try plan.image()
      let (session, chip) = try job.connect()
      if chip.usableByteCount != plan.map.chipByteCount {
        do throws(CommandFailure) {
          try refuse(plan.onChip(byteCount: chip.usableByteCount), job)
        } catch {
          try session.finish()
          throw error
        }
      }
      let ranges = try session.attempt { () throws(FlasherError) in
        try session.flasher.differences(from: image)
      }
      let first = try firstDifference(in: ranges.first, of: image, session)
      try session.finish()
      job.report.bytes = image.byteCount
      guard let first, let names = name(of: first.address, in: plan) else {
        return job.show("\(session.path): all \(NumberForm.bytes(image.byteCount)) are as in the files")
      }
      job.report.first_difference = first
      job.report.differences = ranges.map { .init($0) }
      job.report.outcome.status = "differs"
      let found = Hexadecimal.string([UInt8(truncatingIfNeeded: first.found)])
      let expected = Hexadecimal.string([UInt8(truncatingIfNeeded: first.expected)])
      throw CommandFailure(
        .work,
        "\(session.path): flash differs from \(names), first at \(Hexadecimal.address(first.address)): "
          + "found \(found), expected \(expected)",
        hints: ["pieces of 4 KiB that differ: \(ranges.count): \(FlashAccount.words(ranges))"])
    }
  }

  /// Refuses files that flash cannot hold; what is merely a mistake may be there all the same.
  private func refuse(_ plan: FlashPlan, _ job: FlashJob) throws(CommandFailure) {
    guard let failure = plan.comparisonRefusal else { return }
    job.report.outcome.status = "refused"
    throw failure
  }

  /// Reads the first piece that differs.
  private func firstDifference(
    in range: Range<Int>?, of image: FlashImage, _ session: FlashSession
  ) throws(CommandFailure) -> FlashJobReport.Difference? {
    guard let range, let segment = image.segments.first(where: { $0.range.overlaps(range) }) else {
      return nil
    }
    let found = try session.attempt { () throws(FlasherError) in try session.flasher.read(range) }
    let expected = segment.bytes.dropFirst(range.lowerBound - segment.address)
    guard let index = zip(found, expected).enumerated().first(where: { $0.element.0 != $0.element.1 })
    else { return nil }
    return FlashJobReport.Difference(
      address: range.lowerBound + index.offset, found: Int(index.element.0), expected: Int(index.element.1))
  }

  /// The file that has a byte at an address.
  private func name(of address: Int, in plan: FlashPlan) -> String? {
    plan.map.regions.first { $0.bytes.contains(address) }?.name
  }
}
