/// An exception that reading or formatting a number raises: its kind, and its message byte for byte as
/// MicroPython 1.11 has it.
package struct FormatFault: Error, Equatable, Sendable {
  /// The exception's class.
  package enum Kind: Equatable, Sendable {
    /// ValueError.
    case value
    /// TypeError.
    case type
    /// OverflowError.
    case overflow
    /// IndexError.
    case index
    /// NotImplementedError.
    case notImplemented
    /// MemoryError: a width that no device has room for.
    case memory
  }

  /// The exception's class.
  package let kind: Kind
  /// The exception's only argument, as UTF-8.
  package let message: [UInt8]

  /// Makes a fault of a message in bytes.
  package init(_ kind: Kind, _ message: [UInt8]) {
    self.kind = kind
    self.message = message
  }

  /// Makes a fault of a message of our own.
  package init(_ kind: Kind, _ message: StaticString) {
    self.init(kind, Ascii.bytes(message))
  }
}
