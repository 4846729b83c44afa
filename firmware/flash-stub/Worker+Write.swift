extension Worker {
  private static var sector: UInt32 { 4096 }

  /// What has to be done so that bytes become others.
  private enum Change {
    case none, program, erase
  }

  /// Compares memory with memory: whether the first can become the second, and how.
  @inline(never) private static func change(from old: UInt, to new: UInt, count: UInt) -> Change {
    var result = Change.none
    var offset: UInt = 0
    while offset < count {
      let (before, after) = (Register64(old &+ offset).value, Register64(new &+ offset).value)
      if before & after != after { return .erase }
      if before != after { result = .program }
      offset &+= 8
    }
    return result
  }

  /// Copies bytes in memory.
  @inline(never) private static func copy(from source: UInt, to target: UInt, count: UInt) {
    var offset: UInt = 0
    while offset < count {
      MemoryByte(target &+ offset).value = MemoryByte(source &+ offset).value
      offset &+= 1
    }
  }

  /// Makes the flash hold the bytes of a request, and the others of their sector what they were.
  @inline(never) mutating func write(_ frame: Frame) -> Failure {
    let offset = address & (Worker.sector &- 1)
    let count = frame.second.value
    let base = address &- offset
    guard frame.count.value == count, offset &+ count <= Worker.sector else { return .senselessWords }
    var failure = unprotect()
    if failure != .none { return failure }
    readSector(base)
    var wanted = frame.data
    if count < Worker.sector {
      wanted = Shared.wanted
      Worker.copy(from: Shared.found, to: wanted, count: 4096)
      Worker.copy(from: frame.data, to: wanted &+ UInt(offset), count: UInt(count))
    }
    switch Worker.change(from: Shared.found, to: wanted, count: 4096) {
    case .none: return .none
    case .program: break
    case .erase:
      failure = flash.erase(base, command: 0x20)
      if failure != .none { return failure }
      readSector(base)
    }
    var page: UInt = 0
    while page < 4096 {
      let new = wanted &+ page
      if Worker.change(from: Shared.found &+ page, to: new, count: 256) != .none {
        failure = flash.program(base &+ UInt32(truncatingIfNeeded: page), from: new)
        if failure != .none { return failure }
      }
      page &+= 256
    }
    return check(base, wanted)
  }

  @inline(never) private mutating func readSector(_ base: UInt32) {
    flash.read(base, into: Shared.found, count: 4096)
  }

  /// Reads a sector back.
  @inline(never) private mutating func check(_ base: UInt32, _ wanted: UInt) -> Failure {
    readSector(base)
    var offset: UInt = 0
    while offset < 4096 {
      if MemoryByte(Shared.found &+ offset).value != MemoryByte(wanted &+ offset).value {
        address = base &+ UInt32(truncatingIfNeeded: offset)
        return .differs
      }
      offset &+= 1
    }
    return .none
  }

  @inline(never) private mutating func unprotect() -> Failure {
    if isUnprotected { return .none }
    let failure = flash.unprotect()
    isUnprotected = failure == .none
    return failure
  }

  /// Erases a range from the address on, by the largest commands that fit.
  @inline(never) mutating func erase(_ count: UInt32) -> Failure {
    guard (address | count) & (Worker.sector &- 1) == 0 else { return .senselessWords }
    var failure = unprotect()
    if failure != .none { return failure }
    var left = count
    while left > 0 {
      if Worker.isAbandoned { break }
      var (size, command) = (Worker.sector, 0x20 as UInt32)
      if address & 0xFFFF == 0, left >= 0x1_0000 {
        (size, command) = (0x1_0000, 0xD8)
      } else if address & 0x7FFF == 0, left >= 0x8000 {
        (size, command) = (0x8000, 0x52)
      }
      failure = flash.erase(address, command: command)
      if failure != .none { break }
      address &+= size
      left &-= size
    }
    return failure
  }
}
