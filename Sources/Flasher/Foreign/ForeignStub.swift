package import K210Flash

/// A flash stub that is not ours, and what it can do.
///
/// **Source**: the stubs' observed behaviour (kflash 1.1.6 and older ones), ktool's published source.
package struct ForeignStub: Sendable, Equatable {
  /// Which one it is, as far as it can be found out without writing.
  package enum Kind: Sendable, Equatable, CaseIterable {
    /// That of kflash 1.1.6 and its like, which tell how the chip stands.
    case kflash
    /// An older one of kflash, or the vendor's: no two of them treat what is shorter than a block alike.
    case olderKFlash
    /// ktool's.
    case ktool
  }

  /// Which one it is.
  package let kind: Kind

  /// A stub of some kind.
  package init(_ kind: Kind) { self.kind = kind }

  /// What to call it.
  package var name: String {
    switch kind {
    case .kflash: "kflash's stub"
    case .olderKFlash: "this older stub of kflash"
    case .ktool: "ktool's stub"
    }
  }

  /// Whether flash can be read back.
  package var canRead: Bool { kind == .ktool }
  /// Whether it says which flash chip is there.
  package var canIdentify: Bool { kind == .ktool }
  /// Whether it erases ranges by a command of its own; others write FF.
  ///
  /// ktool's checks a sum over as many bytes as it shall erase, so that nothing is won by its command.
  package var canErase: Bool { kind == .kflash }
  /// Whether bytes beside those that are written stay: the stub keeps them, or they can be read before.
  package var keepsNeighbours: Bool { kind != .olderKFlash }
  /// How it erases, for a plan.
  package var plan: FlashStub {
    switch kind {
    case .kflash: .kflash
    case .olderKFlash: .kendryte
    case .ktool: FlashStub(name: "ktool", eraseByteCount: FlashImage.sectorByteCount, keepsNeighbours: true)
    }
  }

  /// What a user goes without, one sentence each.
  package var lacks: [String] {
    var words: [String] = []
    if !canRead { words.append("\(name) cannot read flash back, so nothing can be verified with it") }
    if !canIdentify { words.append("\(name) does not say which flash chip is there, so its size is a guess") }
    if !canErase { words.append("\(name) erases by writing, which takes longer") }
    if !keepsNeighbours {
      words.append("\(name) erases whole blocks of 64 KiB, and with them what lies beside the files")
    }
    return words
  }

  /// Bytes that writing an image destroys though they are none of it.
  package func lostRanges(_ image: FlashImage) -> [Range<Int>] {
    guard !keepsNeighbours else { return [] }
    var lost: [Range<Int>] = []
    var end = 0
    for segment in image.segments {
      let around = plan.erasedRange(of: segment.range)
      let start = max(end, around.lowerBound)
      if let last = lost.last, last.upperBound > segment.address {
        // The end of a block that an earlier one was taken to destroy is written now.
        lost[lost.count - 1] = last.lowerBound..<max(last.lowerBound, segment.address)
      } else if start < segment.address {
        lost.append(start..<segment.address)
      }
      if segment.range.upperBound < around.upperBound {
        lost.append(segment.range.upperBound..<around.upperBound)
      }
      end = max(end, around.upperBound)
    }
    return lost.filter { !$0.isEmpty }
  }

  /// Bytes of the frame at an address, of those up to `end`; frames of at most `limit` bytes where the stub leaves a choice.
  ///
  /// No frame goes beyond a block of 64 KiB, so that the chip never erases more than one for it.
  func frameByteCount(at address: Int, end: Int, limit: Int) -> Int {
    let block = FlashImage.blockByteCount
    switch kind {
    case .olderKFlash: return block
    case .ktool:
      let isBlock = address % block == 0 && end - address >= block && limit >= block
      return isBlock ? block : FlashImage.sectorByteCount
    case .kflash: return min(end - address, block - address % block, limit)
    }
  }
}

/// How a session with a stub that is not ours ended.
package enum ForeignOutcome: Sendable, Equatable {
  /// Flash was read back, or checked by our stub, and holds what it shall.
  case verified(bytes: Int)
  /// The stub says that all is written; nobody has looked, for this reason, or since it was not asked for.
  case writtenNotVerified(FlashFault?)
}
