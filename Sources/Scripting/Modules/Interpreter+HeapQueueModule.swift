/// Module `uheapq`: lists as heaps (extmod/moduheapq.c).
extension Interpreter {
  func installHeapQueueModule() {
    addModule("uheapq") { vm, module throws(Raised) in
      try module.define("heappush", 2, 2) { vm, args throws(Raised) in
        let heap = try vm.heapList(args[0])
        try vm.listAppend(heap, args[1])
        try vm.moveUp(heap, from: vm.listCount(heap) - 1, to: 0)
        return .none
      }
      try module.define("heappop", 1, 1) { vm, args throws(Raised) in
        let heap = try vm.heapList(args[0])
        let count = vm.listCount(heap)
        guard count > 0 else { throw vm.indexError("empty heap") }
        let start = vm.items(of: heap).start
        let first = vm.keep(vm.memory[value: start])
        defer { vm.release(to: first) }
        vm.memory[value: start] = vm.memory[value: start + (count - 1) * 8]
        vm.memory[value: start + (count - 1) * 8] = .null
        vm.memory[value: heap.address + ListLayout.count] = Value(small: count - 1)
        if count > 1 { try vm.moveDown(heap, from: 0) }
        return vm.kept[first]
      }
      try module.define("heapify", 1, 1) { vm, args throws(Raised) in
        let heap = try vm.heapList(args[0])
        for place in (0..<(vm.listCount(heap) / 2)).reversed() { try vm.moveDown(heap, from: place) }
        return .none
      }
    }
  }

  private func heapList(_ value: Value) throws(Raised) -> Value {
    guard isKind(value, .list) else { throw typeError("heap must be a list") }
    return value
  }

  // Items change places two by two, so that the list has each of them once whatever comparing them does to
  // it.

  /// Exchanges two items; false if the script has made the list too short for that.
  private func exchange(_ heap: Value, _ first: Int, _ second: Int) -> Bool {
    let (start, count) = items(of: heap)
    guard first < count, second < count else { return false }
    let item = memory[value: start + first * 8]
    memory[value: start + first * 8] = memory[value: start + second * 8]
    memory[value: start + second * 8] = item
    return true
  }

  /// Whether one item is less than another; false for items that are gone.
  private func isLess(_ heap: Value, _ first: Int, _ second: Int) throws(Raised) -> Bool {
    let (start, count) = items(of: heap)
    guard first < count, second < count else { return false }
    let left = keep(memory[value: start + first * 8])
    defer { release(to: left) }
    let right = keep(memory[value: start + second * 8])
    return try compare(.less, kept[left], kept[right]) == .true
  }

  /// Lets an item rise to where its parent is not greater.
  private func moveUp(_ heap: Value, from place: Int, to top: Int) throws(Raised) {
    var place = place
    while place > top {
      let parent = (place - 1) / 2
      guard try isLess(heap, place, parent), exchange(heap, place, parent) else { return }
      place = parent
    }
  }

  /// Lets an item fall to a leaf along the lesser children, and rise again from there: fewer comparisons than
  /// stopping on the way.
  private func moveDown(_ heap: Value, from top: Int) throws(Raised) {
    var place = top
    while 2 * place + 1 < listCount(heap) {
      var child = 2 * place + 1
      if child + 1 < listCount(heap), try !isLess(heap, child, child + 1) { child += 1 }
      guard exchange(heap, place, child) else { return }
      place = child
    }
    try moveUp(heap, from: place, to: top)
  }
}
