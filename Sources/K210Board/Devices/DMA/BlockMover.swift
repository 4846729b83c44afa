internal import RV64

/// Moves items of a block, as far as both sides allow.
///
/// Memory is read and written by pieces of many items; what is written lies in memory after ``flush()``.
struct BlockMover {
  enum Result {
    /// One side has nothing to give or take, or enough was moved for now.
    case blocked
    /// The block is through.
    case moved
    /// Nothing answered; the bit of `intstatus` that tells so.
    case failed(UInt64)
  }

  private(set) var block: DMAChannel.Block
  private let memory: GuestMemory
  private let handshakes: (source: Int?, destination: Int?)
  private var window: (start: UInt32, bytes: [UInt8]) = (0, [])
  private var pending: (start: UInt32, bytes: [UInt8]) = (0, [])

  private static let pieceByteCount = 4096

  init(channel: DMAChannel, board: Backplane) {
    block =
      channel.block ?? DMAChannel.Block(source: 0, destination: 0, itemsLeft: 0, itemCount: 0, control: 0)
    handshakes = (channel.sourceHandshake, channel.destinationHandshake)
    memory = board.memory
  }

  /// When the wires of both sides are done with what was moved.
  func settledAt(_ bus: some DMABus) -> BoardTime {
    [handshakes.source, handshakes.destination].compactMap(\.self)
      .map { bus.settledAt(bus.request(ofHandshake: $0)) }.max() ?? .zero
  }

  mutating func move(_ bus: inout some DMABus, _ budget: inout Int) -> Result {
    copyMemory(&budget)
    let (sourceSize, size) = (block.sourceByteCount, block.destinationByteCount)
    let requests = (
      source: handshakes.source.map(bus.request(ofHandshake:)),
      destination: handshakes.destination.map(bus.request(ofHandshake:))
    )
    while true {
      let isDraining = block.itemsLeft == 0 && !block.carried.isEmpty
      if block.carried.count >= size || isDraining {
        guard isReady(requests.destination, bus) else { return .blocked }
        let count = min(size, block.carried.count)
        guard writeItem(count, &bus) else { return .failed(DMAChannel.Event.destinationDecodeError) }
        continue
      }
      guard block.itemsLeft > 0 else { return .moved }
      guard budget > 0, isReady(requests.source, bus),
        !block.carried.isEmpty || isReady(requests.destination, bus)
      else { return .blocked }
      if sourceSize == size, size <= 8, block.carried.isEmpty {
        if let event = passItem(size, &bus) { return .failed(event) }
      } else {
        guard readItem(sourceSize, &bus) else { return .failed(DMAChannel.Event.sourceDecodeError) }
      }
      block.itemsLeft -= 1
      budget -= 1
    }
  }

  // Not `request.map(bus.isReady)`, which copies the whole bus.
  private func isReady(_ request: Int?, _ bus: borrowing some DMABus) -> Bool {
    guard let request else { return true }
    return bus.isReady(request)
  }

  /// Copies from memory to memory at once.
  private mutating func copyMemory(_ budget: inout Int) {
    guard handshakes.source == nil, handshakes.destination == nil, block.carried.isEmpty,
      !block.sourceStands, !block.destinationStands
    else { return }
    let count = min(block.itemsLeft, budget)
    let byteCount = count * block.sourceByteCount
    // Widths do not matter to bytes that all arrive in their order.
    guard count > 0, let from = memory.offset(of: block.source, size: byteCount),
      let to = memory.offset(of: block.destination, size: byteCount),
      let bytes = memory.read(from..<(from + byteCount))
    else { return }
    memory.write(bytes, at: to)
    block.source &+= UInt32(truncatingIfNeeded: byteCount)
    block.destination &+= UInt32(truncatingIfNeeded: byteCount)
    block.itemsLeft -= count
    budget -= count
  }

  // MARK: Items

  /// Moves an item when both sides have the same width; the bit of the error when that fails.
  private mutating func passItem(_ size: Int, _ bus: inout some DMABus) -> UInt64? {
    guard let value = readWord(block.source, size, &bus) else { return DMAChannel.Event.sourceDecodeError }
    if !block.sourceStands { block.source &+= UInt32(size) }
    guard writeWord(block.destination, size, value, &bus) else {
      return DMAChannel.Event.destinationDecodeError
    }
    if !block.destinationStands { block.destination &+= UInt32(size) }
    return nil
  }

  private mutating func readItem(_ size: Int, _ bus: inout some DMABus) -> Bool {
    var address = block.source
    for piece in Self.pieces(of: size) {
      guard let value = readWord(address, piece, &bus) else { return false }
      for index in 0..<piece { block.carried.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
      address &+= UInt32(piece)
    }
    if !block.sourceStands { block.source = address }
    return true
  }

  private mutating func writeItem(_ size: Int, _ bus: inout some DMABus) -> Bool {
    var address = block.destination
    var start = 0
    for piece in Self.pieces(of: size) {
      let value = block.carried.littleEndianWord(at: start, byteCount: piece)
      guard writeWord(address, piece, value, &bus) else { return false }
      start += piece
      address &+= UInt32(piece)
    }
    block.carried.removeFirst(size)
    if !block.destinationStands { block.destination = address }
    return true
  }

  /// A size as sizes of bus accesses.
  private static func pieces(of size: Int) -> [Int] {
    var (left, pieces) = (size, [Int]())
    while left > 0 {
      let piece = min(8, 1 << (Int.bitWidth - 1 - left.leadingZeroBitCount))
      pieces.append(piece)
      left -= piece
    }
    return pieces
  }

  private mutating func readWord(_ address: UInt32, _ size: Int, _ bus: inout some DMABus) -> UInt64? {
    guard memory.offset(of: address, size: size) != nil else {
      return BusBlock.dmac.range.contains(address) ? nil : bus.read(address, size: size)
    }
    var offset = Int(address &- window.start)
    if offset + size > window.bytes.count {
      flush()
      let room = memory.offset(of: address, size: Self.pieceByteCount) != nil ? Self.pieceByteCount : size
      guard let from = memory.offset(of: address, size: room), let bytes = memory.read(from..<(from + room))
      else { return nil }
      window = (address, bytes)
      offset = 0
    }
    return window.bytes.littleEndianWord(at: offset, byteCount: size)
  }

  private mutating func writeWord(
    _ address: UInt32, _ size: Int, _ value: UInt64, _ bus: inout some DMABus
  ) -> Bool {
    guard memory.offset(of: address, size: size) != nil else {
      return !BusBlock.dmac.range.contains(address) && bus.write(address, size: size, value: value)
    }
    let follows = address == pending.start &+ UInt32(pending.bytes.count)
    if !follows || pending.bytes.count >= Self.pieceByteCount {
      flush()
      pending.start = address
    }
    for index in 0..<size { pending.bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    return true
  }

  /// Writes to memory what waits for it.
  mutating func flush() {
    guard !pending.bytes.isEmpty else { return }
    if let offset = memory.offset(of: pending.start, size: pending.bytes.count) {
      memory.write(pending.bytes, at: offset)
    }
    pending.bytes.removeAll(keepingCapacity: true)
  }
}

extension GuestMemory {
  /// Words of 64 bits at an address; nil when they are not in memory.
  func words(at address: UInt32, count: Int) -> [UInt64]? {
    guard let offset = offset(of: address, size: 8 * count), let bytes = read(offset..<(offset + 8 * count))
    else { return nil }
    return (0..<count).map { bytes.littleEndianWord(at: 8 * $0, byteCount: 8) }
  }

  /// Writes a word of 64 bits; false when its place is not in memory.
  func write(word: UInt64, at address: UInt32) -> Bool {
    guard let offset = offset(of: address, size: 8) else { return false }
    return write((0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }, at: offset)
  }
}

extension [UInt8] {
  /// The number that some bytes are, the lowest first.
  fileprivate func littleEndianWord(at start: Int, byteCount: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<byteCount { word |= UInt64(self[start + index]) << UInt64(8 * index) }
    return word
  }
}
