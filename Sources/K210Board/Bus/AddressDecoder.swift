/// Finds the block at an address in a few steps, for every access of every program: ``BusBlock/range`` as a table by the address's upper half.
package struct AddressDecoder: Sendable {
  /// A block and a place in it.
  package struct Place: Sendable, Equatable {
    /// The block.
    package let block: BusBlock
    /// Bytes behind the block's first address.
    package let offset: Int
  }

  private struct Entry {
    let block: BusBlock
    let base: UInt32
    let byteCount: UInt32
  }

  /// The blocks by address.
  private let entries: [Entry]
  /// For each 64 KiB of the address space, the first entry that ends behind its start.
  private let firstEntries: [UInt8]

  /// The table.
  package init() {
    let sorted = BusBlock.allCases.sorted { $0.base < $1.base }
    entries = sorted.map { Entry(block: $0, base: $0.base, byteCount: UInt32($0.range.count)) }
    var first = 0
    firstEntries = (0...0xFFFF).map { (upperHalf: UInt32) in
      while first < sorted.count, sorted[first].range.upperBound <= upperHalf << 16 { first += 1 }
      return UInt8(first)
    }
  }

  /// What is at an address, nil where the bus has nothing.
  @inline(__always) package func place(at address: UInt32) -> Place? {
    var index = Int(firstEntries[Int(address >> 16)])
    while index < entries.count {
      let entry = entries[index]
      let offset = address &- entry.base
      if offset < entry.byteCount { return Place(block: entry.block, offset: Int(offset)) }
      // Blocks of 4 KiB share their 64 KiB with others.
      guard address >= entry.base else { return nil }
      index += 1
    }
    return nil
  }
}
