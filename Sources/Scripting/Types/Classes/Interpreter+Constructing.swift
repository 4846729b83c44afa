/// Calling classes, and making them.
extension Interpreter {
  /// `Class(…)`; the word before the arguments may be overwritten.
  func construct(_ type: Value, _ arguments: Arguments) throws(Raised) -> Value {
    guard traits(type).contains(.isScripts) else { return try constructBuiltin(type, arguments) }
    var instance = Value.null
    if traits(type).contains(.hasNew) {
      let method = lookup(inClass: type, name(.new))
      if !method.isNull, kind(method) != .nativeFunction {
        let function = isKind(method, .staticMethod) ? field(method, 1) : method
        instance = try call(function, [type] + arguments.positional, keywords: named(arguments))
        if !isInstance(instance, of: type) { return instance }
      }
    }
    if instance.isNull { instance = try makeInstance(type) }
    let mark = keep(instance)
    defer { release(to: mark) }
    let initializer = lookup(inClass: type, name(.`init`))
    let native = memory[value: type.address + TypeLayout.nativeBase]
    if !initializer.isNull, kind(initializer) != .nativeFunction {
      let bound = try bind(initializer, instance, type)
      let result = try call(
        bound.function, (bound.passesObject ? [instance] : []) + arguments.positional,
        keywords: named(arguments))
      guard result == .none else {
        throw typeError("__init__() should return None, not '\(typeName(result))'")
      }
    }
    // A class of ours that __init__ did not care about.
    if !native.isNull, isKind(instance, .instance), memory[instance.address + InstanceLayout.native] == 0 {
      let inner = try constructBuiltin(native, arguments)
      setNative(instance, inner)
    }
    return instance
  }

  /// Puts the object of ours into an instance; an exception then is of the instance's class.
  func setNative(_ instance: Value, _ inner: Value) {
    memory[value: instance.address + InstanceLayout.native] = inner
    if isKind(inner, .exception) { memory[value: inner.address + ExceptionLayout.type] = field(instance, 1) }
  }

  private func named(_ arguments: Arguments) -> [(name: Value, value: Value)] {
    (0..<arguments.keywordCount).map { arguments.keyword(at: $0) }
  }

  /// Calls a class of ours.
  func constructBuiltin(_ type: Value, _ arguments: Arguments) throws(Raised) -> Value {
    let place = Int(memory[type.address + TypeLayout.constructor])
    if place > 0 { return try bodies[place - 1](self, arguments) }
    if isSubclass(type, of: exceptionType(.BaseException)) {
      guard arguments.keywordCount == 0 else { throw typeError("function doesn't take keyword arguments") }
      return try newException(type, arguments: try newTuple(from: arguments.start, count: arguments.count))
    }
    throw typeError("cannot create '\(text(field(type, 1)))' instances")
  }

  /// The `__init__` of a class of the script's, if instances need nothing else; null otherwise.
  @inline(__always)
  func plainInitializer(_ type: Value) -> Value {
    let traits = TypeTraits(rawValue: memory[type.address &+ TypeLayout.traits])
    guard traits.contains(.isScripts), !traits.contains(.hasNew),
      memory[type.address &+ TypeLayout.nativeBase] == 0
    else { return .null }
    let initializer = lookup(inClass: type, name(.`init`))
    return kind(initializer) == .function ? initializer : .null
  }

  /// A class as `class` and `type()` make it.
  func makeClass(_ name: Value, bases: Value, locals: Value) throws(Raised) -> Value {
    var all: [Value] = []
    var natives = 0
    for index in 0..<tupleCount(bases) {
      let base = tupleItem(bases, index)
      guard isKind(base, .type) else {
        throw typeError("type '\(typeName(base))' is not an acceptable base type")
      }
      guard isDerivable(base) else {
        throw typeError("type '\(text(field(base, 1)))' is not an acceptable base type")
      }
      if base == kindTypes[Int(ObjectKind.object.rawValue)], tupleCount(bases) == 1 { continue }
      let native =
        traits(base).contains(.isScripts) ? memory[value: base.address + TypeLayout.nativeBase] : base
      if !native.isNull, native != kindTypes[Int(ObjectKind.object.rawValue)] { natives += 1 }
      all.append(base)
    }
    guard natives <= 1 else { throw typeError("multiple bases have instance lay-out conflict") }
    var traits: TypeTraits = [.isScripts]
    var index = 0
    while let found = nextEntry(locals, from: index) {
      let pair = entry(locals, found)
      traits.formUnion(self.traits(of: pair.value, pair.key))
      index = found + 1
    }
    // `__new__` is a static method although nobody says so.
    let new = lookup(locals, name: self.name(.new))
    if kind(new) == .function { try set(locals, name: self.name(.new), try newObject(.staticMethod, new)) }
    return try newType(name, bases: all, locals: locals, kind: .instance, traits: traits)
  }

  /// Whether a class of ours can be derived from: it can be made (py/objtype.c asks for `make_new`).
  private func isDerivable(_ type: Value) -> Bool {
    traits(type).contains(.isScripts) || memory[type.address + TypeLayout.constructor] != 0
      || isSubclass(type, of: exceptionType(.BaseException))
  }

  // MARK: Types that belong to classes

  func installClassTypes() throws(Raised) {
    let object = try newBuiltinType("object", kind: .object)
    kindTypes[Int(ObjectKind.object.rawValue)] = object
    let type = try newBuiltinType("type", kind: .type)
    kindTypes[Int(ObjectKind.type.rawValue)] = type
    try setConstructor(object) { (vm, arguments) throws(Raised) in
      guard arguments.count == 0 else {
        throw vm.typeError("function takes 0 positional arguments but \(arguments.count) were given")
      }
      return Value(address: try vm.allocate(.object, byteCount: 16, boardByteCount: 8))
    }
    try setConstructor(type) { (vm, arguments) throws(Raised) in
      switch arguments.count {
      case 1: return vm.type(of: arguments[0])
      case 3:
        let bases = vm.isKind(arguments[1], .tuple) ? arguments[1] : try vm.tupleOf(arguments[1])
        guard vm.isKind(arguments[2], .dict), vm.isKind(arguments[0], .str) else {
          throw vm.typeError("type takes 1 or 3 arguments")
        }
        return try vm.makeClass(try vm.intern(arguments[0]), bases: bases, locals: arguments[2])
      default: throw vm.typeError("type takes 1 or 3 arguments")
      }
    }
    try installObjectMethods(object)
    for (kind, name) in [
      (ObjectKind.none, "NoneType"), (.ellipsis, "ellipsis"), (.notImplemented, "NotImplementedType"),
      (.function, "function"), (.nativeFunction, "function"), (.boundMethod, "bound_method"),
      (.closureCell, ""),
      (.iterator, "iterator"), (.module, "module"), (.shape, "shape"), (.valueStorage, ""),
      (.byteStorage, ""), (.code, "code"),
      (.host, "object"), (.free, "NULL"), (.instance, "object"), (.exception, "exception"),
    ] where kindTypes[Int(kind.rawValue)].isNull {
      kindTypes[Int(kind.rawValue)] = try newBuiltinType(name, kind: kind)
    }
    try defineBuiltin("object", object)
    try defineBuiltin("type", type)
    try installDescriptors()
    try installSuper()
    classBuilder = try newNative("__build_class__", 2, nil) { (vm, arguments) throws(Raised) in
      try vm.buildClass(arguments)
    }
    try set(builtins, name: name(.buildClass), classBuilder)
  }

  private func installObjectMethods(_ object: Value) throws(Raised) {
    try define(object, "__init__", 0, nil, keywords: true) { (_, _) throws(Raised) in .none }
    let new = try newNative("__new__", 1, nil, keywords: true) { (vm, arguments) throws(Raised) in
      guard vm.isKind(arguments[0], .type), vm.traits(arguments[0]).contains(.isScripts) else {
        throw vm.typeError("arg must be user-type")
      }
      return try vm.makeInstance(arguments[0])
    }
    try defineValue(object, "__new__", new)
    try define(object, "__setattr__", 2, 2) { (vm, arguments) throws(Raised) in
      guard vm.isKind(arguments[0], .instance) else { throw vm.typeError("arg must be user-type") }
      try vm.setOwnAttribute(arguments[0], try vm.intern(arguments[1]), arguments[2])
      return .none
    }
    try define(object, "__delattr__", 1, 1) { (vm, arguments) throws(Raised) in
      guard vm.isKind(arguments[0], .instance) else { throw vm.typeError("arg must be user-type") }
      guard try vm.deleteOwnAttribute(arguments[0], try vm.intern(arguments[1])) else {
        throw vm.noAttribute(arguments[0], arguments[1])
      }
      return .none
    }
  }

  private func installDescriptors() throws(Raised) {
    let property = try newBuiltinType("property", kind: .property) { (vm, arguments) throws(Raised) in
      var parts: [Value] = [.none, .none, .none]
      guard arguments.count <= 4 else {
        throw vm.typeError("function expected at most 4 arguments, got \(arguments.count)")
      }
      for index in 0..<min(arguments.count, 3) { parts[index] = arguments[index] }
      for index in 0..<arguments.keywordCount {
        let pair = arguments.keyword(at: index)
        guard let place = [Name.fget, .fset, .fdel].firstIndex(where: { vm.name($0) == pair.name }) else {
          if pair.name == vm.name(.doc) || vm.text(pair.name) == "doc" { continue }
          throw vm.typeError("extra keyword arguments given")
        }
        parts[place] = pair.value
      }
      return try vm.newObject(.property, parts[0], parts[1], parts[2])
    }
    kindTypes[Int(ObjectKind.property.rawValue)] = property
    for (place, name) in ["getter", "setter", "deleter"].enumerated() {
      try define(property, name, 1, 1) { (vm, arguments) throws(Raised) in
        var parts = (1...3).map { vm.field(arguments[0], $0) }
        parts[place] = arguments[1]
        return try vm.newObject(.property, parts[0], parts[1], parts[2])
      }
    }
    try defineBuiltin("property", property)
    for (kind, name) in [(ObjectKind.staticMethod, "staticmethod"), (.classMethod, "classmethod")] {
      let type = try newBuiltinType(name, kind: kind) { (vm, arguments) throws(Raised) in
        guard arguments.count == 1, arguments.keywordCount == 0 else {
          throw vm.typeError("function takes 1 positional arguments but \(arguments.count) were given")
        }
        return try vm.newObject(kind, arguments[0])
      }
      kindTypes[Int(kind.rawValue)] = type
      try defineBuiltin(name, type)
    }
  }

  private func installSuper() throws(Raised) {
    let type = try newBuiltinType("super", kind: .superObject) { (vm, arguments) throws(Raised) in
      guard arguments.count == 2 else {
        throw vm.typeError("function takes 2 positional arguments but \(arguments.count) were given")
      }
      guard vm.isKind(arguments[0], .type) else {
        throw vm.typeError("first argument to super() must be type")
      }
      return try vm.newObject(.superObject, arguments[0], arguments[1])
    }
    kindTypes[Int(ObjectKind.superObject.rawValue)] = type
    try defineBuiltin("super", type)
    // `super().__init__(…)` where the base is a class of ours: makes the object inside.
    nativeInitializer = try newNative("__init__", 1, nil, keywords: true) { (vm, arguments) throws(Raised) in
      let this = arguments[0]
      guard vm.isKind(this, .instance) else { return .none }
      let native = vm.memory[value: vm.field(this, 1).address + TypeLayout.nativeBase]
      if !native.isNull { vm.setNative(this, try vm.constructBuiltin(native, arguments.dropFirst(1))) }
      return .none
    }
  }

  /// `__build_class__(function, name, *bases)`.
  private func buildClass(_ arguments: Arguments) throws(Raised) -> Value {
    let locals = keep(try newDict())
    defer { release(to: locals) }
    let cell = keep(try call(arguments[0], [kept[locals]]))
    let bases = try newTuple(from: arguments.start + 16, count: arguments.count - 2)
    let type = try makeClass(arguments[1], bases: bases, locals: kept[locals])
    if isKind(kept[cell], .closureCell) { memory[value: kept[cell].address + 8] = type }
    return type
  }

  /// The built-in exceptions.
  func installExceptions() throws(Raised) {
    for name in ExceptionName.allCases {
      let base = name.base.map { [exceptionTypes[$0.place]] } ?? []
      let type = try newBuiltinType(name.rawValue, kind: .exception, bases: base)
      exceptionTypes.append(type)
      if name != .StopAsyncIteration { try defineBuiltin(name.rawValue, type) }
    }
    lastResort = try newException(exceptionType(.MemoryError), [])
    // `Exception.__init__(self, …)` in a class that derives from it.
    let root = exceptionTypes[0]
    try defineValue(root, "__init__", nativeInitializer)
  }
}
