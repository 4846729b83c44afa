/// What the compiler makes of a module, class, function, lambda or comprehension: instructions and what they
/// name.
final class CodeUnit {
  /// A constant, not yet an object.
  enum Constant {
    case literal(IntegerLiteral, digits: [UInt8])
    case float([UInt8])
    case imaginary([UInt8])
    case string([UInt8])
    case bytes([UInt8])
    case name([UInt8])
    case code(CodeUnit)
  }

  /// Where an inner function finds what it uses of its outer one.
  enum Capture {
    /// A register with a cell.
    case register(Int)
    /// A free variable.
    case free(Int)
  }

  /// Instructions from `start` to `end` whose exceptions go to `handler`, the exception in a register.
  struct Handler {
    var start: Int
    var end: Int
    var handler: Int
    let register: Int
  }

  /// As tracebacks and `__name__` have it.
  let name: [UInt8]
  /// The file, for tracebacks.
  let file: [UInt8]
  var instructions: [UInt64] = []
  /// The line of each instruction.
  var lines: [UInt32] = []
  var constants: [Constant] = []
  /// Names of inline caches.
  var caches: [[UInt8]] = []
  /// Inner ones first.
  var handlers: [Handler] = []
  var captures: [Capture] = []
  var registerCount = 0
  /// Parameters that take positions.
  var parameterCount = 0
  var keywordOnlyCount = 0
  /// Names of all parameters, `*x` and `**x` last.
  var parameterNames: [[UInt8]] = []
  var hasStar = false
  var hasDoubleStar = false
  var isGenerator = false
  /// Whether register 0 holds the dict in which its names live.
  var hasNamesInRegister = false
  /// Names of registers, for messages: all locals.
  var localNames: [[UInt8]] = []

  init(name: [UInt8], file: [UInt8]) {
    self.name = name
    self.file = file
  }
}
