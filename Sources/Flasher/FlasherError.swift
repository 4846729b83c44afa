internal import Bytes

/// Why a flasher gave up: what happened, while doing what, and how the flash stands.
package struct FlasherError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What the flasher was doing.
  package enum Phase: String, Sendable, Equatable {
    case connecting, loadingStub, identifying, surveying, backup, reading, erasing, writing, verifying,
      rebooting, loadingProgram
  }

  /// What happened.
  package let fault: FlashFault
  /// What the flasher was doing.
  package let phase: Phase
  /// How the flash stands, nil when nothing was to be written.
  package let account: FlashAccount?

  /// An error.
  package init(_ fault: FlashFault, phase: Phase, account: FlashAccount? = nil) {
    (self.fault, self.phase, self.account) = (fault, phase, account)
  }

  /// One line: what happened, found and expected.
  package var description: String { "\(fault)" }
}

/// How the flash stands against what should be in it.
package struct FlashAccount: Sendable, Equatable {
  /// Ranges that hold what they should, by their checksum.
  package var written: [Range<Int>]
  /// Ranges that hold something else, or may.
  package var missing: [Range<Int>]
  /// Bytes outside of the plan that share a sector with it and may have been lost, as they were before.
  package var neighbours: [FlashSegment]

  /// An account.
  package init(written: [Range<Int>] = [], missing: [Range<Int>] = [], neighbours: [FlashSegment] = []) {
    (self.written, self.missing, self.neighbours) = (written, missing, neighbours)
  }

  /// Ranges in words: addresses, the first few of them.
  package static func words(_ ranges: [Range<Int>]) -> String {
    let shown = ranges.prefix(3).map {
      "\(Hexadecimal.address($0.lowerBound)) to \(Hexadecimal.address($0.upperBound))"
    }
    let more = ranges.count > 3 ? " and \(ranges.count - 3) more" : ""
    return shown.joined(separator: ", ") + more
  }
}
