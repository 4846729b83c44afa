/// The built-in functions that scripts find without an import.
extension Interpreter {
  func installBuiltinFunctions() throws(Raised) {
    try defineBuiltin("__name__", name(.builtins))
    try defineBuiltin("Ellipsis", .ellipsis)
    try defineBuiltin("NotImplemented", .notImplemented)
    try installArithmeticFunctions()
    try installAttributeFunctions()
    try installCharacterFunctions()
    try installClassFunctions()
    try installEvaluationFunctions()
    try installIterationFunctions()
    try installOutputFunctions()
  }

  /// The interned string of a name that a script gave; TypeError for anything but a str.
  func attributeName(_ value: Value) throws(Raised) -> Value {
    guard isKind(value, .str) else { throw notText(value) }
    return try intern(value)
  }

  /// The bytes of a str or bytes that a script gave; TypeError for anything else.
  package func givenText(_ value: Value) throws(Raised) -> [UInt8] {
    guard isKind(value, .str) || isKind(value, .bytes) else { throw notText(value) }
    return bytes(value)
  }

  /// The special method of an instance; null for anything else and if its class has none.
  func specialMethod(_ value: Value, _ method: Name) -> Value {
    isKind(value, .instance) ? lookup(inClass: field(value, 1), name(method)) : .null
  }
}
