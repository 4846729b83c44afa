import ArgumentParser
import Bytes
import Console
import Flasher
import K210Flash

/// `kiln flash backup`: the whole chip into a file.
struct FlashBackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Read a board's whole flash into a file, which kiln flash --raw FILE@0 writes back.",
    discussion: "What is erased is found by checksums and costs no time on the line.")

  @Argument(help: .init("The file to write: as many bytes as the chip has.", valueName: "file"))
  var file: String

  @OptionGroup var options: FlashOptions

  @Flag(help: "Write over the file if it is there.")
  var force = false

  func run() throws {
    let job = FlashJob("backup", options)
    try job.run { () throws(CommandFailure) in
      _ = try options.boardChoice()
      let output = try OutputFile(file, isForced: force)
      let (session, chip) = try job.connect()
      try job.saveChip(to: output, session, chip)
      try session.finish()
    }
  }
}

extension FlashJob {
  /// Reads the whole chip into a file and says how it comes back.
  func saveChip(
    to output: OutputFile, _ session: FlashSession, _ chip: FlashChipIdentity
  ) throws(CommandFailure) {
    let file = output.path
    let start = session.narrator.seconds
    let bytes = try session.attempt { () throws(FlasherError) in
      try session.flasher.read(0..<(chip.usableByteCount), .backup)
    }
    let seconds = session.narrator.seconds - start
    try output.finish(bytes)
    session.hasBackup = true
    (report.bytes, report.file) = (bytes.count, file)
    report.sha256 = Hexadecimal.string(SHA256.digest(of: bytes))
    report.seconds = (seconds * 1000).rounded() / 1000
    show(
      "\(file): the whole chip, \(NumberForm.bytes(bytes.count)) in \(NumberForm.duration(seconds: seconds))")
    let plan = FlashPlan(
      (try? FlashInput("\(file)@0", framing: .none).pieces) ?? [], chipByteCount: bytes.count)
    let force = plan.map.needsForce ? "--force " : ""
    show("to write it back: kiln flash --raw \(force)\(session.portWords) \(ShellWord.quoted("\(file)@0"))")
  }
}
