import ArgumentParser
import Console
import Flasher
import K210Flash

/// `kiln flash write`, or `kiln flash` alone: files into flash.
struct FlashWriteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "write",
    abstract: "Write files to a board's flash: kiln flash FILE[@ADDRESS]… does the same.",
    discussion: """
      A package goes where its list says; a .bin at address 0, where it goes by itself, gets the header that the chip boots; everything \
      else is written as it is and needs an address. Bytes beside the files stay as they are. Only what differs is written.
      """)

  @Argument(
    help: .init("maixpy.bin, face.kmodel@0x300000, demo.kfpkg, …", valueName: "file[@address]"))
  var files: [String]

  @OptionGroup var options: FlashOptions

  @Flag(help: "Put the firmware header around every program, not only that at address 0.")
  var firmware = false

  @Flag(help: "Put it around none.")
  var raw = false

  @Option(
    name: .customLong("aes-key"),
    help: .init(
      "Encrypt firmware with the key that is fused into the chip: 32 hexadecimal digits.", valueName: "hex"))
  var key: EncryptionKeyArgument?

  @Option(
    help: .init("First save the whole chip into this file.", valueName: "file"))
  var backup: String?

  @Option(
    name: .customLong("flash-size"),
    help: .init("Size of the chip that the plan is made for until the chip says its own.", valueName: "bytes")
  )
  var flashSize = ByteCountArgument(FlashMap.standardChipByteCount)

  @Option(
    help: .init(
      "Write by another flash stub, as that of kflash or ktool: a file for 0x80000000.",
      valueName: "kiln|file"))
  var stub = "kiln"

  @Flag(
    inversion: .prefixedNo,
    help: "Compare checksums afterwards; Kiln's own stub always does, which takes 0.2 s per MiB.")
  var verify = true

  @Flag(name: .customLong("dry-run"), help: "Print the plan and stop; needs no board.")
  var dryRun = false

  @Flag(help: "Write despite warnings and broken models.")
  var force = false

  @Flag(help: "Load one program into memory and start it; flash stays as it is.")
  var ram = false

  func validate() throws {
    guard !(firmware && raw) else { throw ValidationError("--firmware and --raw exclude each other.") }
    let size = flashSize.bytes
    guard FlashPlan.chipByteCounts.contains(size), size & (size - 1) == 0 else {
      throw ValidationError("--flash-size must be a power of two from 64k to 64M.")
    }
    guard !ram || (!firmware && !raw && key == nil && backup == nil && stub == "kiln" && files.count == 1)
    else {
      throw ValidationError(
        "--ram takes one program, and none of --firmware, --raw, --aes-key, --backup and --stub.")
    }
  }

  func run() throws {
    if ram { return try FlashMemoryRun(file: files[0], options: options, isDry: dryRun).run() }
    let job = FlashJob("write", options)
    try job.run { () throws(CommandFailure) in
      let plan = try plan()
      let image = plan.map.isRefused ? nil : try plan.image()
      show(plan, job)
      if let refusal = plan.refusal(isForced: force) {
        job.report.outcome.status = "refused"
        throw refusal
      }
      if let backup, Files.exists(backup) {
        // --force is for what is written to the board; an older backup may be the only good one.
        throw CommandFailure(
          .work, "\(backup): is there already; a backup is never written over",
          hints: ["to go on without another one: \(RetryCommand().without("--backup").text)"])
      }
      if let words = plan.earlierRescueWords(options: options.port.map { options.portWords($0) }) {
        Talk.standard.warn(words)
      }
      _ = try options.boardChoice()
      let foreign = try foreignStub()
      guard !dryRun, let image else { return job.report.outcome.status = "planned" }
      if let foreign { return try FlashForeignWrite(stub: foreign, plan: plan, image: image, job: job).run() }
      try write(plan, image, job)
    }
  }

  /// The stub that the user brought; nil for Kiln's own.
  private func foreignStub() throws(CommandFailure) -> ForeignStubFile? {
    guard stub != "kiln" else { return nil }
    guard backup == nil else {
      throw CommandFailure(
        .usage, "--backup needs Kiln's own stub", hints: ["first: kiln flash backup FILE, then --stub"])
    }
    return try ForeignStubFile(
      path: stub, chipByteCount: flashSize.bytes, isForced: force, verifies: verify)
  }

  /// Reads the files and lays them out.
  private func plan() throws(CommandFailure) -> FlashPlan {
    let framing: FlashInput.Framing = raw ? .none : firmware ? .programs : .programsAtZero
    var pieces: [FlashPiece] = []
    for file in files {
      let input: FlashInput
      do throws(CommandFailure) {
        input = try FlashInput(file, framing: framing)
      } catch {
        throw FlashWords.meantAsCommand(file, or: error)
      }
      pieces += input.pieces
      for remark in input.remarks { Talk.standard.say("note: \(remark)") }
    }
    guard key == nil || pieces.contains(where: \.isFramed) else {
      throw CommandFailure(
        .usage, "--aes-key: none of the files is a firmware that gets a header",
        hints: ["only firmware is encrypted; models and data never are"])
    }
    return FlashPlan(pieces, chipByteCount: flashSize.bytes, key: key?.cipher)
  }

  private func show(_ plan: FlashPlan, _ job: FlashJob) {
    job.report.note(plan, baud: options.baud)
    let text = FlashPlanText(pieces: plan.pieces, map: plan.map, width: Talk.standard.outputWidth)
    job.show(text.table)
    job.show("")
    // Another stub has its own ways, which it tells when it runs.
    if stub == "kiln" {
      job.show(plan.time(baud: options.baud))
      if let words = plan.neighbourWords { job.show(words) }
    }
    if plan.key != nil { job.show("firmware is encrypted; only a chip with this key in its fuses boots it") }
    for problem in text.problems { job.show(problem) }
  }

  private func write(_ plan: FlashPlan, _ image: FlashImage, _ job: FlashJob) throws(CommandFailure) {
    let output = try backup.map { path throws(CommandFailure) in try OutputFile(path, isForced: false) }
    let (session, chip) = try job.connect()
    try check(plan, on: chip, session, job)
    if let output {
      try job.saveChip(to: output, session, chip)
      job.report.backup = backup
    }
    let start = session.narrator.seconds
    try session.write(image)
    let seconds = session.narrator.seconds - start
    let there = session.narrator.alreadyThere ?? image.byteCount
    job.report.bytes = image.byteCount - there
    job.report.already_there = there
    job.report.seconds = (seconds * 1000).rounded() / 1000
    job.report.outcome.written = image.segments.map { .init($0.range) }
    try session.finish()
    let written =
      there == image.byteCount
      ? "nothing had to be written" : "wrote \(FlashJob.rate(image.byteCount - there, seconds: seconds))"
    let kept = there > 0 ? "; \(NumberForm.bytes(there)) were there already" : ""
    job.show("\(session.path): \(written)\(kept); all \(NumberForm.bytes(image.byteCount)) verified")
  }

  /// Compares the plan with the chip that is there.
  private func check(
    _ plan: FlashPlan, on chip: FlashChipIdentity, _ session: FlashSession, _ job: FlashJob
  ) throws(CommandFailure) {
    let size = chip.usableByteCount
    guard size != plan.map.chipByteCount else { return }
    let found = plan.onChip(byteCount: size)
    let news = found.map.problems.filter { !plan.map.problems.contains($0) }
    for problem in news { job.show("\(problem.severity.rawValue): \(problem)") }
    job.report.problems = found.map.problems.map { FlashProblemReport($0) }
    if let refusal = found.refusal(isForced: force) {
      job.report.outcome.status = "refused"
      try session.finish()
      throw refusal
    }
  }
}
