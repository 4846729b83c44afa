internal import K210Boards
internal import K210Flash

/// Making sure that flash holds what was written, whatever the stub said.
extension ForeignFlasher {
  /// Compares flash with an image: reads it back, or has our stub take its checksums.
  func verify(_ image: FlashImage) throws(FlasherError) -> ForeignOutcome {
    guard options.verifies else { return .writtenNotVerified(nil) }
    let differing: [Range<Int>]
    if stub.canRead {
      differing = try readDifferences(from: image)
    } else {
      switch try ownDifferences(from: image) {
      case .success(let ranges): differing = ranges
      case .failure(let reason): return .writtenNotVerified(reason)
      }
    }
    guard differing.isEmpty else {
      account?.missing = differing
      throw FlasherError(
        .stubWroteOther(differing, stub: stub.name), phase: .verifying, account: account)
    }
    events(.verified(bytes: image.byteCount))
    return .verified(bytes: image.byteCount)
  }

  private func readDifferences(from image: FlashImage) throws(FlasherError) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for segment in image.segments {
      let bytes = try read(segment.range, .verifying)
      for start in stride(from: 0, to: bytes.count, by: FlashImage.sectorByteCount) {
        let part = start..<min(bytes.count, start + FlashImage.sectorByteCount)
        guard bytes[part] != segment.bytes[part] else { continue }
        ranges.append((segment.address + part.lowerBound)..<(segment.address + part.upperBound))
      }
    }
    return ranges
  }

  /// Has our stub take over and look; a failure when the board cannot be reached for that.
  private func ownDifferences(
    from image: FlashImage
  ) throws(FlasherError) -> Result<[Range<Int>], FlashFault> {
    var session = options.session
    if let board { session.board = .board(board) }
    session.baud = targetBaud
    let flasher = Flasher(link.transport, options: session, shouldStop: shouldStop, events: events)
    do throws(FlasherError) {
      try reach(flasher)
      let ranges = try flasher.differences(from: image)
      verifier = flasher
      return .success(ranges)
    } catch {
      if error.fault == .cancelled { throw FlasherError(.cancelled, phase: .verifying, account: account) }
      // The user's stub may still listen at its speed; it can reset the board.
      do throws(TransportError) { try link.transport.setBaud(link.baud) } catch {}
      return .failure(error.fault)
    }
  }

  /// Connects our own flasher; without lines, the user has some time to press the buttons.
  private func reach(_ flasher: Flasher) throws(FlasherError) {
    let hasLines = link.transport.hasModemLines && options.session.board != .manual
    let end = link.now + (hasLines ? .zero : options.session.patience)
    if !hasLines {
      events(.recovering("what was written can be checked once BOOT is held while RESET is pressed"))
    }
    while true {
      do throws(FlasherError) {
        return try flasher.connect()
      } catch {
        guard case .noAnswer = error.fault, link.now < end else { throw error }
      }
    }
  }
}
