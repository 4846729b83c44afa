/// The strings of which no two are equal, so that names compare as words.
///
/// The table does not keep strings alive: a sweep drops those that go.
final class InternTable {
  /// Addresses of strings, 0 where there is none; a power of two of them.
  @safe @exclusivity(unchecked) var slots = [Int](repeating: 0, count: 4096)
  @safe @exclusivity(unchecked) var count = 0

  /// Where a string with these bytes is, or the slot where it belongs.
  func find(_ bytes: Span<UInt8>, hash: UInt32, _ memory: Memory) -> (address: Int, slot: Int) {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let address = slots[slot]
      if StringLayout.hash(memory, address) == hash, StringLayout.byteCount(memory, address) == bytes.count,
        isEqual(memory, address + StringLayout.start, bytes)
      {
        return (address, slot)
      }
      slot = (slot + 1) & mask
    }
    return (0, slot)
  }

  /// Puts a string into the slot that `find` gave.
  func insert(_ address: Int, slot: Int, _ memory: Memory) {
    slots[slot] = address
    count += 1
    if count * 2 > slots.count { rebuild(slots.filter { $0 != 0 }, capacity: slots.count * 2, memory) }
  }

  /// Drops strings that are not kept.
  func keep(_ memory: Memory, where isKept: (Int) -> Bool) {
    let kept = slots.filter { $0 != 0 && isKept($0) }
    rebuild(kept, capacity: slots.count, memory)
  }

  private func rebuild(_ addresses: [Int], capacity: Int, _ memory: Memory) {
    slots = [Int](repeating: 0, count: capacity)
    for address in addresses {
      var slot = Int(StringLayout.hash(memory, address)) & (capacity - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
      slots[slot] = address
    }
    count = addresses.count
  }

  private func isEqual(_ memory: Memory, _ address: Int, _ bytes: Span<UInt8>) -> Bool {
    for index in 0..<bytes.count where memory[byte: address + index] != bytes[index] { return false }
    return true
  }
}
