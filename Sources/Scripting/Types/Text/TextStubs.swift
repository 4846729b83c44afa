// To be replaced: text, bytes, byte arrays, arrays and memory views.
extension Interpreter {
  func installTextTypes() throws(Raised) {}
  /// `str`, `bytes`, `bytearray`, `array`: concatenation and repetition (`left * right` with an integer right); nil if unknown.
  func binaryOfText(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws(Raised) -> Value? { nil }
  /// `format % value`.
  func formatModulo(_ format: Value, _ argument: Value) throws(Raised) -> Value { .none }
  func equalText(_ left: Value, _ right: Value) throws(Raised) -> Bool { left == right }
  func orderText(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised) -> Bool? { nil }
  func textLength(_ value: Value) -> Int { 0 }
  /// Index or slice.
  func textItem(_ value: Value, _ index: Value) throws(Raised) -> Value { .none }
  func setTextItem(_ value: Value, _ index: Value, _ item: Value) throws(Raised) {}
  func textContains(_ value: Value, _ item: Value) throws(Raised) -> Bool? { nil }
  /// Bytes of anything with the buffer protocol (bytes, str, bytearray, array, memoryview), copied; TypeError otherwise.
  package func bufferBytes(_ value: Value) throws(Raised) -> [UInt8] { bytes(value) }
  /// Address, byte count and whether it may be written, of anything with the buffer protocol; valid until the script runs or it is resized.
  package func buffer(_ value: Value) -> (address: Int, byteCount: Int, isWritable: Bool)? { nil }
  /// A new `bytearray`.
  package func newByteArray(_ bytes: [UInt8]) throws(Raised) -> Value { .none }
  /// `repr` of a str or bytes.
  func printQuoted(_ value: Value, to sink: inout TextSink) throws(Raised) {}
  func printTextObject(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {}
}
