extension DebugTarget {
  /// Bytes of RAM, or of the bus in words as large as alignment and count permit, four bytes at most.
  ///
  /// Devices cannot tell a debugger from the first hart: reading a register that changes by being read changes it.
  public func debugRead(at address: UInt64, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    walk(address, count) { hart, piece in
      switch piece {
      case .memory(let range):
        bytes += hart.memory.read(range) ?? []
        return true
      case .bus(let access):
        guard let value = hart.bus.load(access) else { return false }
        bytes += (0..<access.size).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
        return true
      }
    }
    return bytes
  }

  /// Writes to RAM, or to the bus as ``debugRead(at:count:)`` reads.
  public func debugWrite(_ bytes: [UInt8], at address: UInt64) -> Bool {
    var rest = bytes[...]
    return walk(address, bytes.count) { hart, piece in
      switch piece {
      case .memory(let range):
        defer { rest.removeFirst(range.count) }
        return hart.memory.write(Array(rest.prefix(range.count)), at: range.lowerBound)
      case .bus(let access):
        defer { rest.removeFirst(access.size) }
        let value = rest.prefix(access.size).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        return hart.bus.store(access, value: value)
      }
    }
  }

  /// Cuts a range into pieces, until one fails, then false; addresses have 32 bits and go round.
  @discardableResult
  private func walk(_ address: UInt64, _ count: Int, _ visit: (Hart, DebugPiece) -> Bool) -> Bool {
    guard let hart = debugHarts.first else { return false }
    var (next, left) = (UInt32(truncatingIfNeeded: address), count)
    while left > 0 {
      let piece: DebugPiece
      let size: Int
      if let offset = hart.memory.offset(of: next, size: 1) {
        size = min(left, hart.memory.byteCount - offset)
        piece = .memory(offset..<offset + size)
      } else {
        size = next % 4 == 0 && left >= 4 ? 4 : next % 2 == 0 && left >= 2 ? 2 : 1
        piece = .bus(BusAccess(address: next, size: size, hart: hart.id, pc: hart.pc))
      }
      guard visit(hart, piece) else { return false }
      next &+= UInt32(truncatingIfNeeded: size)
      left -= size
    }
    return true
  }
}

/// A part of a range of addresses.
private enum DebugPiece {
  /// Offsets in RAM.
  case memory(Range<Int>)
  /// One access to the bus.
  case bus(BusAccess)
}
