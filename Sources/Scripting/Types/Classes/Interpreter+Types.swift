/// Classes: making them, and finding the class of a value and what it offers.
extension Interpreter {
  /// A class of ours.
  ///
  /// - Parameters:
  ///   - kind: What its objects are.
  ///   - constructor: What calling it does; gets the arguments without the class.
  package func newBuiltinType(
    _ name: String, kind: ObjectKind, bases: [Value] = [], constructor: NativeBody? = nil
  ) throws(Raised) -> Value {
    let type = try newType(try intern(name), bases: bases, locals: try newDict(), kind: kind, traits: [])
    if let constructor { try setConstructor(type, constructor) }
    return type
  }

  /// Says what calling a class of ours does.
  package func setConstructor(_ type: Value, _ constructor: @escaping NativeBody) throws(Raised) {
    memory[type.address + TypeLayout.constructor] = UInt64(bodies.append(constructor) + 1)
    nativeNames.append(bytes(field(type, 1)))
  }

  /// A class.
  func newType(_ name: Value, bases: [Value], locals: Value, kind: ObjectKind, traits: TypeTraits)
    throws(Raised) -> Value
  {
    let address = try allocate(.type, byteCount: TypeLayout.byteCount, boardByteCount: 128)
    memory.fill(address + 8, wordCount: TypeLayout.byteCount / 8 - 1, with: 0)
    let type = Value(address: address)
    memory[value: address + TypeLayout.name] = name
    memory[value: address + TypeLayout.locals] = locals
    memory[address + TypeLayout.kind] = UInt64(kind.rawValue)
    memory[value: address + TypeLayout.bases] = try newTuple(bases)
    var order = [type]
    for base in bases { appendOrder(of: base, to: &order) }
    memory[value: address + TypeLayout.order] = try newTuple(order)
    var all = traits
    for base in bases {
      all.formUnion(self.traits(base).subtracting([.isScripts, .isSubclassed]))
      memory[base.address + TypeLayout.traits] |= TypeTraits.isSubclassed.rawValue
      let native =
        self.traits(base).contains(.isScripts) ? memory[value: base.address + TypeLayout.nativeBase] : base
      if !native.isNull, native != kindTypes[Int(ObjectKind.object.rawValue)] {
        memory[value: address + TypeLayout.nativeBase] = native
      }
    }
    memory[address + TypeLayout.traits] = all.rawValue
    return type
  }

  private func appendOrder(of type: Value, to order: inout [Value]) {
    let tuple = memory[value: type.address + TypeLayout.order]
    for index in 0..<tupleCount(tuple) {
      let member = tupleItem(tuple, index)
      if !order.contains(member) { order.append(member) }
    }
  }

  /// What is known of a class.
  func traits(_ type: Value) -> TypeTraits { TypeTraits(rawValue: memory[type.address + TypeLayout.traits]) }

  /// How many items a tuple has.
  @inline(__always)
  package func tupleCount(_ tuple: Value) -> Int {
    tuple == .emptyTuple ? 0 : Int(memory[tuple.address &+ 8])
  }

  /// An item of a tuple.
  @inline(__always)
  package func tupleItem(_ tuple: Value, _ index: Int) -> Value {
    memory[value: tuple.address &+ TupleLayout.start &+ index &* 8]
  }

  /// The class of a value.
  package func type(of value: Value) -> Value {
    if value.isSmall { return kindTypes[Int(ObjectKind.bigInteger.rawValue)] }
    if value.isImmediateFloat { return kindTypes[Int(ObjectKind.boxedFloat.rawValue)] }
    let kind = memory.kind(value.address)
    switch kind {
    case .instance, .exception, .namedTuple: return field(value, 1)
    case .host: return field(value, 2)
    case .iterator:
      return IteratorForm(rawValue: aux(value)).flatMap { builtinClasses[.iterator($0)] }
        ?? kindTypes[Int(kind.rawValue)]
    case .dictView:
      let views: [BuiltinClass] = [.dictKeys, .dictValues, .dictItems]
      return builtinClasses[views[Int(aux(value)) % 3]] ?? kindTypes[Int(kind.rawValue)]
    case .dict: return dictType(value)
    default: return kindTypes[Int(kind.rawValue)]
    }
  }

  /// The name of a value's class.
  package func typeName(_ value: Value) -> String { text(field(type(of: value), 1)) }

  /// Whether a class is another or derives from it.
  func isSubclass(_ type: Value, of base: Value) -> Bool {
    if type == base { return true }
    let order = memory[value: type.address + TypeLayout.order]
    for index in 0..<tupleCount(order) where tupleItem(order, index) == base { return true }
    return false
  }

  /// Whether a value is of a class or one that derives from it.
  package func isInstance(_ value: Value, of type: Value) -> Bool {
    isSubclass(self.type(of: value), of: type)
  }

  /// What a class or its bases have under a name, an interned string; null if nothing.
  @inline(__always)
  func lookup(inClass type: Value, _ name: Value) -> Value { lookupWithOwner(type, name).value }

  /// The same with the class in which it was found.
  func lookupWithOwner(_ type: Value, _ name: Value) -> (value: Value, owner: Value) {
    let order = memory[value: type.address + TypeLayout.order]
    for index in 0..<tupleCount(order) {
      let member = tupleItem(order, index)
      let found = lookup(memory[value: member.address + TypeLayout.locals], name: name)
      if !found.isNull { return (found, member) }
    }
    return (.null, .null)
  }

  /// The object of ours inside an instance of a class that derives from one of ours; any other value itself.
  @inline(__always)
  package func nativeValue(_ value: Value) -> Value {
    if isKind(value, .instance) {
      let native = memory[value: value.address + InstanceLayout.native]
      if !native.isNull { return native }
    }
    return value
  }

  // MARK: Defining

  /// Gives a class of ours a method.
  ///
  /// - Parameters:
  ///   - minimum: The least arguments, the object itself not counted.
  ///   - maximum: The most; nil if there is no limit.
  package func define(
    _ type: Value, _ name: String, _ minimum: Int = 0, _ maximum: Int? = 0, keywords: Bool = false,
    _ body: @escaping NativeBody
  ) throws(Raised) {
    let function = try newNative(name, minimum + 1, maximum.map { $0 + 1 }, keywords: keywords, body)
    memory[value: function.address + NativeLayout.receiver] = type
    try set(memory[value: type.address + TypeLayout.locals], name: try intern(name), function)
  }

  /// Gives a class of ours a method that looks at the class of its object itself.
  package func defineUnchecked(
    _ type: Value, _ name: String, _ minimum: Int, _ maximum: Int?, _ body: @escaping NativeBody
  ) throws(Raised) {
    let function = try newNative(name, minimum + 1, maximum.map { $0 + 1 }, body)
    memory[value: function.address + NativeLayout.receiver] = kindTypes[Int(ObjectKind.object.rawValue)]
    try set(memory[value: type.address + TypeLayout.locals], name: try intern(name), function)
  }

  /// Gives a class of ours an attribute.
  package func defineValue(_ type: Value, _ name: String, _ value: Value) throws(Raised) {
    try set(memory[value: type.address + TypeLayout.locals], name: try intern(name), value)
  }

  /// Gives all scripts a function.
  func defineBuiltin(
    _ name: String, _ minimum: Int, _ maximum: Int?, keywords: Bool = false, _ body: @escaping NativeBody
  ) throws(Raised) {
    try set(builtins, name: try intern(name), try newNative(name, minimum, maximum, keywords: keywords, body))
  }

  /// Gives all scripts a value.
  func defineBuiltin(_ name: String, _ value: Value) throws(Raised) {
    try set(builtins, name: try intern(name), value)
  }
}
