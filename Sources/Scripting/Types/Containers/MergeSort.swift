/// Says which of two values comes first.
protocol SortOrder {
  /// What comparing may throw: `Never`, or `Raised` when it runs the script.
  associatedtype Failure: Error
  /// Whether the first value is less than the second.
  func isLess(_ first: Value, _ second: Value) throws(Failure) -> Bool
}

/// The order of small integers.
struct SmallOrder: SortOrder {
  @inline(__always)
  func isLess(_ first: Value, _ second: Value) -> Bool {
    Int64(bitPattern: first.bits) < Int64(bitPattern: second.bits)
  }
}

/// The order of floats.
struct FloatOrder: SortOrder {
  let vm: Interpreter
  @inline(__always)
  func isLess(_ first: Value, _ second: Value) -> Bool { vm.float(first) < vm.float(second) }
}

/// The order of strings: that of their bytes.
struct TextOrder: SortOrder {
  let memory: Memory

  @inline(__always)
  func isLess(_ first: Value, _ second: Value) -> Bool {
    let (one, other) = (first.address &+ StringLayout.start, second.address &+ StringLayout.start)
    let (count, otherCount) = (
      StringLayout.byteCount(memory, first.address), StringLayout.byteCount(memory, second.address)
    )
    let end = min(count, otherCount)
    var offset = 0
    while offset &+ 8 <= end {
      let (word, otherWord) = (memory[unaligned: one &+ offset], memory[unaligned: other &+ offset])
      if word != otherWord { return word.bigEndian < otherWord.bigEndian }
      offset &+= 8
    }
    while offset < end {
      let (byte, otherByte) = (memory[byte: one &+ offset], memory[byte: other &+ offset])
      if byte != otherByte { return byte < otherByte }
      offset &+= 1
    }
    return count < otherCount
  }
}

/// The order of values of any kind, as `<` has it.
struct ScriptOrder: SortOrder {
  let vm: Interpreter

  func isLess(_ first: Value, _ second: Value) throws(Raised) -> Bool {
    if vm.isKind(first, .tuple), vm.isKind(second, .tuple) {
      return try vm.orderSequences(.less, first, second)
    }
    return try vm.compare(.less, first, second) == .true
  }
}

/// A stable merge sort of elements that lie one after another in the arena; an element is its key and `width`
/// − 8 bytes more.
///
/// At each moment each element is in the source or in the target, so that the collector finds them all when a
/// comparison runs the script.
struct MergeSort<Order: SortOrder> {
  let memory: Memory
  let order: Order
  /// Bytes of an element: 8 or 16.
  let width: Int
  /// Whether the greatest comes first; equal elements keep their order nevertheless.
  let isReversed: Bool

  /// Elements that insertion sorts.
  private static var runCount: Int { 8 }

  /// Sorts; where the elements are then, which is at `start` or at `scratch`.
  @inline(never)
  func sort(_ start: Int, scratch: Int, count: Int) throws(Order.Failure) -> Int {
    var run = 0
    while run < count {
      try insert(start &+ run &* width, min(count &- run, Self.runCount))
      run &+= Self.runCount
    }
    var (source, target) = (start, scratch)
    var length = Self.runCount
    while length < count {
      var first = 0
      while first < count {
        let middle = min(first &+ length, count)
        let end = min(first &+ 2 &* length, count)
        try merge(source, target, first &* width, middle &* width, end &* width)
        first = end
      }
      (source, target) = (target, source)
      length &*= 2
    }
    return source
  }

  @inline(__always)
  private func comesBefore(_ first: Value, _ second: Value) throws(Order.Failure) -> Bool {
    isReversed ? try order.isLess(second, first) : try order.isLess(first, second)
  }

  @inline(__always)
  private func copy(_ source: Int, _ target: Int) {
    memory[target] = memory[source]
    if width == 16 { memory[target &+ 8] = memory[source &+ 8] }
  }

  /// Insertion sort: looks for the place before it moves anything.
  ///
  /// It must become part of `sort`: the optimizer of Swift 6.3 merges sorts that differ in what they call
  /// alone, and loses their errors.
  @inline(__always)
  private func insert(_ start: Int, _ count: Int) throws(Order.Failure) {
    var index = 1
    while index < count {
      let place = start &+ index &* width
      let key = memory[value: place]
      var target = place
      while target > start, try comesBefore(key, memory[value: target &- width]) { target &-= width }
      if target != place {
        let rest = memory[place &+ width &- 8]
        memory.copy(from: target, to: target &+ width, byteCount: place &- target)
        memory[value: target] = key
        if width == 16 { memory[target &+ 8] = rest }
      }
      index &+= 1
    }
  }

  /// Merges two sorted runs into another place; the offsets are in bytes.
  ///
  /// It must become part of `sort`, like `insert`.
  @inline(__always)
  private func merge(_ source: Int, _ target: Int, _ first: Int, _ middle: Int, _ end: Int) throws(Order
    .Failure)
  {
    // What is in order already needs no comparing.
    let isOrdered =
      middle == end
      ? true : try !comesBefore(memory[value: source &+ middle], memory[value: source &+ middle &- width])
    if isOrdered {
      memory.copy(from: source &+ first, to: target &+ first, byteCount: end &- first)
      return
    }
    var (left, right, place) = (source &+ first, source &+ middle, target &+ first)
    let (leftEnd, rightEnd) = (right, source &+ end)
    while left < leftEnd, right < rightEnd {
      if try comesBefore(memory[value: right], memory[value: left]) {
        copy(right, place)
        right &+= width
      } else {
        copy(left, place)
        left &+= width
      }
      place &+= width
    }
    memory.copy(from: left, to: place, byteCount: leftEnd &- left)
    memory.copy(from: right, to: place &+ leftEnd &- left, byteCount: rightEnd &- right)
  }
}
