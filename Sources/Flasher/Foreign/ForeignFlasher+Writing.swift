internal import Bytes
internal import K210Flash

/// Writing, erasing and reading by a stub that is not ours.
extension ForeignFlasher {
  /// Failures in a row at the same frame: until the line is taken for the cause, and until nothing helps.
  private static let (slowFailures, frameFailures) = (3, 8)

  /// Writes an image and, if asked to, makes sure that flash holds it.
  ///
  /// - Throws: `FlashFault.destroysNeighbours` before anything is sent, when the stub would erase more than is written and nobody has allowed it.
  package func write(_ image: FlashImage) throws(FlasherError) -> ForeignOutcome {
    try checkEnd(image.end, .writing)
    let lost = stub.lostRanges(image)
    guard lost.isEmpty || options.mayDestroyNeighbours else {
      throw FlasherError(.destroysNeighbours(lost, stub: stub.name), phase: .writing)
    }
    account = FlashAccount(missing: image.segments.map(\.range))
    defer { account = nil }
    let parts = try parts(of: image)
    try checkEnd(parts.map(\.range.upperBound).max() ?? 0, .writing)
    try send(parts, .writing)
    return try verify(image)
  }

  /// Erases whole sectors and, if asked to, makes sure that they are.
  package func erase(_ range: Range<Int>) throws(FlasherError) -> ForeignOutcome {
    let image = FlashImage.erased(range)
    let whole = image.segments.first?.range ?? 0..<0
    guard stub.canErase else { return try write(image) }
    try checkEnd(whole.upperBound, .erasing)
    account = FlashAccount(missing: [whole])
    defer { account = nil }
    var done = whole.lowerBound
    try steadily(.erasing, progress: { done }) { () throws(FlashFault) in
      while done < whole.upperBound {
        let block = FlashImage.blockByteCount
        let end = min(whole.upperBound, (done / block + 1) * block)
        try self.eraseNow(done..<end)
        done = end
        self.events(.progress(.erasing, done: done - whole.lowerBound, total: whole.count))
      }
    }
    return try verify(image)
  }

  /// Reads a range of flash.
  ///
  /// - Throws: `FlashFault.stubCannot` for stubs that cannot.
  package func read(_ range: Range<Int>, _ phase: FlasherError.Phase = .reading) throws(FlasherError)
    -> [UInt8]
  {
    guard stub.canRead else {
      throw FlasherError(.stubCannot(stub: stub.name, operation: "read flash back"), phase: phase)
    }
    try checkEnd(range.upperBound, phase)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    while bytes.count < range.count {
      let start = range.lowerBound + bytes.count
      let piece = try steadily(phase) { () throws(FlashFault) in
        try self.readPiece(around: start, isLong: range.upperBound - start >= FlashImage.blockByteCount)
      }
      bytes += piece.bytes[(start - piece.address)...].prefix(range.count - bytes.count)
      events(.progress(phase, done: bytes.count, total: range.count))
    }
    return bytes
  }

  // MARK: Frames

  /// The image in pieces that the stub can write, with the bytes beside it that share a sector or block with it.
  private func parts(of image: FlashImage) throws(FlasherError) -> [FlashSegment] {
    switch stub.kind {
    case .kflash: return image.segments
    case .olderKFlash: return Self.joined(image, unit: FlashImage.blockByteCount, over: [:])
    case .ktool:
      var neighbours: [Int: [UInt8]] = [:]
      for sector in image.sectors where !image.coversAll(ofSector: sector) {
        neighbours[sector] = try read(FlashImage.range(ofSector: sector), .surveying)
      }
      let held = neighbours.sorted { $0.key < $1.key }.filter { $0.value.contains { $0 != 0xFF } }.map {
        FlashSegment(address: $0.key * FlashImage.sectorByteCount, bytes: $0.value)
      }
      if !held.isEmpty { events(.holdsNeighbours(held)) }
      account?.neighbours = held
      return Self.joined(image, unit: FlashImage.sectorByteCount, over: neighbours)
    }
  }

  /// Whole units of flash, those in a row as one segment.
  private static func joined(_ image: FlashImage, unit: Int, over neighbours: [Int: [UInt8]])
    -> [FlashSegment]
  {
    let sectorsPerUnit = unit / FlashImage.sectorByteCount
    var units: [Range<Int>] = []
    for sector in image.sectors {
      let first = sector / sectorsPerUnit * sectorsPerUnit
      if let last = units.last, last.upperBound >= first {
        units[units.count - 1] = last.lowerBound..<max(last.upperBound, first + sectorsPerUnit)
      } else {
        units.append(first..<(first + sectorsPerUnit))
      }
    }
    return units.map { sectors in
      FlashSegment(
        address: sectors.lowerBound * FlashImage.sectorByteCount,
        bytes: sectors.flatMap { image.contents(ofSector: $0, over: neighbours[$0]) })
    }
  }

  private func send(_ parts: [FlashSegment], _ phase: FlasherError.Phase) throws(FlasherError) {
    let total = parts.reduce(0) { $0 + $1.bytes.count }
    var (index, offset, done) = (0, 0, 0)
    try steadily(phase, progress: { done }) { () throws(FlashFault) in
      var failures = 0
      while index < parts.count {
        let part = parts[index]
        let address = part.address + offset
        let count = self.stub.frameByteCount(
          at: address, end: part.range.upperBound, limit: self.frameLimit)
        guard try self.writeNow(Array(part.bytes[offset..<(offset + count)]), at: address, failures) else {
          failures += 1
          continue
        }
        (failures, offset, done) = (0, offset + count, done + count)
        if offset == part.bytes.count { (index, offset) = (index + 1, 0) }
        self.events(.progress(phase, done: done, total: total))
      }
    }
  }

  /// Writes one frame; false when it shall be tried again, as it is or in shorter ones.
  private func writeNow(_ bytes: [UInt8], at address: Int, _ failures: Int) throws(FlashFault) -> Bool {
    let request = ISPRequest.flashWrite(bytes, at: UInt32(truncatingIfNeeded: address))
    let status = try wire.ask(request, patience: ForeignLink.chipTime)
    if status == .ok { return true }
    let reason = words(status)
    guard failures + 1 < Self.frameFailures else {
      guard status != nil else { throw .linkLost }
      throw .stubRefused(operation: "write at \(Hexadecimal.address(address))", status: reason)
    }
    try wire.resynchronize()
    // Whoever forgot the chip was reset meanwhile, or never had started it.
    if status == .invalidCommand { try initialize() }
    frameLimit = max(FlashImage.sectorByteCount, frameLimit / 4)
    if (failures + 1) % Self.slowFailures == 0, link.baud > FrameLink.startBaud {
      slowDown()
      try raiseSpeed()
    }
    return false
  }

  /// Erases sectors of one block and waits until the chip has done it.
  private func eraseNow(_ range: Range<Int>) throws(FlashFault) {
    let request = ISPRequest.erase(
      at: UInt32(truncatingIfNeeded: range.lowerBound), byteCount: UInt32(truncatingIfNeeded: range.count))
    var status: ISPStatus?
    for _ in 0..<Self.frameFailures {
      status = try wire.ask(request, patience: .seconds(1))
      if status == .ok || status == .busy, try waitUntilIdle(), status == .ok { return }
      try wire.resynchronize()
      if status == .invalidCommand { try initialize() }
    }
    throw .stubRefused(operation: "erase at \(Hexadecimal.address(range.lowerBound))", status: words(status))
  }

  /// Waits until the chip is idle; false when the stub does not say so.
  private func waitUntilIdle() throws(FlashFault) -> Bool {
    let end = link.now + ForeignLink.chipTime
    while link.now < end {
      switch try wire.ask(.short(.status)) {
      case .ok: return true
      case .busy: link.transport.wait(until: link.now + .milliseconds(10))
      default: try wire.resynchronize()
      }
    }
    return false
  }

  /// Reads a sector or block that holds an address.
  private func readPiece(around address: Int, isLong: Bool) throws(FlashFault) -> FlashSegment {
    for failures in 0..<Self.frameFailures {
      let isBlock = isLong && failures == 0 && address % FlashImage.blockByteCount == 0
      let size = isBlock ? FlashImage.blockByteCount : FlashImage.sectorByteCount
      let start = address / size * size
      var length = ByteWriter()
      length.append(UInt32(size))
      let request = ISPRequest(
        code: ISPOperation.ktoolReadFlash.code, first: UInt32(truncatingIfNeeded: start), second: 4,
        data: length.bytes)
      let time = link.wireTime(2 * size) + .seconds(1)
      let reply = try wire.ask(request, patience: time) { Self.isRead($0, at: start, byteCount: size) }
      if let data = reply?.ktoolData, data.count == size {
        return FlashSegment(address: start, bytes: Array(data))
      }
      try wire.resynchronize()
    }
    throw .linkLost
  }

  /// Whether a body is the answer to a read: what was asked for, with its checksum.
  private static func isRead(_ body: [UInt8], at address: Int, byteCount: Int) -> Bool {
    guard body.count == ISPRequest.headerByteCount + byteCount, let reply = try? ISPRequest(body: body) else {
      return false
    }
    return reply.form == .full && Int(reply.first) == address && Int(reply.second) == byteCount
  }
}
