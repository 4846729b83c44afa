/// An exception of the script is under way.
package struct Raised: Error {
  /// The exception.
  package let value: Value

  /// Raises a value, which must be an exception.
  package init(_ value: Value) { self.value = value }
}
