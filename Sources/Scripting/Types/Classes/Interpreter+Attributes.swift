/// `object.name` for objects of any kind (py/runtime.c, py/objtype.c).
extension Interpreter {
  /// `object.name`; AttributeError if there is none.
  package func attribute(_ object: Value, _ name: Value) throws(Raised) -> Value {
    let found = try optionalAttribute(object, name)
    if found.isNull { throw noAttribute(object, name) }
    return found
  }

  /// `AttributeError` of a missing attribute.
  func noAttribute(_ object: Value, _ name: Value) -> Raised {
    if isKind(object, .type) {
      return fault(
        .AttributeError, "type object '\(text(field(object, 1)))' has no attribute '\(text(name))'")
    }
    return fault(.AttributeError, "'\(typeName(object))' object has no attribute '\(text(name))'")
  }

  /// `object.name`, or null if there is none.
  package func optionalAttribute(_ object: Value, _ name: Value) throws(Raised) -> Value {
    if name == self.name(.class) { return type(of: object) }
    switch kind(object) {
    case .instance: return try instanceAttribute(object, name)
    case .type: return try typeAttribute(object, name)
    case .module: return try moduleAttribute(object, name)
    case .superObject: return try superAttribute(object, name)
    default:
      if name == self.name(.next), kind(object) == .iterator || kind(object) == .generator {
        return try newObject(.boundMethod, builtinNext, object)
      }
      let own = try builtinAttribute(object, name)
      if !own.isNull { return own }
      let (found, owner) = lookupWithOwner(type(of: object), name)
      if !found.isNull { return try member(found, owner, object, type(of: object)) }
      if isKind(object, .host), let special = try hostAttribute(object, name) { return special }
      return .null
    }
  }

  private func moduleAttribute(_ module: Value, _ name: Value) throws(Raised) -> Value {
    let dict = field(module, 2)
    let found = lookup(dict, name: name)
    if !found.isNull { return found }
    if name == self.name(.dict) { return dict }
    if name == self.name(.name) { return field(module, 1) }
    let fallback = lookup(dict, name: self.name(.getattr))
    return fallback.isNull ? .null : try call(fallback, [name])
  }

  private func instanceAttribute(_ object: Value, _ name: Value) throws(Raised) -> Value {
    let own = ownAttribute(object, name)
    if !own.isNull { return own }
    let type = field(object, 1)
    if name == self.name(.dict) { return try attributeDict(object) }
    let (found, owner) = lookupWithOwner(type, name)
    if !found.isNull { return try member(found, owner, object, type) }
    let native = nativeValue(object)
    if native != object {
      let inner = try builtinAttribute(native, name)
      if !inner.isNull { return inner }
      if isKind(native, .host), let special = try hostAttribute(native, name) { return special }
    }
    // Not by a trait: a base may get the method when there are classes that derive from it already.
    let method = lookup(inClass: type, self.name(.getattr))
    return method.isNull ? .null : try callMethod(method, object, name)
  }

  /// What was found in a class, for an object: methods get the object, properties and descriptors are asked.
  func member(_ found: Value, _ owner: Value, _ object: Value, _ type: Value) throws(Raised) -> Value {
    switch kind(found) {
    case .function: return try newObject(.boundMethod, found, object)
    case .nativeFunction:
      // A function of ours that a script put into its class is a method; in a class of ours it is one without
      // an object.
      if memory[found.address + NativeLayout.receiver] == 0, !traits(owner).contains(.isScripts) {
        return found
      }
      return try newObject(.boundMethod, found, nativeReceiver(found, object))
    case .staticMethod: return field(found, 1)
    case .classMethod: return try newObject(.boundMethod, field(found, 1), type)
    case .property:
      let getter = field(found, 1)
      guard getter != .none else { throw fault(.AttributeError, "unreadable attribute") }
      return try call(getter, [object])
    case .instance:
      let method = lookup(inClass: field(found, 1), name(.get))
      if !method.isNull { return try callMethod(method, found, object, type) }
      return found
    default: return found
    }
  }

  /// What to call for a method that was found in a class, and whether it gets the object.
  func bind(_ found: Value, _ object: Value, _ type: Value) throws(Raised) -> (
    function: Value, passesObject: Bool
  ) {
    switch kind(found) {
    case .function, .nativeFunction: return (found, true)
    default: return (try member(found, type, object, type), false)
    }
  }

  private func typeAttribute(_ type: Value, _ name: Value) throws(Raised) -> Value {
    if name == self.name(.name) { return field(type, 1) }
    if name == self.name(.bases) {
      let bases = memory[value: type.address + TypeLayout.bases]
      return tupleCount(bases) == 0 ? try newTuple([kindTypes[Int(ObjectKind.object.rawValue)]]) : bases
    }
    if name == self.name(.dict) { return memory[value: type.address + TypeLayout.locals] }
    let found = lookup(inClass: type, name)
    switch kind(found) {
    case .staticMethod: return field(found, 1)
    case .classMethod: return try newObject(.boundMethod, field(found, 1), type)
    case .instance:
      let method = lookup(inClass: field(found, 1), self.name(.get))
      if !method.isNull { return try callMethod(method, found, .none, type) }
      return found
    default: return found
    }
  }

  /// Attributes that objects of ours have in their words.
  private func builtinAttribute(_ object: Value, _ name: Value) throws(Raised) -> Value {
    switch kind(object) {
    case .exception: return exceptionAttribute(object, name)
    case .function where name == self.name(.name): return functionName(object)
    case .boundMethod where name == self.name(.name): return functionName(object)
    case .property:
      if name == self.name(.fget) { return field(object, 1) }
      if name == self.name(.fset) { return field(object, 2) }
      if name == self.name(.fdel) { return field(object, 3) }
      return .null
    case .range, .slice:
      if name == self.name(.start) { return field(object, 1) }
      if name == self.name(.stop) { return field(object, 2) }
      if name == self.name(.step) { return field(object, 3) }
      return .null
    case .namedTuple: return namedTupleField(object, name)
    case .complex:
      if text(name) == "real" { return try newFloat(complexParts(object).real) }
      if text(name) == "imag" { return try newFloat(complexParts(object).imaginary) }
      return .null
    default: return .null
    }
  }

  private func exceptionAttribute(_ exception: Value, _ name: Value) -> Value {
    if name == self.name(.args) { return field(exception, 2) }
    if name == self.name(.value), isSubclass(field(exception, 1), of: exceptionType(.StopIteration)) {
      return stopIterationValue(exception)
    }
    if name == self.name(.errno), isSubclass(field(exception, 1), of: exceptionType(.OSError)) {
      return stopIterationValue(exception)
    }
    return .null
  }

  // MARK: Super

  private func superAttribute(_ object: Value, _ name: Value) throws(Raised) -> Value {
    let type = field(object, 1)
    let this = field(object, 2)
    let bases = memory[value: type.address + TypeLayout.bases]
    for index in 0..<tupleCount(bases) {
      let base = tupleItem(bases, index)
      let (found, owner) = lookupWithOwner(base, name)
      if !found.isNull {
        if isKind(found, .staticMethod) { return field(found, 1) }
        let thisType = isKind(this, .type) ? this : self.type(of: this)
        return try member(found, owner, this, thisType)
      }
      // `super().__init__` of a class of ours makes the object of ours inside.
      if name == self.name(.`init`), !traits(base).contains(.isScripts) {
        return try newObject(.boundMethod, nativeInitializer, this)
      }
    }
    if name == self.name(.`init`) { return try newObject(.boundMethod, nativeInitializer, this) }
    let root = kindTypes[Int(ObjectKind.object.rawValue)]
    let found = lookup(inClass: root, name)
    return found.isNull ? .null : try member(found, root, this, self.type(of: this))
  }

  // MARK: Storing

  /// `object.name = value`.
  package func setAttribute(_ object: Value, _ name: Value, _ value: Value) throws(Raised) {
    switch kind(object) {
    case .instance:
      if try storeSpecially(object, name, value) { return }
      try setOwnAttribute(object, name, value)
      return
    case .type where traits(object).contains(.isScripts):
      try noteStored(in: object, name, value)
      try set(memory[value: object.address + TypeLayout.locals], name: name, value)
      return
    case .module where memory[object.address] & Header.fixed == 0:
      try set(field(object, 2), name: name, value)
      return
    case .exception where value == .none && text(name) == "__traceback__":
      memory[object.address + ExceptionLayout.traceback] = 0
      return
    case .property, .free: break
    case .host: if try setHostAttribute(object, name, to: value) { return }
    default: break
    }
    throw noAttribute(object, name)
  }

  /// A class gets an attribute: caches of methods may be wrong now.
  private func noteStored(in type: Value, _ name: Value, _ value: Value) throws(Raised) {
    let old = lookup(inClass: type, name)
    if isPlain(old), isPlain(value), !old.isNull { return }
    let new = traits(of: value, name).subtracting(traits(type))
    // Derived classes know what they inherited when they were made.
    if !new.isEmpty, traits(type).contains(.isSubclassed) {
      throw fault(.AttributeError, "can't add special method to already-subclassed class")
    }
    epoch &+= 1
    memory[type.address + TypeLayout.traits] |= new.rawValue
  }

  /// Whether caches never hold such a value of a class.
  private func isPlain(_ value: Value) -> Bool {
    switch kind(value) {
    case .function, .nativeFunction, .property, .staticMethod, .classMethod, .instance, .boundMethod:
      value.isSmall
    default: true
    }
  }

  /// What a class gets to be by having this attribute.
  func traits(of value: Value, _ name: Value) -> TypeTraits {
    var traits: TypeTraits = []
    if name == self.name(.setattr) || name == self.name(.delattr) { traits.insert(.hasSetAttribute) }
    if name == self.name(.new) { traits.insert(.hasNew) }
    if isKind(value, .property) { traits.insert(.hasDescriptors) }
    if isKind(value, .instance) {
      let type = field(value, 1)
      if !lookup(inClass: type, self.name(.set)).isNull || !lookup(inClass: type, self.name(.delete)).isNull {
        traits.insert(.hasDescriptors)
      }
    }
    return traits
  }

  /// Properties, descriptors and `__setattr__`; false if the attribute is a plain one.
  ///
  /// A null value deletes.
  private func storeSpecially(_ object: Value, _ name: Value, _ value: Value) throws(Raised) -> Bool {
    let type = field(object, 1)
    let traits = self.traits(type)
    if traits.contains(.hasDescriptors) {
      let found = lookup(inClass: type, name)
      if isKind(found, .property) {
        let accessor = field(found, value.isNull ? 3 : 2)
        guard accessor != .none else { throw noAttribute(object, name) }
        _ = try call(accessor, value.isNull ? [object] : [object, value])
        return true
      }
      if isKind(found, .instance) {
        let method = lookup(inClass: field(found, 1), self.name(value.isNull ? .delete : .set))
        if !method.isNull {
          _ =
            value.isNull
            ? try callMethod(method, found, object) : try callMethod(method, found, object, value)
          return true
        }
      }
    }
    if traits.contains(.hasSetAttribute) {
      let method = lookup(inClass: type, self.name(value.isNull ? .delattr : .setattr))
      if !method.isNull, kind(method) != .nativeFunction {
        _ = value.isNull ? try callMethod(method, object, name) : try callMethod(method, object, name, value)
        return true
      }
    }
    return false
  }

  /// `del object.name`.
  func deleteAttribute(_ object: Value, _ name: Value) throws(Raised) {
    switch kind(object) {
    case .instance:
      if try storeSpecially(object, name, .null) { return }
      if try deleteOwnAttribute(object, name) { return }
    case .type where traits(object).contains(.isScripts):
      epoch &+= 1
      if remove(memory[value: object.address + TypeLayout.locals], name: name) { return }
    case .module where memory[object.address] & Header.fixed == 0:
      if remove(field(object, 2), name: name) { return }
    default: break
    }
    throw noAttribute(object, name)
  }
}
