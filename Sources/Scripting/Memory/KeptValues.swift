/// Values that native code keeps over calls into the script: a stack in the arena, and an array for what goes
/// beyond.
final class KeptValues {
  private let memory: Memory
  @safe @exclusivity(unchecked) private var more: [Value] = []

  init(_ memory: Memory) { self.memory = memory }

  /// A kept value by its place.
  @inline(__always)
  subscript(place: Int) -> Value {
    get {
      place < HeapLayout.keptLimit
        ? memory[value: HeapLayout.kept &+ place &* 8] : more[place - HeapLayout.keptLimit]
    }
    set {
      if place < HeapLayout.keptLimit {
        memory[value: HeapLayout.kept &+ place &* 8] = newValue
      } else {
        more[place - HeapLayout.keptLimit] = newValue
      }
    }
  }

  /// How many there are.
  @inline(__always)
  var count: Int { Int(truncatingIfNeeded: memory[HeapLayout.keptCount]) }

  /// Adds a value; its place.
  @inline(__always)
  func append(_ value: Value) -> Int {
    let place = count
    if place < HeapLayout.keptLimit {
      memory[value: HeapLayout.kept &+ place &* 8] = value
    } else {
      more.append(value)
    }
    memory[HeapLayout.keptCount] = UInt64(truncatingIfNeeded: place &+ 1)
    return place
  }

  /// Forgets all from a place on.
  @inline(__always)
  func shrink(to place: Int) {
    if !more.isEmpty { more.removeLast(more.count - max(place - HeapLayout.keptLimit, 0)) }
    memory[HeapLayout.keptCount] = UInt64(truncatingIfNeeded: place)
  }

  /// Calls back with each.
  func forEach(_ body: (Value) -> Void) {
    for place in 0..<count { body(self[place]) }
  }
}
