/// What a function of ours does for a script.
package typealias NativeBody = (Interpreter, Arguments) throws(Raised) -> Value

/// `nativeFunction`: place in the table of bodies, limits, and for methods the class of which the first
/// argument must be; all raw.
enum NativeLayout {
  static let place = 8
  /// The least arguments (low half) and the most (high half; all ones if there is no limit).
  static let limits = 16
  static let receiver = 24
  /// 1 if it takes named arguments.
  static let keywords = 32
  static let byteCount = 40
}

/// The arguments of a call, which lie in registers: positional ones, then names and values by turns.
///
/// They stay valid, and known to the collector, until the function returns.
package struct Arguments {
  let memory: Memory
  /// Address of the first one.
  let start: Int
  /// How many are positional.
  package let count: Int
  /// How many have names.
  package let keywordCount: Int

  @inline(__always)
  init(memory: Memory, start: Int, count: Int, keywordCount: Int) {
    self.memory = memory
    self.start = start
    self.count = count
    self.keywordCount = keywordCount
  }

  /// A positional argument; `index` must be below `count`.
  @inline(__always)
  package subscript(index: Int) -> Value {
    get { memory[value: start &+ index &* 8] }
    nonmutating set { memory[value: start &+ index &* 8] = newValue }
  }

  /// A positional argument, or null if there are not as many.
  @inline(__always)
  package func optional(_ index: Int) -> Value { index < count ? self[index] : .null }

  /// Name and value of a named argument.
  package func keyword(at index: Int) -> (name: Value, value: Value) {
    (self[count + index * 2], self[count + index * 2 + 1])
  }

  /// The same without the first positional ones.
  package func dropFirst(_ dropped: Int) -> Arguments {
    Arguments(memory: memory, start: start + dropped * 8, count: count - dropped, keywordCount: keywordCount)
  }

  /// The positional ones, copied.
  package var positional: [Value] { (0..<count).map { self[$0] } }
}

extension Arguments {
  /// The value of a named argument, or null.
  package func named(_ name: Value) -> Value {
    for index in 0..<keywordCount {
      let pair = keyword(at: index)
      if pair.name == name { return pair.value }
    }
    return .null
  }
}
