// To be replaced: integers, floats, complex numbers, bools; and built-in functions.
extension Interpreter {
  func installNumberTypes() throws(Raised) {}
  func installBuiltinFunctions() throws(Raised) {}
  /// nil when these numbers do not know the operator (float << int).
  func binaryOfNumbers(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws(Raised) -> Value? {
    guard left.isSmall, right.isSmall else { return nil }
    switch operation {
    case .add: return try newInteger(left.small + right.small)
    case .subtract: return try newInteger(left.small - right.small)
    default: return nil
    }
  }
  /// `True` counts as 1; nil if unknown.
  func unaryOfNumbers(_ operation: UnaryOperator, _ value: Value) throws(Raised) -> Value? { nil }
  func equalNumbers(_ left: Value, _ right: Value) throws(Raised) -> Bool { left == right }
  func orderNumbers(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised) -> Bool? { left.small < right.small }
  /// Equal numbers have equal hashes, bools and floats too.
  func hashOfNumber(_ value: Value) -> Int { 0 }
  /// An argument as an Int: small integers, bools, big ones that fit; instances with __int__ as MicroPython allows; else TypeError
  /// "can't convert X to int", OverflowError for big ones.
  package func integerArgument(_ value: Value) throws(Raised) -> Int { value.small }
  /// An argument as a Double: ints, bools, floats; else TypeError "can't convert X to float".
  package func floatArgument(_ value: Value) throws(Raised) -> Double { 0 }
  func printNumber(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {}
  /// The value of an integer literal's digits (`1_000`, `0x…`), as the lexer left them.
  func integerLiteral(_ digits: ArraySlice<UInt8>, base: Int) throws(Raised) -> Value { .none }
  /// The value of a float literal's digits.
  func floatLiteral(_ digits: ArraySlice<UInt8>) throws(Raised) -> Value { .none }
  /// The value of an imaginary literal's digits, without `j`.
  func imaginaryLiteral(_ digits: ArraySlice<UInt8>) throws(Raised) -> Value { .none }
}
