/// What a Swift object that a script holds may offer beyond its class's methods.
package protocol ScriptObject: AnyObject {
  /// `len()`; nil if there is none.
  func scriptLength(_ vm: Interpreter) throws(Raised) -> Int?
  /// `object[index]`; nil if there are no items.
  func scriptItem(_ vm: Interpreter, _ index: Value) throws(Raised) -> Value?
  /// `object[index] = item`; false if items cannot be set.
  func setScriptItem(_ vm: Interpreter, _ index: Value, _ item: Value) throws(Raised) -> Bool
  /// `iter()`; nil if it cannot be iterated.
  ///
  /// `itself` is the value of this object.
  func scriptIterator(_ vm: Interpreter, itself: Value) throws(Raised) -> Value?
  /// `next()`: a value, null at the end, nil if it is no iterator.
  func scriptNext(_ vm: Interpreter) throws(Raised) -> Value?
  /// What `print` shows; nil for the usual `<name>`.
  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]?
  /// Its bytes, copied, for functions that read a buffer; nil if it has none.
  func scriptBytes(_ vm: Interpreter) throws(Raised) -> [UInt8]?
  /// An attribute that its class does not have; nil if there is none.
  func scriptAttribute(_ vm: Interpreter, _ name: Value) throws(Raised) -> Value?
  /// Sets an attribute; false if it cannot be set.
  func setScriptAttribute(_ vm: Interpreter, _ name: Value, _ value: Value) throws(Raised) -> Bool
}

extension ScriptObject {
  package func scriptLength(_ vm: Interpreter) throws(Raised) -> Int? { nil }
  package func scriptItem(_ vm: Interpreter, _ index: Value) throws(Raised) -> Value? { nil }
  package func setScriptItem(_ vm: Interpreter, _ index: Value, _ item: Value) throws(Raised) -> Bool {
    false
  }
  package func scriptIterator(_ vm: Interpreter, itself: Value) throws(Raised) -> Value? { nil }
  package func scriptNext(_ vm: Interpreter) throws(Raised) -> Value? { nil }
  package func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? { nil }
  package func scriptBytes(_ vm: Interpreter) throws(Raised) -> [UInt8]? { nil }
  package func scriptAttribute(_ vm: Interpreter, _ name: Value) throws(Raised) -> Value? { nil }
  package func setScriptAttribute(_ vm: Interpreter, _ name: Value, _ value: Value) throws(Raised) -> Bool {
    false
  }
}

/// What objects of kind `host` do.
extension Interpreter {
  private func scriptObject(_ value: Value) -> (any ScriptObject)? {
    heap.hosts[Int(memory[value.address + 8])] as? any ScriptObject
  }

  func hostLength(_ value: Value) throws(Raised) -> Int? { try scriptObject(value)?.scriptLength(self) }

  func hostItem(_ value: Value, _ index: Value) throws(Raised) -> Value? {
    try scriptObject(value)?.scriptItem(self, index)
  }

  func setHostItem(_ value: Value, _ index: Value, _ item: Value) throws(Raised) -> Bool {
    try scriptObject(value)?.setScriptItem(self, index, item) ?? false
  }

  func hostIterator(_ value: Value) throws(Raised) -> Value? {
    try scriptObject(value)?.scriptIterator(self, itself: value)
  }

  func hostNext(_ value: Value) throws(Raised) -> Value? { try scriptObject(value)?.scriptNext(self) }

  func hostBytes(_ value: Value) throws(Raised) -> [UInt8]? { try scriptObject(value)?.scriptBytes(self) }

  func hostDescription(_ value: Value) throws(Raised) -> [UInt8]? {
    try scriptObject(value)?.scriptDescription(self)
  }

  func hostAttribute(_ value: Value, _ name: Value) throws(Raised) -> Value? {
    try scriptObject(value)?.scriptAttribute(self, name)
  }

  func setHostAttribute(_ value: Value, _ name: Value, to new: Value) throws(Raised) -> Bool {
    try scriptObject(value)?.setScriptAttribute(self, name, new) ?? false
  }
}
