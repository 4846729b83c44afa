/// Blocks of a deflate stream (RFC 1951), with the liberties that uzlib takes.
extension Inflate {
  private static let lengthBits: [Int] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let lengthBases: [Int] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227,
    258,
  ]
  private static let distanceBases: [Int] = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
    4097,
    6145, 8193, 12289, 16385, 24577,
  ]
  private static let lengthOrder: [Int] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  mutating func decompress<Failure: Error>(
    _ count: Int, into output: inout [UInt8], next: () throws(Failure) -> UInt8?
  ) throws(Failure) -> Status {
    let end = output.count + count
    var opensBlock = block == .none
    while output.count < end {
      if opensBlock {
        let status = try openBlock(next)
        guard status == .more else { return status }
      }
      let status: Status
      switch block {
      case .stored: status = try copyStored(into: &output, next)
      case .compressed: status = try produce(into: &output, next)
      case .none, .reserved: status = .dataError
      }
      opensBlock = status == .done && !isFinal
      if status != .more, !opensBlock { return status }
    }
    return .more
  }

  private mutating func openBlock<Failure: Error>(_ next: () throws(Failure) -> UInt8?) throws(Failure)
    -> Status
  {
    isFinal = try bits.bit(next) == 1
    switch try bits.number(2, next) {
    case 0: block = .stored
    case 1:
      block = .compressed
      literals = HuffmanCode.fixedLiterals
      distances = HuffmanCode.fixedDistances
    case 2:
      block = .compressed
      return try readCodes(next)
    default: block = .reserved
    }
    return .more
  }

  private mutating func symbol<Failure: Error>(
    _ code: HuffmanCode, _ next: () throws(Failure) -> UInt8?
  ) throws(Failure) -> Int? {
    try code.decode { () throws(Failure) in try bits.bit(next) }
  }

  private mutating func readCodes<Failure: Error>(_ next: () throws(Failure) -> UInt8?) throws(Failure)
    -> Status
  {
    let literalCount = try bits.number(5, next) + 257
    let distanceCount = try bits.number(5, next) + 1
    let lengthCount = try bits.number(4, next) + 4
    var lengths = [UInt8](repeating: 0, count: 19)
    for place in Self.lengthOrder.prefix(lengthCount) { lengths[place] = UInt8(try bits.number(3, next)) }
    let code = HuffmanCode(lengths: lengths[...])
    lengths.removeAll(keepingCapacity: true)
    let total = literalCount + distanceCount
    while lengths.count < total {
      guard let symbol = try symbol(code, next) else { return .dataError }
      let fill: UInt8
      let count: Int
      switch symbol {
      case 16:
        guard let last = lengths.last else { return .dataError }
        (fill, count) = (last, try bits.number(2, next) + 3)
      case 17: (fill, count) = (0, try bits.number(3, next) + 3)
      case 18: (fill, count) = (0, try bits.number(7, next) + 11)
      default: (fill, count) = (UInt8(symbol), 1)
      }
      guard lengths.count + count <= total else { return .dataError }
      lengths += repeatElement(fill, count: count)
    }
    literals = HuffmanCode(lengths: lengths[..<literalCount])
    distances = HuffmanCode(lengths: lengths[literalCount...])
    return .more
  }

  private mutating func put(_ byte: UInt8, _ output: inout [UInt8]) {
    output.append(byte)
    guard !ring.isEmpty else { return }
    ring[ringEnd] = byte
    ringEnd = (ringEnd + 1) % ring.count
  }

  /// One byte of a compressed block; done without a byte at the block's end.
  private mutating func produce<Failure: Error>(
    into output: inout [UInt8], _ next: () throws(Failure) -> UInt8?
  ) throws(Failure) -> Status {
    if remaining == 0 {
      let symbol = try symbol(literals, next)
      guard !isExhausted else { return .dataError }
      // No symbol is −3 for uzlib, which takes it for a literal.
      guard let symbol, symbol >= 256 else {
        put(symbol.map { UInt8($0) } ?? 0xFD, &output)
        return .more
      }
      if symbol == 256 { return .done }
      let status = try startCopy(symbol - 257, next)
      guard status == .more else { return status }
    }
    if ring.isEmpty {
      // 1.11 never sees that a copy begins before the output: it reads whatever memory holds, which are zeros
      // here.
      let source = output.count - copyPosition
      output.append(source < 0 ? 0 : output[source])
    } else {
      put(ring[copyPosition], &output)
      copyPosition = (copyPosition + 1) % ring.count
    }
    remaining -= 1
    return .more
  }

  private mutating func startCopy<Failure: Error>(
    _ lengthCode: Int, _ next: () throws(Failure) -> UInt8?
  ) throws(Failure) -> Status {
    guard lengthCode < Self.lengthBases.count else { return .dataError }
    remaining = try bits.number(Self.lengthBits[lengthCode], next) + Self.lengthBases[lengthCode]
    guard let code = try symbol(distances, next), code < Self.distanceBases.count else { return .dataError }
    let distance = try bits.number(max(0, code / 2 - 1), next) + Self.distanceBases[code]
    if ring.isEmpty {
      copyPosition = distance
    } else {
      guard distance <= ring.count else { return .windowError }
      copyPosition = (ringEnd - distance + ring.count) % ring.count
    }
    return .more
  }

  /// One byte of a stored block; done without a byte at the block's end.
  private mutating func copyStored<Failure: Error>(
    into output: inout [UInt8], _ next: () throws(Failure) -> UInt8?
  ) throws(Failure) -> Status {
    if remaining == 0 {
      let length = try bits.littleEndianPair(next)
      guard try bits.littleEndianPair(next) == ~length & 0xFFFF else { return .dataError }
      remaining = length + 1
      bits.align()
    }
    remaining -= 1
    if remaining == 0 { return .done }
    put(try bits.byte(next), &output)
    return .more
  }
}
