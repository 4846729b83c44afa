/// Marking and sweeping.
extension Heap {
  /// Marks a value that is in use, and later all that it leads to.
  @inline(__always)
  func mark(_ value: Value) {
    if value.isObject {
      if value.bits >= UInt64(HeapLayout.heapStart) { markObject(value.address) }
    } else if value.isImmediateFloat {
      floatBytes += Heap.blockByteCount
    }
  }

  /// Marks the object at an address.
  @inline(__always)
  func markObject(_ address: Int) {
    guard address >= HeapLayout.heapStart else { return }
    let header = memory[address]
    guard header & Header.marked == 0 else { return }
    memory[address] = header | Header.marked
    pending.append(address)
  }

  /// Marks values that lie one after another.
  func markRun(_ address: Int, count: Int) {
    for index in 0..<count { mark(memory[value: address + index * 8]) }
  }

  /// Marks all that marked objects lead to.
  func drain() {
    while let address = pending.popLast() { trace(address) }
  }

  /// Marks what an object leads to.
  private func trace(_ address: Int) {
    switch memory.kind(address) {
    case .free, .none, .bool, .ellipsis, .notImplemented, .bigInteger, .boxedFloat, .complex, .str, .bytes,
      .byteStorage, .object:
      break
    case .nativeFunction: mark(memory[value: address + NativeLayout.receiver])
    case .closureCell, .byteArray, .array, .staticMethod, .classMethod, .dictView:
      mark(memory[value: address + 8])
    case .list, .deque, .boundMethod, .superObject, .memoryView, .module:
      markRun(address + 8, count: 2)
    case .dict, .set, .frozenset:
      markRun(address + 8, count: 2)
    case .range, .slice, .property, .exception:
      markRun(address + 8, count: 3)
    case .iterator, .instance: markRun(address + 8, count: 4)
    case .shape: markRun(address + 8, count: ShapeLayout.referenceCount)
    case .type: markRun(address + 8, count: TypeLayout.referenceCount)
    case .tuple: markRun(address + 16, count: Int(memory[address + 8]))
    case .namedTuple:
      mark(memory[value: address + 8])
      markRun(address + 24, count: Int(memory[address + 16]))
    case .function:
      markRun(address + 8, count: FunctionLayout.referenceCount + FunctionLayout.cellCount(memory, address))
    case .generator:
      mark(memory[value: address + GeneratorLayout.function])
      markRun(address + GeneratorLayout.registers, count: GeneratorLayout.registerCount(memory, address))
    case .valueStorage: markRun(address + 16, count: Int(memory[address + 8]))
    case .code: markRun(address + CodeLayout.constants, count: 3)
    case .host:
      mark(memory[value: address + 16])
      if let host = hosts[Int(memory[address + 8])] as? any ScriptReferences { host.visit { mark($0) } }
    }
  }

  /// Frees what is not marked, and takes marks off.
  func sweep() {
    interned.keep(memory) { address in memory[address] & (Header.marked | Header.permanent) != 0 }
    for index in 0..<HeapLayout.classCount { memory[HeapLayout.freeLists + index * 8] = 0 }
    hostBytes = 0
    boardLive = 0
    // Blocks without objects will be wanted again for cells of their size, unless room for others gets
    // scarce.
    let keepsEmpty = granules.usedCount * 4 < granules.capacity
    var empty: [(Int, Int)] = []
    granules.forEach { granule, use, info in
      switch use {
      case .none, .more: break
      case .cells:
        if !sweepCells(granule * HeapLayout.granule, Int(info), keepsEmpty: keepsEmpty) {
          empty.append((granule, HeapLayout.blockGranules))
        }
      case .run:
        let address = granule * HeapLayout.granule
        if isKept(address) {
          hostBytes += Int(info) * HeapLayout.granule
        } else if !spoilsGarbage || spoil(address, Int(info) * HeapLayout.granule) {
          empty.append((granule, Int(info)))
        }
      }
    }
    for (granule, count) in empty { granules.giveBack(granule, count: count) }
    hostTrigger = hostBytes + max(Heap.hostStep, hostBytes)
  }

  /// Sweeps a block; false if nothing in it is in use, and it is to go.
  private func sweepCells(_ start: Int, _ sizeClass: Int, keepsEmpty: Bool) -> Bool {
    let size = HeapLayout.cellByteCount(sizeClass)
    let list = HeapLayout.freeLists + sizeClass * 8
    let before = memory[list]
    var head = before
    var isUsed = false
    var cell = start + HeapLayout.blockGranules * HeapLayout.granule / size * size - size
    while cell >= start {
      if isKept(cell) {
        isUsed = true
        hostBytes &+= size
      } else if spoilsGarbage, memory[cell] != 0, !spoil(cell, size) {
        isUsed = true
      } else {
        memory[cell] = 0
        memory[cell &+ 8] = head
        head = UInt64(cell)
      }
      cell &-= size
    }
    let stays = isUsed || keepsEmpty
    memory[list] = stays ? head : before
    return stays
  }

  /// Overwrites garbage with what is neither an object nor an address; true when its room is needed.
  @inline(never)
  private func spoil(_ address: Int, _ byteCount: Int) -> Bool {
    if memory[address] & Header.spoilt == 0 {
      memory[address] = memory[address] & ~0xFFFF_FFFF | Header.spoilt
      memory.fill(address + 8, wordCount: byteCount / 8 - 1, with: Heap.spoiltWord)
    }
    return granules.usedCount > Heap.spoiltGranules
  }

  /// Looks like a reference to an object far outside of the arena.
  private static let spoiltWord: UInt64 = 0x0DDD_DDDD_DDDD_DDD0
  /// Garbage is used again when more granules than that are in use.
  private static let spoiltGranules = 768

  /// Takes an object's mark off and counts it, or lets go what it owns.
  @inline(__always)
  private func isKept(_ address: Int) -> Bool {
    let header = memory[address]
    if header & (Header.marked | Header.permanent) != 0 {
      memory[address] = header & ~Header.marked
      boardLive &+= Header(bits: header).blocks &<< 5
      return true
    }
    if header & Header.spoilt != 0 { return false }
    let kind = memory.kind(address)
    if kind == .host || kind == .code {
      let place = Int(memory[address + 8])
      hosts[place] = nil
      freeHosts.append(place)
    }
    return false
  }
}

/// A Swift object that leads to values of the script.
package protocol ScriptReferences: AnyObject {
  /// Calls back with each of them.
  func visit(_ mark: (Value) -> Void)
}

extension Heap {
  /// Takes everything that exists out of the board's account.
  func excludeFromBoard() {
    granules.forEach { granule, use, info in
      switch use {
      case .none, .more: break
      case .cells:
        let size = HeapLayout.cellByteCount(Int(info))
        let start = granule * HeapLayout.granule
        for index in 0..<(HeapLayout.blockGranules * HeapLayout.granule / size) {
          memory[start + index * size] &= 0xFFFF_FFFF
        }
      case .run: memory[granule * HeapLayout.granule] &= 0xFFFF_FFFF
      }
    }
    boardBytes = 0
  }
}
