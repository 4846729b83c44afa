/// What an engine behind a module refuses: the exception that MicroPython 1.11 raises, and its argument.
package struct EngineFault: Error, Equatable, Sendable {
  /// The exception's class, or the one reason of our own.
  package enum Exception: String, Sendable {
    /// A value that the function does not take.
    case valueError = "ValueError"
    /// A type that the operation does not take.
    case typeError = "TypeError"
    /// A number of a group that is not there.
    case indexError = "IndexError"
    /// The device's stack would not have held it.
    case runtimeError = "RuntimeError"
    /// What 1.11 left out.
    case notImplementedError = "NotImplementedError"
    /// Division by zero and its relatives.
    case zeroDivisionError = "ZeroDivisionError"
    /// A size above the limit that the caller set.
    case memoryError = "MemoryError"
    /// Not an exception of the device, which would go on working, perhaps for ever: the caller's step limit
    /// is used up.
    case stepLimit
  }

  /// What the exception carries.
  package enum Argument: Equatable, Sendable {
    /// Nothing.
    case none
    /// A message.
    case text(String)
    /// A bare integer, as `uzlib` and `ure` raise them.
    case number(Int)
  }

  /// The exception's class.
  package let exception: Exception
  /// What it carries.
  package let argument: Argument

  /// A fault with any argument.
  package init(_ exception: Exception, _ argument: Argument = .none) {
    self.exception = exception
    self.argument = argument
  }

  /// A fault with a message.
  package init(_ exception: Exception, _ text: String) {
    self.init(exception, .text(text))
  }

  /// The caller's step limit is used up.
  package static let stepLimit = EngineFault(.stepLimit)

  /// An amount of memory, in bytes, above the caller's limit.
  package static func memory(_ byteCount: Int) -> EngineFault {
    EngineFault(.memoryError, "memory allocation failed, allocating \(byteCount) bytes")
  }
}
