import Console
import Flasher
import K210Flash

/// `kiln flash --stub FILE`: the same plan, written by somebody else's stub.
struct FlashForeignWrite {
  let stub: ForeignStubFile
  let plan: FlashPlan
  let image: FlashImage
  let job: FlashJob

  func run() throws(CommandFailure) {
    let session = try job.open(foreign: stub)
    guard let foreign = session.foreign else { return }
    try session.attempt { () throws(FlasherError) in try foreign.connect() }
    for lack in foreign.stub.lacks { session.narrator.say("note: \(lack)") }
    if let chip = foreign.chip { job.report.chip = FlashJobReport.Chip(chip) }
    let start = session.narrator.seconds
    let outcome = try session.write(image, by: foreign)
    let seconds = session.narrator.seconds - start
    job.report.bytes = image.byteCount
    job.report.seconds = (seconds * 1000).rounded() / 1000
    let rate = FlashJob.rate(image.byteCount, seconds: seconds)
    switch outcome {
    case .verified:
      job.report.outcome.written = image.segments.map { .init($0.range) }
      try session.finish()
      job.show("\(session.path): wrote \(rate); all of it verified")
    case .writtenNotVerified(let reason):
      job.report.outcome.status = "written"
      try session.finish()
      job.show("\(session.path): wrote \(rate); not verified")
      // The user wanted it to be.
      guard let reason, stub.verifies else { return }
      throw CommandFailure(
        .work,
        "\(session.path): \(foreign.stub.name) says that all is written, but nobody could look: \(reason)",
        hints: ["to look now: \(verifyCommand(session.path))", "to do without: --no-verify"])
    }
  }

  private func verifyCommand(_ path: String) -> String {
    let retry = RetryCommand().without("--stub").words.filter {
      $0 != "flash" && $0 != "write" && $0 != "--force"
    }
    return RetryCommand(["flash", "verify"] + retry).text
  }
}
