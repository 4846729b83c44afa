/// What a text that the firmware refuses looks like.
///
/// **Source** for what 1.11 lacks: its `py/grammar.h` and `py/lexer.c`.
package enum SyntaxHint: Equatable, Sendable {
  /// `f"…"`.
  case formattedString
  /// `name := value`.
  case walrus
  /// `async def`, `async for`, `async with`.
  case async
  /// `await value`.
  case await
  /// `match value:`.
  case match
  /// `/` among parameters.
  case positionalOnly
  /// `*x` or `**x` in a list, tuple, set or dictionary.
  case starInDisplay
  /// More than one `*x` or `**x` in a call, or a positional argument after `*x`.
  case starsInCall
  /// `name: type = value`.
  case variableAnnotation
  /// `except* Error:`.
  case exceptStar
  /// `a @ b`.
  case matrixMultiplication
  /// A decorator that is more than a dotted name with arguments.
  case decoratorExpression
  /// `with (a as b, c as d):`.
  case parenthesizedWith
  /// `type Name = …`.
  case typeAlias
  /// `R"…"`: CPython takes it, MicroPython 1.11 does not.
  case capitalPrefix
  /// `print x`.
  case printStatement
  /// `except Error, name:`.
  case exceptComma
  /// `123L`.
  case longInteger

  /// What later releases of Python have and the firmware lacks; nil for the rest.
  package var newerThanFirmware: String? {
    switch self {
    case .formattedString: "f-strings"
    case .walrus: "assignment expressions (:=)"
    case .async: "async"
    case .await: "await"
    case .match: "the match statement"
    case .positionalOnly: "positional-only parameters (/)"
    case .starInDisplay: "*x and **x inside displays"
    case .starsInCall: "calls with several *x or **x, or with positional arguments after *x"
    case .variableAnnotation: "annotations of variables"
    case .exceptStar: "except*"
    case .matrixMultiplication: "the operator @"
    case .decoratorExpression: "decorators that are expressions"
    case .parenthesizedWith: "parentheses around the items of with"
    case .typeAlias: "the type statement"
    case .capitalPrefix, .printStatement, .exceptComma, .longInteger: nil
    }
  }

  /// The hint in one line: what it is, and what to write instead when that is short.
  package var text: String {
    if let newer = newerThanFirmware {
      let instead = self == .formattedString ? "; \"{}\".format(x) does the same" : ""
      return "newer than the firmware's Python (3.4): \(newer)\(instead)"
    }
    switch self {
    case .capitalPrefix: return "the firmware takes string prefixes in small letters only"
    case .printStatement: return "print is a function: print(x)"
    case .exceptComma: return "write: except Error as name"
    default: return "integers of any size need no L"
    }
  }
}
