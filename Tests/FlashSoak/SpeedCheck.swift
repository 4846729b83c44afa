import FlashScenarios
import Flasher
import K210Board
import TestSupport

/// How long the flasher takes for 1 MiB at 1.5 Mbaud, on the board's own time: the same in every run and on every machine.
struct SpeedCheck {
  /// One job and what it may take, in seconds.
  struct Job {
    let name: String
    let contents: [UInt8]
    let latency: Duration
    let limit: Double
  }

  private static let byteCount = 1 << 20
  private static let address = 0x10_0000

  /// Prints a line per job; whether all were fast enough.
  static func run() -> Bool {
    var random = SplitMix64(seed: 1)
    let bytes = (0..<byteCount).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let other = (0..<byteCount).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let image = FlashImage(segments: [FlashSegment(address: address, bytes: bytes)])
    let jobs = [
      Job(name: "into erased flash", contents: [], latency: .zero, limit: 7.8),
      Job(name: "over other data", contents: other, latency: .zero, limit: 7.8),
      Job(name: "over other data, bridge waits 1 ms", contents: other, latency: .milliseconds(1), limit: 7.8),
      Job(
        name: "over other data, bridge waits 16 ms", contents: other, latency: .milliseconds(16), limit: 7.8),
      Job(name: "unchanged", contents: bytes, latency: .zero, limit: 0.5),
      Job(name: "unchanged, bridge waits 16 ms", contents: bytes, latency: .milliseconds(16), limit: 0.5),
    ]
    return jobs.map { play($0, image) }.allSatisfy { $0 }
  }

  private static func play(_ job: Job, _ image: FlashImage) -> Bool {
    let contents = job.contents.isEmpty ? [] : [UInt8](repeating: 0xFF, count: address) + job.contents
    let board = VirtualBoard(flash: NORFlash(contents: contents))
    let transport = BoardTransport(board, latency: job.latency)
    let flasher = Flasher(transport)
    do throws(FlasherError) {
      try flasher.connect()
      let start = transport.now
      try flasher.write(image)
      let time = transport.now - start
      let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
      let isRight = image.segments.allSatisfy { Array(board.flash.bytes($0.range)) == $0.bytes }
      print(
        "1 MiB \(job.name): written and verified in \((seconds * 1000).rounded() / 1000) s; at most \(job.limit)\(isRight ? "" : "; WRONG")"
      )
      return isRight && seconds <= job.limit
    } catch {
      print("1 MiB \(job.name): \(error)")
      return false
    }
  }
}
