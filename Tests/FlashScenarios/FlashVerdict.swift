package import Flasher
internal import K210Board
internal import K210Boards

/// How a session ended, and what of it must not be.
package struct FlashVerdict: Sendable {
  /// The error, nil when all was verified.
  package let error: FlasherError?
  /// What must never happen and did.
  package let violations: [String]
  /// Time that passed for board and user.
  package let seconds: Double
  /// What was reported.
  package let events: [FlashEvent]

  /// Whether it ended with everything verified.
  package var isSuccess: Bool { error == nil }
}

extension FlashScenario {
  /// Longer than any session may take, on the board's time.
  private static let timeLimit = 200.0

  /// Plays the session and judges it.
  package func play() -> FlashVerdict {
    let flash = NORFlash(contents: contents, profile: profile, faults: chipFaults)
    let board = VirtualBoard(flash: flash)
    let transport = BoardTransport(
      board, wiring: self.board.wiring.value, hasModemLines: hasModemLines, latency: latency)
    board.holdsBootOnce = !hasModemLines
    transport.wait(until: transport.now + .milliseconds(100))
    let start = transport.now
    let line = FaultyTransport(transport, faults, seed: seed)
    var options = Flasher.Options()
    (options.board, options.baud) = (choice, baud)
    var events: [FlashEvent] = []
    let flasher = Flasher(
      line, options: options, shouldStop: { events.count >= stopsAfterEvents }, events: { events.append($0) })
    var error: FlasherError?
    do throws(FlasherError) {
      try flasher.connect()
      try flasher.write(image)
    } catch let thrown {
      error = thrown
    }
    let seconds = Double((transport.now - start).components.seconds)
    // Whatever the stub still had to do, it does.
    transport.wait(until: transport.now + .seconds(10))
    let violations =
      judge(Array(board.flash.contents), error, events)
      + (seconds > Self.timeLimit ? ["took \(seconds) s"] : [])
    return FlashVerdict(error: error, violations: violations, seconds: seconds, events: events)
  }

  /// Compares what flash holds now with what the outcome says.
  private func judge(_ after: [UInt8], _ error: FlasherError?, _ events: [FlashEvent]) -> [String] {
    var violations: [String] = []
    let wrong = image.segments.flatMap { segment in
      segment.range.filter { after[$0] != segment.bytes[$0 - segment.address] }
    }
    let foreign = changedOutside(after)
    if let error {
      if mustSucceed { violations.append("failed though nothing was wrong for good: \(error)") }
      if let account = error.account {
        let stray = wrong.filter { address in !account.missing.contains { $0.contains(address) } }
        if let first = stray.first { violations.append("byte \(first) is wrong but not said to be missing") }
        violations += contradictions(account)
      } else if contents != after {
        violations.append("changed, but there is no account of it")
      }
    } else {
      if mustFail { violations.append("succeeded though it cannot have") }
      if let first = wrong.first { violations.append("false success: byte \(first) is wrong") }
      if let first = foreign.first { violations.append("byte \(first) outside of the plan was changed") }
    }
    var held: [FlashSegment] = []
    for event in events {
      if case .holdsNeighbours(let segments) = event { held = segments }
    }
    for address in foreign {
      guard let neighbour = held.first(where: { $0.range.contains(address) }) else {
        violations.append("byte \(address) outside of the plan was changed and not kept")
        break
      }
      guard neighbour.bytes[address - neighbour.address] == contents[address] else {
        violations.append("byte \(address) outside of the plan was kept wrongly")
        break
      }
      guard error?.account?.neighbours.contains(where: { $0.range.contains(address) }) ?? false else {
        violations.append("byte \(address) outside of the plan was changed without a word")
        break
      }
    }
    return violations
  }

  /// What an account says about more or less than the image, or twice.
  private func contradictions(_ account: FlashAccount) -> [String] {
    let said = Self.joined(account.written + account.missing)
    let whole = Self.joined(image.segments.map(\.range))
    return said == whole ? [] : ["the account is of \(said), the image of \(whole)"]
  }

  /// Ranges in order, those that touch made one; those that overlap stay two.
  private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
    ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, range in
      if let last = joined.last, last.upperBound == range.lowerBound {
        joined[joined.count - 1] = last.lowerBound..<range.upperBound
      } else {
        joined.append(range)
      }
    }
  }

  private func changedOutside(_ after: [UInt8]) -> [Int] {
    guard after != contents else { return [] }
    var changed: [Int] = []
    for address in after.indices where after[address] != contents[address] {
      // Bits of a worn sector change by themselves.
      if chipFaults.wornSectors.contains(address / 4096) { continue }
      if !image.segments.contains(where: { $0.range.contains(address) }) { changed.append(address) }
    }
    return changed
  }
}
