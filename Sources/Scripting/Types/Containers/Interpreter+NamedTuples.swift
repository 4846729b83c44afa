/// `collections.namedtuple`: classes that derive from `tuple`, whose objects have names for their items.
///
/// A class keeps its fields, a dict from name to position, where other classes have the shape of their
/// instances.
extension Interpreter {
  /// A new class of named tuples; `fields` is a string of names or a list or tuple of them.
  func newNamedTupleType(_ name: Value, fields: Value) throws(Raised) -> Value {
    let name = try fieldName(name)
    var names: [Value] = []
    if isKind(fields, .str) {
      for word in bytes(fields).split(whereSeparator: { $0 == 32 || (9...13).contains($0) }) {
        names.append(try intern(Array(word)))
      }
    } else {
      guard isKind(fields, .list) || isKind(fields, .tuple) else {
        throw typeError("object '\(typeName(fields))' isn't a tuple or list")
      }
      let (start, count) = items(of: fields)
      for index in 0..<count { names.append(try fieldName(memory[value: start + index * 8])) }
    }
    let type = try newType(
      name, bases: [kindTypes[Int(ObjectKind.tuple.rawValue)]], locals: try newDict(), kind: .namedTuple,
      traits: [])
    let positions = try newTable(.dict, capacity: names.count)
    for index in names.indices { try set(positions, name: names[index], Value(small: index)) }
    memory[value: type.address + TypeLayout.rootShape] = positions
    try setConstructor(type) { vm, args throws(Raised) in try vm.newNamedTuple(type, args) }
    return type
  }

  private func fieldName(_ value: Value) throws(Raised) -> Value {
    guard isKind(value, .str) else {
      throw typeError("can't convert '\(typeName(value))' object to str implicitly")
    }
    return try intern(value)
  }

  /// A named tuple with these items, as calling its class makes one.
  func newNamedTuple(_ type: Value, _ args: Arguments) throws(Raised) -> Value {
    let fields = namedTupleFields(type)
    let count = tableUsed(fields.address)
    guard args.count + args.keywordCount == count else {
      throw typeError(
        "\(text(field(type, 1)))() takes \(count) positional arguments but \(args.count + args.keywordCount) were given"
      )
    }
    let tuple = try newNamedTuple(type, count: count)
    let start = tuple.address + NamedTupleLayout.start
    for index in 0..<args.count { memory[value: start + index * 8] = args[index] }
    for index in 0..<args.keywordCount {
      let (name, value) = args.keyword(at: index)
      let position = lookup(fields, name: try intern(name))
      guard position.isSmall else { throw typeError("unexpected keyword argument '\(text(name))'") }
      guard memory[value: start + position.small * 8].isNull else {
        throw typeError("function got multiple values for argument '\(text(name))'")
      }
      memory[value: start + position.small * 8] = value
    }
    return tuple
  }

  /// A named tuple whose items are null, to be set before anything else happens.
  func newNamedTuple(_ type: Value, count: Int) throws(Raised) -> Value {
    let address = try allocate(
      .namedTuple, byteCount: NamedTupleLayout.start + count * 8, boardByteCount: 16 + count * 8)
    memory[value: address + NamedTupleLayout.type] = type
    memory[address + NamedTupleLayout.count] = UInt64(count)
    memory.fill(address + NamedTupleLayout.start, wordCount: count, with: 0)
    return Value(address: address)
  }

  /// The fields of a class of named tuples: a dict from name to position.
  @inline(__always)
  func namedTupleFields(_ type: Value) -> Value { memory[value: type.address &+ TypeLayout.rootShape] }

  /// The item of a named tuple under a name, an interned string; null if there is none.
  func namedTupleField(_ value: Value, _ name: Value) -> Value {
    let position = lookup(namedTupleFields(field(value, 1)), name: name)
    return position.isNull
      ? .null : memory[value: value.address &+ NamedTupleLayout.start &+ position.small &* 8]
  }
}
