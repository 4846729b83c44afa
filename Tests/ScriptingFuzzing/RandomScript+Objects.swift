extension RandomScript {
  /// The name of a type: the script's own, or one of the language.
  mutating func type() -> String {
    choices.oneIn(4)
      ? choices.pick(["int", "str", "list", "dict", "tuple", "bytes", "bytearray", "float", "set", "object"])
      : name(.type)
  }

  /// An expression that can be called.
  mutating func function(_ depth: Int) -> String {
    switch choices.pick(8) {
    case 0, 1, 2: return name(.function)
    case 3:
      // A parameter of this name hides nothing that matters.
      let value = choices.pick(["-x", "x", "(x, 1)", "str(x)", "x[0]", "x.x", "x % 3", "{}[x]"])
      return "(lambda x=0, *r: \(depth > 0 && choices.oneIn(2) ? scalar(depth - 1) : value))"
    case 4:
      return choices.pick([
        "len", "str", "abs", "repr", "bool", "int", "type", "id", "hash", "iter", "tuple", "print",
      ])
    case 5:
      return choices.pick([
        "l1.append", "s0.find", "d0.get", "l0.index", "o0.method", "t0.count", "y0.append", "s0.upper",
        "u0.add",
      ])
    case 6: return name(.type)
    default: return name(.generator)
    }
  }

  /// A call of something that the script defines, with arguments that may fit.
  mutating func call(_ depth: Int) -> String { "\(name(.function))(\(arguments(depth)))" }

  /// What stands between the parentheses of a call.
  mutating func arguments(_ depth: Int) -> String {
    switch choices.pick(8) {
    case 0, 1: anything(depth - 1)
    case 2: "\(anything(depth - 1)), \(anything(depth - 1))"
    case 3: "\(integer(depth - 1)) & 15"
    case 4: "\(anything(depth - 1)), b=\(anything(depth - 1))"
    case 5: "*\(tuple(depth - 1))"
    case 6: "\(scalar(depth - 1)), **{'\(choices.pick(["b", "a", "x", ""]))': \(scalar(depth - 1))}"
    default: ""
    }
  }

  /// An expression that is an object of one of the script's classes, mostly.
  mutating func object(_ depth: Int) -> String {
    guard depth > 0 else { return name(.object) }
    switch choices.pick(8) {
    case 0, 1: return name(.object)
    case 2: return "\(name(.type))(\(scalar(depth - 1)))"
    case 3: return call(depth)
    case 4:
      return
        "(\(name(.object)) \(choices.pick(["+", "-", "*", "<", "==", "in", "//", "&"])) \(anything(depth - 1)))"
    case 5:
      return "\(name(.object)).\(choices.pick(["x", "y", "kind", "watched", "missing", "__class__", "prop"]))"
    case 6:
      return
        "\(name(.object)).\(choices.pick(["method", "static", "made", "absent"]))(\(arguments(depth - 1)))"
    default:
      return
        "getattr(\(name(.object)), \(choices.pick(["'x'", "'method'", "'no'", "s0"])), \(scalar(depth - 1)))"
    }
  }

  /// An expression that is an iterator, mostly; all of them end, those of the script's own when the fuel
  /// does.
  mutating func iterator(_ depth: Int) -> String {
    guard depth > 0 else { return name(.iterator) }
    switch choices.pick(10) {
    case 0: return name(.iterator)
    case 1: return "iter(\(expression(choices.pick(Kind.collections), depth - 1)))"
    case 2, 3: return "\(name(.generator))(\(choices.pick(["", "1", "2, 3"])))"
    case 4: return "(x for x in \(iterable(depth - 1)) if \(condition(depth - 1)))"
    case 5: return "zip(\(iterable(depth - 1)), \(iterable(depth - 1)))"
    case 6: return "map(\(function(depth - 1)), \(iterable(depth - 1)))"
    case 7: return "filter(\(choices.oneIn(2) ? "None" : function(depth - 1)), \(iterable(depth - 1)))"
    case 8: return "enumerate(\(iterable(depth - 1)), \(integer(depth - 1)))"
    default: return "reversed(\(list(depth - 1)))"
    }
  }
}
