/// `utimeq.utimeq`: callbacks in the order of their ticks, which go round (extmod/modutimeq.c).
final class TimeQueue: ScriptObject, ScriptReferences {
  private struct Entry {
    let time: Int
    let number: UInt64
    let callback: Value
    let argument: Value
  }

  private let capacity: Int
  /// The first to come is the first; the others as in a heap.
  private var entries: [Entry] = []
  private var pushCount: UInt64 = 0

  init(capacity: Int) { self.capacity = capacity }

  func visit(_ mark: (Value) -> Void) {
    for entry in entries {
      mark(entry.callback)
      mark(entry.argument)
    }
  }

  func scriptLength(_ vm: Interpreter) throws(Raised) -> Int? { entries.count }

  /// The time of the first; nil when it is empty.
  var firstTime: Int? { entries.first?.time }

  /// Adds an entry; false when it is full.
  func push(_ time: Int, _ callback: Value, _ argument: Value) -> Bool {
    guard entries.count < capacity else { return false }
    entries.append(Entry(time: time, number: pushCount, callback: callback, argument: argument))
    pushCount &+= 1
    rise(entries.count - 1)
    return true
  }

  /// Takes the first out; nil when it is empty.
  func pop() -> (time: Int, callback: Value, argument: Value)? {
    guard let first = entries.first, let last = entries.popLast() else { return nil }
    if !entries.isEmpty {
      entries[0] = last
      sink()
    }
    return (first.time, first.callback, first.argument)
  }

  private func comesBefore(_ first: Int, _ second: Int) -> Bool {
    var distance = entries[second].time &- entries[first].time
    if distance == 0 { return entries[first].number < entries[second].number }
    if distance < 0 { distance &+= Interpreter.tickMask &+ 1 }
    return distance > 0 && distance <= Interpreter.tickMask / 2
  }

  private func rise(_ place: Int) {
    var place = place
    while place > 0, comesBefore(place, (place - 1) / 2) {
      entries.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// To a leaf along the earlier children, then up again: ticks that go round have no order that would do
  /// without.
  private func sink() {
    var place = 0
    while 2 * place + 1 < entries.count {
      var child = 2 * place + 1
      if child + 1 < entries.count, !comesBefore(child, child + 1) { child += 1 }
      entries.swapAt(place, child)
      place = child
    }
    rise(place)
  }
}

extension Interpreter {
  /// Module `utimeq`.
  func installTimeQueueModule() {
    addModule("utimeq") { vm, module throws(Raised) in
      let type = try vm.newBuiltinType("utimeq", kind: .host)
      try vm.setConstructor(type) { vm, args throws(Raised) in
        try vm.checkPositional(args, 1, 1)
        let capacity = try vm.integerArgument(args[0])
        // An entry has four words.
        try vm.checkStreamByteCount(capacity.multipliedReportingOverflow(by: 32).partialValue)
        guard capacity >= 0, capacity < vm.heap.capacity else { throw vm.memoryError(capacity) }
        return try vm.newHost(TimeQueue(capacity: capacity), type: type, boardByteCount: 24 + capacity * 32)
      }
      try vm.define(type, "push", 3, 3) { vm, args throws(Raised) in
        let time = try vm.integerArgument(args[1])
        guard vm.hostObject(args[0], as: TimeQueue.self)?.push(time, args[2], args[3]) == true else {
          throw vm.indexError("queue overflow")
        }
        return .none
      }
      try vm.define(type, "pop", 1, 1) { vm, args throws(Raised) in
        guard let queue = vm.hostObject(args[0], as: TimeQueue.self), queue.firstTime != nil else {
          throw vm.indexError("empty heap")
        }
        guard vm.isKind(args[1], .list), vm.listCount(args[1]) >= 3 else { throw vm.fault(.TypeError) }
        guard let entry = queue.pop() else { return .none }
        let start = vm.items(of: args[1]).start
        vm.memory[value: start] = try vm.newInteger(entry.time)
        vm.memory[value: start + 8] = entry.callback
        vm.memory[value: start + 16] = entry.argument
        return .none
      }
      try vm.define(type, "peektime") { vm, args throws(Raised) in
        guard let time = vm.hostObject(args[0], as: TimeQueue.self)?.firstTime else {
          throw vm.indexError("empty heap")
        }
        return try vm.newInteger(time)
      }
      try module.set("utimeq", type)
    }
  }
}
