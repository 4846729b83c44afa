/// `value[index]` and iteration, for values of any kind.
extension Interpreter {
  /// `value[index]`.
  @inline(never)
  package func getItem(_ value: Value, _ index: Value) throws(Raised) -> Value {
    if isKind(value, .instance) {
      let method = lookup(inClass: field(value, 1), name(.getitem))
      if !method.isNull { return try callMethod(method, value, index) }
    }
    let native = nativeValue(value)
    switch kind(native) {
    case .str, .bytes, .byteArray, .array, .memoryView: return try textItem(native, index)
    case .host: if let result = try hostItem(native, index) { return result }
    default: if let result = try containerItem(native, index) { return result }
    }
    throw typeError("'\(typeName(value))' object isn't subscriptable")
  }

  /// `value[index] = item`.
  @inline(never)
  package func setItem(_ value: Value, _ index: Value, _ item: Value) throws(Raised) {
    if isKind(value, .instance) {
      let method = lookup(inClass: field(value, 1), name(.setitem))
      if !method.isNull {
        _ = try callMethod(method, value, index, item)
        return
      }
    }
    let native = nativeValue(value)
    switch kind(native) {
    case .byteArray, .array, .memoryView:
      try setTextItem(native, index, item)
      return
    case .host: if try setHostItem(native, index, item) { return }
    default: if try setContainerItem(native, index, item) { return }
    }
    throw typeError("'\(typeName(value))' object doesn't support item assignment")
  }

  /// `del value[index]`.
  func deleteItem(_ value: Value, _ index: Value) throws(Raised) {
    if isKind(value, .instance) {
      let method = lookup(inClass: field(value, 1), name(.delitem))
      if !method.isNull {
        _ = try callMethod(method, value, index)
        return
      }
    }
    if try deleteContainerItem(nativeValue(value), index) { return }
    throw typeError("'\(typeName(value))' object doesn't support item deletion")
  }

  /// `item in value`.
  func contains(_ value: Value, _ item: Value) throws(Raised) -> Bool {
    if isKind(value, .instance) {
      let method = lookup(inClass: field(value, 1), name(.contains))
      if !method.isNull { return try truth(try callMethod(method, value, item)) }
    }
    let native = nativeValue(value)
    switch kind(native) {
    case .str, .bytes, .byteArray, .array, .memoryView: if let found = try textContains(native, item) { return found }
    default: if let found = try containerContains(native, item) { return found }
    }
    if value.isSmall, isNumber(item) { throw typeError("unsupported types for : '\(typeName(value))', '\(typeName(item))'") }
    let mark = keep(try iterator(of: value))
    defer { release(to: mark) }
    let iterator = kept[mark]
    while true {
      let next = try self.next(iterator)
      if next.isNull { return false }
      let other = keep(next)
      if try isEqual(next, item) { return true }
      release(to: other)
    }
  }

  /// `iter(value)`.
  @inline(never)
  package func iterator(of value: Value) throws(Raised) -> Value {
    switch kind(value) {
    case .generator, .iterator: return value
    case .instance:
      let method = lookup(inClass: field(value, 1), name(.iter))
      if !method.isNull { return try callMethod(method, value) }
      let native = nativeValue(value)
      if native != value { return try iterator(of: native) }
      if !lookup(inClass: field(value, 1), name(.getitem)).isNull {
        return try newObject(.iterator, aux: IteratorForm.getItem.rawValue, value, Value(small: 0))
      }
    case .host: if let result = try hostIterator(value) { return result }
    default: if let result = try containerIterator(value) { return result }
    }
    throw typeError("'\(typeName(value))' object isn't iterable")
  }

  /// The next value of an iterator; null when there are no more.
  @inline(never)
  package func next(_ iterator: Value) throws(Raised) -> Value {
    switch kind(iterator) {
    case .iterator: return try nextOfIterator(iterator)
    case .generator:
      let item = try resume(iterator, sending: .none)
      // What it returned would be lost: there it comes out as an exception (py/objgenerator.c).
      if item.isNull, stopValue != .none { throw stopIteration(stopValue) }
      return item
    case .host: if let result = try hostNext(iterator) { return result }
    case .instance:
      let method = lookup(inClass: field(iterator, 1), name(.next))
      if !method.isNull {
        do {
          return try callMethod(method, iterator)
        } catch {
          if isInstance(error.value, of: exceptionType(.StopIteration)) { return .null }
          throw error
        }
      }
    default: break
    }
    throw typeError("'\(typeName(iterator))' object isn't an iterator")
  }

  /// Calls back with every item; all that the body needs over its calls into the script must be kept.
  package func forEach(_ iterable: Value, _ body: (Value) throws(Raised) -> Void) throws(Raised) {
    let mark = keep(try iterator(of: iterable))
    defer { release(to: mark) }
    while true {
      let item = try next(kept[mark])
      if item.isNull { return }
      let inner = keep(item)
      try body(item)
      release(to: inner)
    }
  }

  // MARK: Values that native code keeps

  /// Has the collector know a value until `release`; where it is in `kept`.
  @inline(__always)
  package func keep(_ value: Value) -> Int {
    kept.append(value)
  }

  /// Forgets what was kept since.
  @inline(__always)
  package func release(to mark: Int) { kept.shrink(to: mark) }
}
