import Scripting

extension Interpreter {
  /// An integer; no object of the script's classes, so that nothing of the script runs for it.
  ///
  /// Values that Swift holds stay what they are meanwhile. Boards refuse such objects as well.
  func plainInteger(_ value: Value) throws(Raised) -> Int {
    if value.isSmall { return value.small }
    guard kind(value) != .instance else { throw typeError("can't convert \(typeName(value)) to int") }
    return try integerArgument(value)
  }
}
