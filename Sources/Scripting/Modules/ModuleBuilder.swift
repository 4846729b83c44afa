/// Fills a module of ours.
struct ModuleBuilder {
  let vm: Interpreter
  let module: Value

  /// Gives the module a function.
  func define(
    _ name: String, _ minimum: Int, _ maximum: Int?, keywords: Bool = false, _ body: @escaping NativeBody
  ) throws(Raised) {
    try set(name, try vm.newNative(name, minimum, maximum, keywords: keywords, body))
  }

  /// Gives the module a value.
  func set(_ name: String, _ value: Value) throws(Raised) {
    try vm.set(vm.field(module, 2), name: try vm.intern(name), value)
  }
}
