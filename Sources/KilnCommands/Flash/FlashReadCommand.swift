import ArgumentParser
import Bytes
import Console
import Flasher

/// `kiln flash read`: a range of flash into a file.
struct FlashReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Read a part of a board's flash into a file.",
    discussion: "kiln flash read 0x300000 1M model.bin")

  @Argument(help: .init("Where to begin, as 0x300000 or 3M.", valueName: "address"))
  var address: ByteCountArgument

  @Argument(
    help: .init("How many bytes, as 0x80000 or 512k; all = to the end of the chip.", valueName: "length"))
  var length: FlashLengthArgument

  @Argument(help: .init("The file to write.", valueName: "file"))
  var file: String

  @OptionGroup var options: FlashOptions

  @Flag(help: "Write over the file if it is there.")
  var force = false

  func run() throws {
    let job = FlashJob("read", options)
    try job.run { () throws(CommandFailure) in
      _ = try options.boardChoice()
      let output = try OutputFile(file, isForced: force)
      let (session, chip) = try job.connect()
      let range = try length.range(from: address.bytes, chipByteCount: chip.usableByteCount)
      job.report.range = .init(range)
      let start = session.narrator.seconds
      let bytes = try session.attempt { () throws(FlasherError) in try session.flasher.read(range) }
      let seconds = session.narrator.seconds - start
      try output.finish(bytes)
      try session.finish()
      (job.report.bytes, job.report.file) = (bytes.count, file)
      job.report.sha256 = Hexadecimal.string(SHA256.digest(of: bytes))
      job.report.seconds = (seconds * 1000).rounded() / 1000
      job.show("\(file): \(FlashJob.rate(bytes.count, seconds: seconds))")
    }
  }
}
