/// What the run loop leaves to functions: they answer null (or false) when an exception is in `raised`.
extension Interpreter {
  /// Runs something that may raise.
  @inline(__always)
  func orNull(_ body: () throws(Raised) -> Value) -> Value {
    do {
      return try body()
    } catch {
      raised = error.value
      return .null
    }
  }

  @inline(__always)
  func orFalse(_ body: () throws(Raised) -> Void) -> Bool {
    do {
      try body()
      return true
    } catch {
      raised = error.value
      return false
    }
  }
}
