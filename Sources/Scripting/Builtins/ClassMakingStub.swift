// To be replaced by the machine.
extension Interpreter {
  /// A class of the script's own.
  func makeClass(_ name: Value, bases: Value, locals: Value) throws(Raised) -> Value {
    throw fault(.NotImplementedError)
  }
}
