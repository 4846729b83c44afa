/// What a flasher reports while it works.
package enum FlashEvent: Sendable, Equatable {
  /// A way to have a board listen is tried.
  case connecting(String)
  /// The mask ROM answers; by the reset lines of which board, nil when it waited already.
  case romAnswers(board: String?)
  /// A stub runs already, from a session before.
  case stubAnswers
  /// The stub is there and understood.
  case stubRuns(name: String)
  /// Both sides changed their speed.
  case baud(Int)
  /// A speed did not work.
  case baudRefused(asked: Int, works: Int)
  /// Frames arrive damaged, so the speed is lowered.
  case lineGarbles(from: Int, to: Int)
  /// The flash chip is known.
  case chip(FlashChipIdentity)
  /// Work has come so far, in bytes.
  case progress(FlasherError.Phase, done: Int, total: Int)
  /// So many bytes of so many hold already what they should.
  case alreadyThere(bytes: Int, of: Int)
  /// Bytes beside the image that share sectors with it, before these are written: whole sectors as they were.
  case holdsNeighbours([FlashSegment])
  /// The board stopped answering; it is being reached again.
  case recovering(String)
  /// It answers again.
  case resumed
  /// Checksums over all of it fit.
  case verified(bytes: Int)
  /// Text that the stub said unasked.
  case stubText(String)
  /// The board starts what is in flash.
  case rebooted
}

/// A flash chip as it identified itself.
package struct FlashChipIdentity: Sendable, Equatable {
  /// Manufacturer, type, capacity as a power of two.
  package let jedecID: [UInt8]
  /// Status registers 1 to 3; empty when the stub does not tell.
  package let status: [UInt8]
  /// What command 4B answers; empty when the stub does not tell.
  package let uniqueID: [UInt8]

  /// An identity.
  package init(jedecID: [UInt8], status: [UInt8] = [], uniqueID: [UInt8] = []) {
    (self.jedecID, self.status, self.uniqueID) = (jedecID, status, uniqueID)
  }

  /// Bytes of the chip by the third byte of its identity; nil when that makes no sense (64 KiB … 64 MiB do).
  package var byteCount: Int? {
    guard jedecID.count == 3, 16...26 ~= jedecID[2] else { return nil }
    return 1 << Int(jedecID[2])
  }

  /// Bytes that can be reached: commands have addresses of 24 bits.
  ///
  /// 0 when the size is not known.
  package var usableByteCount: Int { min(byteCount ?? 0, 16 << 20) }

  /// Whether all bits are equal, as on lines that nobody drives.
  package var isAbsent: Bool {
    jedecID.allSatisfy { $0 == 0 } || jedecID.allSatisfy { $0 == 0xFF }
  }
}
