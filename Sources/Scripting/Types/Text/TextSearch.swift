/// Looks for bytes in bytes, all of them in the arena, in linear time.
struct TextSearch {
  let memory: Memory
  /// Address of what is looked for.
  let needle: Int
  let needleCount: Int

  /// The first place, or -1.
  ///
  /// - Parameters:
  ///   - start: Address of the bytes to look through.
  ///   - count: How many.
  func first(in start: Int, count: Int) -> Int {
    if needleCount == 0 { return 0 }
    let last = count &- needleCount
    let lead = memory[byte: needle]
    // What comparing may cost before the search by table takes over.
    var budget = 4 &* count &+ 64
    var place = 0
    while place <= last {
      if memory[byte: start &+ place] == lead {
        if matches(start &+ place) { return place }
        budget &-= needleCount
        if budget < 0 {
          let found = byTable(start &+ place, count: count &- place, step: 1)
          return found < 0 ? -1 : place &+ found
        }
      }
      place &+= 1
    }
    return -1
  }

  /// The last place, or -1.
  func last(in start: Int, count: Int) -> Int {
    var place = count &- needleCount
    if needleCount == 0 { return place }
    let lead = memory[byte: needle]
    var budget = 4 &* count &+ 64
    while place >= 0 {
      if memory[byte: start &+ place] == lead {
        if matches(start &+ place) { return place }
        budget &-= needleCount
        if budget < 0 { return byTable(start, count: place &+ needleCount, step: -1) }
      }
      place &-= 1
    }
    return -1
  }

  @inline(__always)
  private func matches(_ address: Int) -> Bool {
    memory.isEqual(address, needle, byteCount: needleCount)
  }

  /// The method of Knuth, Morris and Pratt, from either end.
  private func byTable(_ start: Int, count: Int, step: Int) -> Int {
    let first = step > 0 ? needle : needle + needleCount - 1
    var table = [Int](repeating: 0, count: needleCount)
    var length = 0
    for index in 1..<max(needleCount, 1) {
      let byte = memory[byte: first + index * step]
      while length > 0, memory[byte: first + length * step] != byte { length = table[length - 1] }
      if memory[byte: first + length * step] == byte { length += 1 }
      table[index] = length
    }
    length = 0
    let begin = step > 0 ? start : start + count - 1
    for index in 0..<max(count, 0) {
      let byte = memory[byte: begin + index * step]
      while length > 0, memory[byte: first + length * step] != byte { length = table[length - 1] }
      if memory[byte: first + length * step] == byte { length += 1 }
      if length == needleCount {
        return step > 0 ? index + 1 - needleCount : count - 1 - index
      }
    }
    return -1
  }
}

extension Interpreter {
  /// A search for the bytes of a `str` or `bytes`.
  @inline(__always)
  func search(for needle: Value) -> TextSearch {
    TextSearch(memory: memory, needle: needle.address &+ StringLayout.start, needleCount: byteCount(needle))
  }

  /// A search for bytes of the arena.
  func search(for needle: Int, count: Int) -> TextSearch {
    TextSearch(memory: memory, needle: needle, needleCount: count)
  }
}
