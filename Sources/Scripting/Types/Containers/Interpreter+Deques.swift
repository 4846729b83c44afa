/// `deque`: word 1 is a ring of values, one more than fit; words 3 to 5 are raw: the first one's place, the
/// place behind the last, flags.
enum DequeLayout {
  static let storage = 8
  static let first = 24
  static let end = 32
  static let flags = 40
  static let byteCount = 48
  /// In `flags`: a full one raises instead of dropping its first value.
  static let checksOverflow: UInt64 = 1
}

extension Interpreter {
  func installDequeType() throws(Raised) {
    let type = try newBuiltinType("deque", kind: .deque) { vm, args throws(Raised) in try vm.newDeque(args) }
    kindTypes[Int(ObjectKind.deque.rawValue)] = type
    try define(type, "append", 1, 1) { vm, args throws(Raised) in
      try vm.dequeAppend(args[0], args[1])
      return .none
    }
    try define(type, "popleft") { vm, args throws(Raised) in try vm.dequePopFirst(args[0]) }
  }

  /// The class `deque`.
  var dequeType: Value { kindTypes[Int(ObjectKind.deque.rawValue)] }

  /// `deque((), maxlen[, flags])`.
  private func newDeque(_ args: Arguments) throws(Raised) -> Value {
    try checkPositional(args, 2, 3)
    guard args[0] == .emptyTuple else { throw fault(.ValueError) }
    let limit = try integerArgument(args[1])
    guard limit >= 0 else { throw fault(.ValueError) }
    guard limit < 1 << 40 else { throw memoryError(limit &* 8) }
    let flags = args.count > 2 ? try integerArgument(args[2]) : 0
    let storage = try newValueStorage(limit + 1, boardByteCount: (limit + 1) * 8)
    let address = try allocate(.deque, byteCount: DequeLayout.byteCount, boardByteCount: 48)
    memory.fill(address + 8, wordCount: DequeLayout.byteCount / 8 - 1, with: 0)
    memory[address + DequeLayout.storage] = UInt64(storage)
    memory[address + DequeLayout.flags] = UInt64(bitPattern: Int64(flags))
    return Value(address: address)
  }

  /// How many values a deque has.
  func dequeCount(_ deque: Value) -> Int {
    let (first, end) = (
      Int(memory[deque.address + DequeLayout.first]), Int(memory[deque.address + DequeLayout.end])
    )
    return end >= first ? end - first : end - first + dequeCapacity(deque)
  }

  private func dequeCapacity(_ deque: Value) -> Int {
    Int(memory[Int(memory[deque.address + DequeLayout.storage]) + 8])
  }

  private func dequeAppend(_ deque: Value, _ item: Value) throws(Raised) {
    let address = deque.address
    let storage = Int(memory[address + DequeLayout.storage])
    let capacity = dequeCapacity(deque)
    let end = Int(memory[address + DequeLayout.end])
    let next = end + 1 == capacity ? 0 : end + 1
    let first = Int(memory[address + DequeLayout.first])
    if next == first, memory[address + DequeLayout.flags] & DequeLayout.checksOverflow != 0 {
      throw indexError("full")
    }
    memory[value: storage + StorageLayout.start + end * 8] = item
    memory[address + DequeLayout.end] = UInt64(next)
    if next == first { memory[address + DequeLayout.first] = UInt64(first + 1 == capacity ? 0 : first + 1) }
  }

  private func dequePopFirst(_ deque: Value) throws(Raised) -> Value {
    let address = deque.address
    let first = Int(memory[address + DequeLayout.first])
    guard first != Int(memory[address + DequeLayout.end]) else { throw indexError("empty") }
    let place = Int(memory[address + DequeLayout.storage]) + StorageLayout.start + first * 8
    let item = memory[value: place]
    memory[place] = 0
    memory[address + DequeLayout.first] = UInt64(first + 1 == dequeCapacity(deque) ? 0 : first + 1)
    return item
  }
}
