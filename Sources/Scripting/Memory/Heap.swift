/// The script's objects: cells by size class and runs of granules in one arena, freed by marking and
/// sweeping, never moved.
///
/// Two accounts are kept. The host's: what is really used. The board's: for each object what MicroPython's
/// heap would hold (`Header.blocks`), with garbage, until that heap would be full and collect.
final class Heap {
  let memory: Memory
  let arena: Arena

  /// Bytes that the board's heap can hold.
  let capacity: Int
  /// Bytes that the board's heap holds, garbage with it.
  @safe @exclusivity(unchecked) var boardBytes = 0
  /// Above so many of the board's bytes an allocation takes the slow path.
  @safe @exclusivity(unchecked) var boardTrigger: Int
  /// The host's bytes in use.
  @safe @exclusivity(unchecked) var hostBytes = 0
  /// Above so many of the host's bytes garbage is collected for the host's own sake.
  @safe @exclusivity(unchecked) var hostTrigger: Int
  /// The size of the allocation for which the board's heap would have to collect.
  @safe @exclusivity(unchecked) var wanted = 0
  /// Objects that Swift owns (`ObjectKind.host`, `.code`), by place.
  @safe @exclusivity(unchecked) var hosts: [AnyObject?] = []
  @safe @exclusivity(unchecked) var freeHosts: [Int] = []
  /// Whether garbage is spoilt, and its room kept from use as long as there is other room.
  @safe @exclusivity(unchecked) var spoilsGarbage = false
  /// Set when the script has locked the heap (`micropython.heap_lock`).
  @safe @exclusivity(unchecked) var lockDepth = 0
  /// Which parts of the arena are in use.
  let granules: GranuleTable
  /// The board's bytes of objects that the last sweep kept.
  @safe @exclusivity(unchecked) var boardLive = 0
  /// Addresses that are marked and whose content is not.
  @safe @exclusivity(unchecked) var pending: [Int] = []
  /// Bytes of floats that the mark phase met; the board boxes them.
  @safe @exclusivity(unchecked) var floatBytes = 0
  /// The strings of which no two are equal.
  let interned = InternTable()

  /// A heap that models a board's of `capacity` bytes.
  init(arena: Arena, capacity: Int) {
    self.arena = arena
    memory = arena.memory
    self.capacity = capacity
    boardTrigger = capacity
    hostTrigger = Heap.hostStep
    granules = GranuleTable(
      first: HeapLayout.heapStart / HeapLayout.granule, end: arena.byteCount / HeapLayout.granule)
  }

  /// The least garbage worth a collection for the host's sake.
  static let hostStep = 4 << 20
  /// A block of the board's heap: four machine words.
  static let blockByteCount = 32

  /// A new object; words beyond the header hold anything.
  ///
  /// - Parameters:
  ///   - byteCount: With the header.
  ///   - boardByteCount: What MicroPython's heap would hold for it.
  ///   - asked: The largest part of it, which `MemoryError` names; nil if it is all one.
  @inline(__always)
  func allocate(
    _ kind: ObjectKind, aux: UInt16 = 0, byteCount: Int, boardByteCount: Int, asked: Int? = nil
  ) throws(OutOfMemory) -> Int {
    let blocks = (boardByteCount &+ 31) &>> 5
    boardBytes &+= blocks &<< 5
    hostBytes &+= byteCount
    if boardBytes > boardTrigger || hostBytes > hostTrigger {
      try askForRoom(boardByteCount, asked: asked ?? boardByteCount, for: kind)
    }
    var address = 0
    if byteCount <= HeapLayout.largestCell {
      let list = HeapLayout.freeLists &+ HeapLayout.sizeClass(byteCount) &* 8
      address = Int(truncatingIfNeeded: memory[list])
      if address == 0 { address = try refill(HeapLayout.sizeClass(byteCount), boardByteCount) }
      memory[list] = memory[address &+ 8]
    } else {
      address = try allocateRun(byteCount, boardByteCount)
    }
    memory[address] = Header(kind, aux: aux, blocks: blocks).bits
    return address
  }

  /// Changes what the board's heap would hold for an object.
  func setBoardByteCount(_ address: Int, _ byteCount: Int) throws(OutOfMemory) {
    let header = Header(bits: memory[address])
    let blocks = (byteCount + 31) >> 5
    boardBytes += (blocks - header.blocks) << 5
    memory[address] = header.bits & 0xFFFF_FFFF | UInt64(blocks) << 32
    if boardBytes > boardTrigger { try askForRoom(byteCount, asked: byteCount, for: memory.kind(address)) }
  }

  /// Tells the account of an object that the board would have made, as of each float.
  @inline(__always)
  func chargeFloat() {
    boardBytes &+= Heap.blockByteCount
    if boardBytes > boardTrigger { requestCollection(Heap.blockByteCount) }
  }

  /// Whether the run loop shall collect at the next safe point.
  @safe @exclusivity(unchecked) var wantsCollection = false

  /// Asks for a collection at the next safe point.
  @inline(never)
  func requestCollection(_ byteCount: Int) {
    // A locked heap does not collect, but the host's needs do not end.
    if lockDepth > 0, hostBytes <= hostTrigger { return }
    // Should it not help, the largest one will have been too much.
    wanted = wantsCollection ? max(wanted, byteCount) : byteCount
    wantsCollection = true
    memory[HeapLayout.fuel] = 0
  }

  /// There is too much: collect at the next safe point, or, when even garbage cannot account for it, fail at
  /// once.
  ///
  /// Code in the middle of its work may hold values that no root knows, so collecting has to wait; the
  /// board's account may be overdrawn by another capacity until then.
  @inline(never)
  private func askForRoom(_ boardByteCount: Int, asked: Int, for kind: ObjectKind) throws(OutOfMemory) {
    // Not while an exception is being made (`enterEmergency`).
    if lockDepth > 0, boardTrigger < 0 {
      if hostBytes > hostTrigger { requestCollection(boardByteCount) }
      // What is needed for a call or a loop lies on the board's stack.
      if boardByteCount == 0 || kind == .iterator || kind == .boundMethod || kind == .superObject { return }
      boardBytes -= (boardByteCount + 31) & ~31
      throw OutOfMemory(byteCount: boardByteCount)
    }
    requestCollection(asked)
    // An exception is being made.
    if boardTrigger == Heap.emergencyTrigger { return }
    guard boardByteCount <= capacity, boardBytes <= 2 * capacity + (1 << 16) else {
      boardBytes -= (boardByteCount + 31) & ~31
      throw OutOfMemory(byteCount: asked)
    }
  }

  /// Gets cells for a class whose list is empty; the first one's address.
  @inline(never)
  private func refill(_ sizeClass: Int, _ boardByteCount: Int) throws(OutOfMemory) -> Int {
    guard let first = granules.take(HeapLayout.blockGranules, as: .cells, info: UInt32(sizeClass)) else {
      throw OutOfMemory(byteCount: boardByteCount)
    }
    let start = first * HeapLayout.granule
    let size = HeapLayout.cellByteCount(sizeClass)
    let count = HeapLayout.blockGranules * HeapLayout.granule / size
    for index in 0..<count {
      let cell = start + index * size
      memory[cell] = 0
      memory[cell + 8] = index + 1 < count ? UInt64(cell + size) : 0
    }
    memory[HeapLayout.freeLists + sizeClass * 8] = UInt64(start)
    return start
  }

  @inline(never)
  private func allocateRun(_ byteCount: Int, _ boardByteCount: Int) throws(OutOfMemory) -> Int {
    let count = (byteCount + HeapLayout.granule - 1) / HeapLayout.granule
    guard let first = granules.take(count, as: .run, info: UInt32(truncatingIfNeeded: count)) else {
      throw OutOfMemory(byteCount: boardByteCount)
    }
    return first * HeapLayout.granule
  }

  /// Gives a Swift object a place.
  func addHost(_ object: AnyObject) -> Int {
    if let place = freeHosts.popLast() {
      hosts[place] = object
      return place
    }
    hosts.append(object)
    return hosts.count - 1
  }
}

/// An allocation was refused.
package struct OutOfMemory: Error {
  /// What the script, or the interpreter for it, asked the board's heap for.
  package let byteCount: Int
}
