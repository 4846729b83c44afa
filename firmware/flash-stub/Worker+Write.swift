extension Worker {
  private static var sector: UInt32 { 4096 }
  private static var page: UInt32 { 256 }

  /// What has to be done so that bytes become others.
  private enum Change {
    case none, program, erase
  }

  /// Compares memory with memory: whether the first can become the second, and how.
  private func change(from old: UInt, to new: UInt, count: UInt32) -> Change {
    var result = Change.none
    for index in 0..<Int(count / 8) {
      let (before, after) = (Register64(old)[index].value, Register64(new)[index].value)
      if before == after { continue }
      if before & after != after { return .erase }
      result = .program
    }
    return result
  }

  /// Makes the flash hold the bytes of a request, and the others of their sector what they were.
  mutating func write(_ frame: Frame, _ flash: FlashChip) throws(Failure) {
    let start = frame.first.value
    let offset = start & (Worker.sector &- 1)
    let count = frame.second.value
    let base = start &- offset
    guard frame.count.value == count, offset &+ count <= Worker.sector else { throw .senselessWords }
    try self.flash?.unprotect()
    try flash.read(base, into: Shared.found, count: Worker.sector)
    var wanted = frame.data
    if count < Worker.sector {
      wanted = Shared.wanted
      for index in 0..<UInt(Worker.sector) {
        let isNew = index >= UInt(offset) && index < UInt(offset &+ count)
        let source = isNew ? frame.data &+ index &- UInt(offset) : Shared.found &+ index
        MemoryByte(wanted &+ index).value = MemoryByte(source).value
      }
    }
    switch change(from: Shared.found, to: wanted, count: Worker.sector) {
    case .none: return
    case .program: break
    case .erase:
      try flash.erase(base, command: 0x20)
      for index in 0..<Int(Worker.sector / 8) { Register64(Shared.found)[index].value = .max }
    }
    var page: UInt32 = 0
    while page < Worker.sector {
      let (found, new) = (Shared.found &+ UInt(page), wanted &+ UInt(page))
      if change(from: found, to: new, count: Worker.page) != .none {
        try flash.program(base &+ page, from: new)
      }
      page &+= Worker.page
    }
    try check(base, wanted, flash)
  }

  /// Reads a sector back.
  private mutating func check(_ base: UInt32, _ wanted: UInt, _ flash: FlashChip) throws(Failure) {
    try flash.read(base, into: Shared.found, count: Worker.sector)
    for index in 0..<UInt(Worker.sector)
    where MemoryByte(Shared.found &+ index).value != MemoryByte(wanted &+ index).value {
      address = base &+ UInt32(truncatingIfNeeded: index)
      throw .differs
    }
  }

  /// Erases a range by the largest commands that fit.
  mutating func erase(_ start: UInt32, _ count: UInt32, _ flash: FlashChip) throws(Failure) {
    guard (start | count) & (Worker.sector &- 1) == 0 else { throw .senselessWords }
    try self.flash?.unprotect()
    let end = start &+ count
    while address < end {
      if Worker.isAbandoned { return }
      let (size, command) = Worker.step(address, end &- address)
      try flash.erase(address, command: command)
      address &+= size
    }
  }

  /// The largest erase at an address.
  private static func step(_ address: UInt32, _ left: UInt32) -> (UInt32, UInt32) {
    if address & 0xFFFF == 0, left >= 0x1_0000 { return (0x1_0000, 0xD8) }
    if address & 0x7FFF == 0, left >= 0x8000 { return (0x8000, 0x52) }
    return (sector, 0x20)
  }
}
