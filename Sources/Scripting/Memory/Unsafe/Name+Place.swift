extension Name {
  /// Its place in `Interpreter.names`: the case's number, which is how the language stores an enum of fewer
  /// than 256 cases without payloads.
  @inline(__always)
  var place: Int { unsafe Int(unsafeBitCast(self, to: UInt8.self)) }
}
