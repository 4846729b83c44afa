/// Instances of the script's classes: attributes in slots that shapes describe.
///
/// Instances that get the same attributes in the same order share a shape, so a place in the code that has
/// seen one of them finds the slot of all. Instances with very many attributes, or that lost one, have a
/// dict.
extension Interpreter {
  /// More attributes than so many are kept in a dict.
  private static let slotLimit = 64

  /// A new instance without attributes; null if memory is out.
  @inline(never)
  func newInstance(_ type: Value) -> Value {
    do {
      return try makeInstance(type)
    } catch {
      raised = error.value
      return .null
    }
  }

  /// A new instance without attributes.
  func makeInstance(_ type: Value) throws(Raised) -> Value {
    var root = memory[value: type.address + TypeLayout.rootShape]
    if root.isNull {
      root = try newShape(type, parent: .null, name: .null, slotCount: 0)
      memory[value: type.address + TypeLayout.rootShape] = root
    }
    let address = try allocate(.instance, byteCount: InstanceLayout.byteCount, boardByteCount: 32)
    memory[value: address + InstanceLayout.type] = type
    memory[value: address + InstanceLayout.shape] = root
    memory[address + InstanceLayout.slots] = 0
    memory[address + InstanceLayout.native] = 0
    let expected = Int(memory[root.address + ShapeLayout.expected])
    if expected > 0 {
      memory[address + InstanceLayout.slots] = UInt64(
        try newValueStorage(expected, boardByteCount: expected * 16))
    }
    return Value(address: address)
  }

  private func newShape(_ type: Value, parent: Value, name: Value, slotCount: Int) throws(Raised) -> Value {
    let address = try allocate(.shape, byteCount: ShapeLayout.byteCount, boardByteCount: 0)
    memory[value: address + ShapeLayout.type] = type
    memory[value: address + ShapeLayout.parent] = parent
    memory[value: address + ShapeLayout.name] = name
    memory[address + ShapeLayout.child] = 0
    memory[address + ShapeLayout.sibling] = 0
    memory[address + ShapeLayout.slotCount] = UInt64(slotCount)
    memory[address + ShapeLayout.expected] = 0
    return Value(address: address)
  }

  /// The slot that a shape gives a name, or -1.
  func slot(_ shape: Value, _ name: Value) -> Int {
    var shape = shape
    while true {
      let count = Int(memory[shape.address + ShapeLayout.slotCount])
      if count == 0 { return -1 }
      if memory[value: shape.address + ShapeLayout.name] == name { return count - 1 }
      shape = memory[value: shape.address + ShapeLayout.parent]
    }
  }

  /// The shape that follows when a name is added.
  private func shape(after shape: Value, adding name: Value) throws(Raised) -> Value {
    var child = memory[value: shape.address + ShapeLayout.child]
    while !child.isNull {
      if memory[value: child.address + ShapeLayout.name] == name { return child }
      child = memory[value: child.address + ShapeLayout.sibling]
    }
    let count = Int(memory[shape.address + ShapeLayout.slotCount])
    let type = memory[value: shape.address + ShapeLayout.type]
    let new = try newShape(type, parent: shape, name: name, slotCount: count + 1)
    memory[value: new.address + ShapeLayout.sibling] = memory[value: shape.address + ShapeLayout.child]
    memory[value: shape.address + ShapeLayout.child] = new
    let root = memory[value: type.address + TypeLayout.rootShape]
    if Int(memory[root.address + ShapeLayout.expected]) < count + 1 {
      memory[root.address + ShapeLayout.expected] = UInt64(count + 1)
    }
    return new
  }

  /// An attribute of the instance itself, or null.
  func ownAttribute(_ object: Value, _ name: Value) -> Value {
    let shape = memory[value: object.address + InstanceLayout.shape]
    let slots = memory[value: object.address + InstanceLayout.slots]
    if shape.isNull { return lookup(slots, name: name) }
    let slot = self.slot(shape, name)
    return slot < 0 ? .null : memory[value: slots.address + StorageLayout.start + slot * 8]
  }

  /// Sets an attribute of the instance itself.
  func setOwnAttribute(_ object: Value, _ name: Value, _ value: Value) throws(Raised) {
    let shape = memory[value: object.address + InstanceLayout.shape]
    if shape.isNull {
      return try set(memory[value: object.address + InstanceLayout.slots], name: name, value)
    }
    let known = slot(shape, name)
    if known >= 0 {
      let slots = Int(memory[object.address + InstanceLayout.slots])
      memory[value: slots + StorageLayout.start + known * 8] = value
      return
    }
    let count = Int(memory[shape.address + ShapeLayout.slotCount])
    // Objects that are used as dicts become dicts; and so do those of a class whose objects all differ.
    if count >= Interpreter.slotLimit || tooManySiblings(shape) {
      try useDict(object)
      return try set(memory[value: object.address + InstanceLayout.slots], name: name, value)
    }
    let next = try self.shape(after: shape, adding: name)
    var slots = Int(memory[object.address + InstanceLayout.slots])
    let capacity = slots == 0 ? 0 : Int(memory[slots + 8])
    if count == capacity {
      let grown = try newValueStorage(
        max(count + 1, count * 3 / 2), boardByteCount: max(count + 1, count * 3 / 2) * 16)
      if count > 0 {
        memory.copy(from: slots + StorageLayout.start, to: grown + StorageLayout.start, byteCount: count * 8)
      }
      slots = grown
      memory[object.address + InstanceLayout.slots] = UInt64(slots)
    }
    memory[value: slots + StorageLayout.start + count * 8] = value
    memory[value: object.address + InstanceLayout.shape] = next
  }

  private func tooManySiblings(_ shape: Value) -> Bool {
    var child = memory[value: shape.address + ShapeLayout.child]
    var count = 0
    while !child.isNull {
      count += 1
      if count > 32 { return true }
      child = memory[value: child.address + ShapeLayout.sibling]
    }
    return false
  }

  /// Removes an attribute of the instance itself; false if there is none.
  func deleteOwnAttribute(_ object: Value, _ name: Value) throws(Raised) -> Bool {
    if ownAttribute(object, name).isNull { return false }
    if !memory[value: object.address + InstanceLayout.shape].isNull { try useDict(object) }
    return remove(memory[value: object.address + InstanceLayout.slots], name: name)
  }

  /// Has an instance keep its attributes in a dict.
  private func useDict(_ object: Value) throws(Raised) {
    let dict = try attributeDict(object)
    memory[value: object.address + InstanceLayout.slots] = dict
    memory[object.address + InstanceLayout.shape] = 0
  }

  /// A dict of an instance's attributes: a copy, unless it has one.
  func attributeDict(_ object: Value) throws(Raised) -> Value {
    let shape = memory[value: object.address + InstanceLayout.shape]
    let slots = memory[value: object.address + InstanceLayout.slots]
    if shape.isNull { return slots }
    let dict = try newDict()
    for (index, name) in shapeNames(shape).enumerated() {
      try set(dict, name: name, memory[value: slots.address + StorageLayout.start + index * 8])
    }
    return dict
  }

  /// The names of a shape's slots, in order.
  func shapeNames(_ shape: Value) -> [Value] {
    var names: [Value] = []
    var shape = shape
    while memory[shape.address + ShapeLayout.slotCount] != 0 {
      names.append(memory[value: shape.address + ShapeLayout.name])
      shape = memory[value: shape.address + ShapeLayout.parent]
    }
    return names.reversed()
  }

  /// Names for `dir()`, unsorted.
  func attributeNames(_ object: Value) throws(Raised) -> [Value] {
    var names: [Value] = []
    func add(_ dict: Value) {
      var index = 0
      while let found = nextEntry(dict, from: index) {
        let key = entry(dict, found).key
        if !names.contains(key) { names.append(key) }
        index = found + 1
      }
    }
    switch kind(object) {
    case .module: add(field(object, 2))
    case .instance:
      let shape = memory[value: object.address + InstanceLayout.shape]
      if shape.isNull {
        add(memory[value: object.address + InstanceLayout.slots])
      } else {
        names = shapeNames(shape)
      }
    default: break
    }
    let type = isKind(object, .type) ? object : self.type(of: object)
    if !isKind(object, .module) {
      let order = memory[value: type.address + TypeLayout.order]
      for index in 0..<tupleCount(order) {
        add(memory[value: tupleItem(order, index).address + TypeLayout.locals])
      }
      if !names.contains(name(.class)) { names.append(name(.class)) }
    }
    return names
  }
}
