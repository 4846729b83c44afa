extension RandomScript {
  /// An expression that is mostly of a kind; `depth` bounds how far it nests.
  mutating func expression(_ wanted: Kind, _ depth: Int) -> String {
    let kind = choices.oneIn(24) ? choices.pick(Kind.values) : wanted
    switch kind {
    case .integer: return integer(depth)
    case .float: return float(depth)
    case .text: return string(depth)
    case .bytes: return bytes(depth)
    case .bytearray: return bytearray(depth)
    case .list: return list(depth)
    case .tuple: return tuple(depth)
    case .dictionary: return dictionary(depth)
    case .set: return set(depth)
    case .function: return function(depth)
    case .generator: return name(.generator)
    case .type: return type()
    case .object: return object(depth)
    case .iterator: return iterator(depth)
    }
  }

  /// An expression of any kind.
  mutating func anything(_ depth: Int) -> String { expression(choices.pick(Kind.values), depth) }

  /// An expression that refers to no collection, so that what holds it stays small.
  mutating func scalar(_ depth: Int) -> String {
    expression(choices.pick([.integer, .integer, .text, .float, .bytes]), depth)
  }

  /// A condition.
  mutating func condition(_ depth: Int) -> String {
    switch choices.pick(7) {
    case 0: return name(.integer)
    case 1:
      let operation = choices.pick(["<", ">", "==", "!=", "<=", ">="])
      return "\(integer(depth - 1)) \(operation) \(integer(depth - 1))"
    case 2: return "\(integer(depth - 1)) < \(float(depth - 1)) <= \(integer(depth - 1))"
    case 3:
      return
        "\(scalar(depth - 1)) \(choices.pick(["in", "not in"])) \(name(choices.pick([.list, .tuple, .dictionary, .set])))"
    case 4:
      return "\(anything(depth - 1)) \(choices.pick(["is", "is not", "==", "!="])) \(anything(depth - 1))"
    case 5:
      return "isinstance(\(anything(depth - 1)), \(choices.pick(["int", "str", "(list, tuple)", type()])))"
    default:
      let operation = choices.pick(["and", "or"])
      return "(\(anything(depth - 1)) \(operation) not \(anything(depth - 1)))"
    }
  }

  /// An expression that is an integer, mostly.
  mutating func integer(_ depth: Int) -> String {
    guard depth > 0 else { return choices.oneIn(3) ? integerLiteral() : name(.integer) }
    switch choices.pick(22) {
    case 0: return name(.integer)
    case 1: return integerLiteral()
    case 2, 3, 4, 5:
      let operation = choices.pick(["+", "-", "*", "//", "%", "&", "|", "^"])
      return "(\(integer(depth - 1)) \(operation) \(integer(depth - 1)))"
    case 6:
      let count = choices.pick(["& 7", "& 31", "& 63", "& 127", "& 1023", "% 4099"])
      return "(\(integer(depth - 1)) \(choices.pick(["<<", ">>"])) (\(integer(depth - 1)) \(count)))"
    case 7:
      return
        "(\(integer(depth - 1)) \(choices.pick(["<<", ">>"])) \(choices.pick(["0", "1", "62", "63", "64", "65", "-1", "9999"])))"
    case 8:
      return "((\(integer(depth - 1)) & 15) ** (\(integer(depth - 1)) & \(choices.pick(["3", "31", "255"]))))"
    case 9:
      let modulus = choices.oneIn(8) ? integer(depth - 1) : "\(integer(depth - 1)) or 7"
      return "pow(\(integer(depth - 1)), \(integer(depth - 1)) & 255, \(modulus))"
    case 10: return "(\(choices.pick(["-", "~", "+", "not "]))\(integer(depth - 1)))"
    case 11: return "len(\(expression(choices.pick(Kind.collections), depth - 1)))"
    case 12: return "abs(\(integer(depth - 1)))"
    case 13: return "int(\(float(depth - 1)))"
    case 14: return "int(\(string(depth - 1)), \(choices.pick(["0", "2", "10", "16", "36", "1", "37"])))"
    case 15: return "\(choices.pick(["sum", "min", "max"]))(\(list(depth - 1)))"
    case 16: return "(\(integer(depth - 1)) if \(condition(depth - 1)) else \(integer(depth - 1)))"
    case 17: return "\(name(choices.pick([.list, .tuple, .bytes, .bytearray])))[\(index(depth - 1))]"
    case 18: return "divmod(\(integer(depth - 1)), \(integer(depth - 1)))[\(choices.pick(["0", "1", "-1"]))]"
    case 19: return "int.from_bytes(\(bytes(depth - 1)), '\(choices.pick(["little", "big"]))')"
    case 20:
      return
        "(lambda x, y=\(integer(depth - 1)): x \(choices.pick(["+", "-", "*", "|"])) y)(\(integer(depth - 1)))"
    default: return "\(choices.pick(["hash", "ord", "round", "bool", "id"]))(\(scalar(depth - 1)))"
    }
  }

  /// A number that stands at the edge of something.
  mutating func integerLiteral() -> String {
    choices.pick([
      "0", "1", "2", "-1", "3", "10", "255", "256", "-128", "0x7fff", "65536", "0x3fffffff", "0x40000000",
      "0x7fffffff",
      "0x80000000", "-0x80000000", "0xffffffff", "(1 << 61)", "(1 << 62) - 1", "(1 << 62)", "-(1 << 62)",
      "-(1 << 62) - 1",
      "(1 << 63) - 1", "(1 << 63)", "-(1 << 63)", "(1 << 64)", "123456789012345678901234567890", "-10 ** 40",
      "0b1011", "0o17",
      "True", "False",
    ])
  }

  /// A place in a collection, mostly a small one.
  mutating func index(_ depth: Int) -> String {
    switch choices.pick(6) {
    case 0, 1: choices.pick(["0", "1", "2", "-1", "-2"])
    case 2: "\(integer(depth)) % 3"
    case 3: "\(integer(depth)) & 7"
    case 4: integer(depth)
    default: choices.pick(["1 << 70", "-99", "99", "None", "'a'", "True"])
    }
  }

  /// The inside of brackets that take a slice.
  mutating func slice(_ depth: Int) -> String {
    let bounds = (0..<2).map { _ in choices.oneIn(3) ? "" : index(depth) }
    let step = choices.oneIn(5) ? ":" + choices.pick(["1", "2", "-1", "-3", "0", "1 << 65"]) : ""
    return bounds.joined(separator: ":") + step
  }

  /// An expression that is a float, mostly.
  mutating func float(_ depth: Int) -> String {
    guard depth > 0 else { return choices.oneIn(2) ? floatLiteral() : name(.float) }
    switch choices.pick(10) {
    case 0: return name(.float)
    case 1: return floatLiteral()
    case 2, 3:
      return
        "(\(float(depth - 1)) \(choices.pick(["+", "-", "*", "/", "//", "%", "**"])) \(float(depth - 1)))"
    case 4: return "(\(integer(depth - 1)) / \(integer(depth - 1)))"
    case 5: return "float(\(choices.oneIn(2) ? string(depth - 1) : integer(depth - 1)))"
    case 6:
      let functions = [
        "sqrt", "sin", "cos", "tan", "atan", "exp", "log", "floor", "ceil", "trunc", "fabs", "degrees",
        "radians", "isnan", "acos",
      ]
      return "math.\(choices.pick(functions))(\(float(depth - 1)))"
    case 7:
      return
        "math.\(choices.pick(["pow", "fmod", "copysign", "atan2", "ldexp"]))(\(float(depth - 1)), \(scalar(depth - 1)))"
    case 8: return "round(\(float(depth - 1)), \(choices.pick(["0", "1", "3", "-2", "40"])))"
    default: return "(\(float(depth - 1)) \(choices.pick(["+", "-", "*", "/"])) \(integer(depth - 1)))"
    }
  }

  private mutating func floatLiteral() -> String {
    choices.pick([
      "0.0", "-0.0", "1.0", "0.1", "3.5", "-2.5", "1e10", "1e-7", "16777217.0", "3.4e38", "1e39", "1e-45",
      "1e308", "1e400",
      "float('nan')", "float('-inf')", "123456.789", "9007199254740993.0",
    ])
  }
}
