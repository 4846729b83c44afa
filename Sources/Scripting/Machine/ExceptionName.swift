/// MicroPython's exceptions, each after its base.
package enum ExceptionName: String, CaseIterable {
  case BaseException, SystemExit, KeyboardInterrupt, GeneratorExit, Exception, StopIteration,
    StopAsyncIteration, ArithmeticError
  case OverflowError, ZeroDivisionError, AssertionError, AttributeError, EOFError, ImportError, LookupError,
    IndexError, KeyError
  case MemoryError, NameError, OSError, RuntimeError, NotImplementedError, SyntaxError, IndentationError,
    TypeError, ValueError
  case UnicodeError, ViperTypeError

  /// What it derives from (py/objexcept.c).
  var base: ExceptionName? {
    switch self {
    case .BaseException: nil
    case .SystemExit, .KeyboardInterrupt, .GeneratorExit, .Exception: .BaseException
    case .OverflowError, .ZeroDivisionError: .ArithmeticError
    case .IndexError, .KeyError: .LookupError
    case .NotImplementedError: .RuntimeError
    case .IndentationError: .SyntaxError
    case .UnicodeError: .ValueError
    case .ViperTypeError: .TypeError
    default: .Exception
    }
  }
}

/// Built-in classes whose objects have no kind of their own.
enum BuiltinClass: Hashable {
  case exception(ExceptionName)
  case iterator(IteratorForm)
  case dictKeys, dictItems, dictValues
  /// Classes of modules, by name: `re.match`, `io.StringIO`, …
  case other(String)
}

/// Built-in iterators that are no generators.
enum IteratorForm: UInt16, CaseIterable {
  /// Over positions: container, next position.
  case list, tuple, string, bytes, range, reversed, getItem, array
  /// Over a table's entries: table, next position, what is given (0 keys, 1 values, 2 items).
  case table
  case enumerate, zip, map, filter
  /// `iter(callable, sentinel)`.
  case callable
  /// Calls of a native closure kept by Swift.
  case deque
}
