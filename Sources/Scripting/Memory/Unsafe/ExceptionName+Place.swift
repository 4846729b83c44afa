extension ExceptionName {
  /// Its place in `Interpreter.exceptionTypes`: the case's number, which is how the language stores such an
  /// enum.
  @inline(__always)
  var place: Int { unsafe Int(unsafeBitCast(self, to: UInt8.self)) }
}
