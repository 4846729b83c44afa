// To be replaced by the machine.
extension Interpreter {
  func installClassTypes() throws(Raised) {}
  func installExceptions() throws(Raised) {}
  func installFunctionTypes() throws(Raised) {}
  func installModules() throws(Raised) {}
  /// Calls anything with positional arguments.
  package func call(_ function: Value, _ arguments: [Value]) throws(Raised) -> Value { .none }
  /// Calls anything with positional arguments and named ones.
  package func call(_ function: Value, _ arguments: [Value], keywords: [(name: Value, value: Value)]) throws(Raised) -> Value { .none }
  /// Calls a function that was found in a class.
  func callMethod(_ method: Value, _ object: Value) throws(Raised) -> Value { .none }
  func callMethod(_ method: Value, _ object: Value, _ first: Value) throws(Raised) -> Value { .none }
  func callMethod(_ method: Value, _ object: Value, _ first: Value, _ second: Value) throws(Raised) -> Value { .none }
  /// `object.name`; AttributeError if there is none.
  package func attribute(_ object: Value, _ name: Value) throws(Raised) -> Value { .none }
  /// `object.name`, or null if there is none.
  package func optionalAttribute(_ object: Value, _ name: Value) throws(Raised) -> Value { .null }
  /// `object.name = value`.
  package func setAttribute(_ object: Value, _ name: Value, _ value: Value) throws(Raised) {}
  /// `del object.name`.
  func deleteAttribute(_ object: Value, _ name: Value) throws(Raised) {}
  /// Names for `dir()`, unsorted.
  func attributeNames(_ object: Value) throws(Raised) -> [Value] { [] }
  /// Resumes a generator; null when it has ended (its value is in `stopValue`).
  func resume(_ generator: Value, sending value: Value) throws(Raised) -> Value { .null }
  func functionName(_ function: Value) -> Value { .none }
  /// Throws when the host wants the script to stop; for long work of ours.
  package func checkStop() throws(Raised) {}
  func isCallable(_ value: Value) -> Bool { false }
  /// Globals of the code that runs (for `globals()`), locals as a dict (`locals()`: globals in functions, as MicroPython has it).
  var currentGlobals: Value { .null }
  var currentLocals: Value { .null }
  /// `compile`, `exec`, `eval`: compiles source and runs it with these dicts.
  func runSource(_ source: [UInt8], name: [UInt8], mode: SourceMode, globals: Value, locals: Value) throws(Raised) -> Value { .none }
  /// A code object for `compile()`.
  func compileSource(_ source: [UInt8], name: [UInt8], mode: SourceMode) throws(Raised) -> Value { .none }
  /// Runs a code object.
  func runCode(_ code: Value, globals: Value, locals: Value) throws(Raised) -> Value { .none }
  /// `__import__(name, globals, locals, from, level)`.
  func importModule(_ name: Value, globals: Value, from: Value, level: Int) throws(Raised) -> Value { .none }
  /// Runs the collector now; only when nothing but kept values and arguments is in use.
  func collect() {}
}

/// What a source text is to be compiled as.
enum SourceMode: Sendable { case module, single, expression }

final class CompilationCache {}

/// One call that waits.
struct Frame {}

/// Fills a module of ours.
struct ModuleBuilder {
  let vm: Interpreter
  let module: Value
  /// Gives the module a function.
  func define(_ name: String, _ minimum: Int, _ maximum: Int?, keywords: Bool = false, _ body: @escaping NativeBody) throws(Raised) {
    try set(name, try vm.newNative(name, minimum, maximum, keywords: keywords, body))
  }
  /// Gives the module a value.
  func set(_ name: String, _ value: Value) throws(Raised) {
    try vm.set(vm.field(module, 2), name: try vm.intern(name), value)
  }
}
