import Console
import Flasher

/// Puts what a flasher reports on standard error and keeps what a report needs.
final class FlashNarrator {
  /// Events that a script should know of, in words.
  private(set) var notes: [String] = []
  /// Bytes that flash held already.
  private(set) var alreadyThere: Int?
  /// The speed of the line.
  private(set) var baud: Int?
  /// What to do with sectors that are shared with other data, before they are written.
  var onNeighbours: ([FlashSegment]) -> Void = { _ in }

  private let talk: Talk
  private var progress: FlashProgress
  private var said: Set<String> = []
  private var showsBar = false
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant

  init(talk: Talk = .standard) {
    self.talk = talk
    start = clock.now
    progress = FlashProgress(width: talk.policy.allowsProgressBar ? talk.policy.width ?? 80 : nil)
  }

  /// Seconds since the start.
  var seconds: Double { (clock.now - start).seconds }

  func take(_ event: FlashEvent) {
    switch event {
    case .progress(let phase, let done, let total):
      return show(FlashEventWords.label(for: phase), done, total)
    // After the board was lost, what this run has written is there, too.
    case .alreadyThere(let bytes, _): alreadyThere = alreadyThere ?? bytes
    case .baud(let rate), .baudRefused(_, let rate), .lineGarbles(_, let rate): baud = rate
    default: break
    }
    guard let line = FlashEventWords.line(for: event) else { return }
    if FlashEventWords.isOfNote(event) { notes.append(line) }
    // A board is looked for in turns; once is enough to read.
    if case .connecting = event, !said.insert(line).inserted { return }
    say(line)
    if case .holdsNeighbours(let sectors) = event { onNeighbours(sectors) }
  }

  /// Takes the bar away and says a line.
  func say(_ line: String) {
    clear()
    talk.say(line)
  }

  /// Takes the bar away.
  func clear() {
    if showsBar { talk.show("") }
    showsBar = false
    progress.finish()
  }

  private func show(_ label: String, _ done: Int, _ total: Int) {
    switch progress.take(label: label, done: done, total: total, at: seconds) {
    case nil: break
    case .bar(let bar):
      talk.show(bar)
      showsBar = true
    case .line(let line): talk.say(line)
    }
  }
}
