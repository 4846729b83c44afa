extension RandomScript {
  /// A special method: its parameters, and kinds of which one is returned.
  private struct Special {
    let name: String
    let parameters: String
    let returns: [Kind]
  }

  private static let specials: [Special] = [
    Special(name: "__add__", parameters: "a", returns: [.integer, .object]),
    Special(name: "__radd__", parameters: "a", returns: [.integer]),
    Special(name: "__iadd__", parameters: "a", returns: [.integer, .object]),
    Special(name: "__sub__", parameters: "a", returns: [.integer]),
    Special(name: "__mul__", parameters: "a", returns: [.text]),
    Special(name: "__floordiv__", parameters: "a", returns: [.float]),
    Special(name: "__neg__", parameters: "a=0", returns: [.integer]),
    Special(name: "__eq__", parameters: "a", returns: [.integer, .text]),
    Special(name: "__lt__", parameters: "a", returns: [.integer]),
    Special(name: "__le__", parameters: "a", returns: [.integer]),
    Special(name: "__hash__", parameters: "a=1", returns: [.integer]),
    Special(name: "__len__", parameters: "a=2", returns: [.integer, .text]),
    Special(name: "__bool__", parameters: "a=0", returns: [.integer, .list]),
    Special(name: "__getitem__", parameters: "a", returns: [.integer, .text]),
    Special(name: "__setitem__", parameters: "a, b=0", returns: [.integer]),
    Special(name: "__delitem__", parameters: "a", returns: [.integer]),
    Special(name: "__contains__", parameters: "a", returns: [.integer]),
    Special(name: "__iter__", parameters: "a=0", returns: [.iterator, .iterator, .object]),
    Special(name: "__next__", parameters: "a=0", returns: [.integer]),
    Special(name: "__call__", parameters: "*a", returns: [.integer, .list]),
    Special(name: "__getattr__", parameters: "a", returns: [.integer, .function]),
    Special(name: "__enter__", parameters: "a=0", returns: [.object]),
    Special(name: "__exit__", parameters: "*a", returns: [.integer]),
    Special(name: "__del__", parameters: "a=0", returns: [.integer]),
    Special(name: "__str__", parameters: "a=0", returns: [.text, .text, .integer]),
    Special(name: "__repr__", parameters: "a=0", returns: [.text, .text, .list]),
    Special(name: "__get__", parameters: "a, b=0", returns: [.integer]),
    Special(name: "__set__", parameters: "a, b=0", returns: [.integer]),
    Special(name: "__setattr__", parameters: "a, b=0", returns: [.integer]),
    Special(name: "__new__", parameters: "*a", returns: [.object]),
    Special(name: "__delete__", parameters: "a", returns: [.integer]),
    Special(name: "method", parameters: "*a", returns: [.integer]),
  ]

  /// A function, a generator function, a class or an object of one, under a name that the rest of the script
  /// uses.
  mutating func define() {
    switch choices.pick(5) {
    case 0, 1: defineFunction()
    case 2: defineGenerator()
    case 3: defineClass()
    default: lines("\(choices.pick(Kind.object.names)) = \(name(.type))(\(scalar(1)))")
    }
  }

  private mutating func decorators() {
    guard choices.oneIn(6) else { return }
    lines(choices.pick(["@cap", "@C0", "@h2"]))
  }

  private mutating func defineFunction() {
    decorators()
    let parameters = choices.pick([
      "a, b=1", "a, *b", "a=\(scalar(1)), *, b=2", "a, b=[], **k", "*a, b=0, **k", "a=0, b=0",
    ])
    lines("def \(choices.pick(Kind.function.names))(\(parameters)):")
    body(locals: ["a", "b", "v", "w"]) { script in
      if script.choices.oneIn(5) { script.lines("global i1", "i1 = cap(\(script.integer(2)))") }
      script.lines("v, w = \(script.scalar(2)), \(script.scalar(2))")
      for _ in 0...script.choices.pick(4) { script.statement() }
      script.lines("return \(script.anything(2))")
    }
  }

  private mutating func defineGenerator() {
    lines("def \(choices.pick(Kind.generator.names))(a=1, b=2):")
    body(locals: ["a", "b", "v", "w"], isGenerator: true) { script in
      script.lines("v = w = \(script.scalar(1))", "yield a")
      for _ in 0...script.choices.pick(4) { script.statement() }
      script.lines(
        "try:",
        "  \(script.choices.pick(["yield b", "v = cap((yield w))", "yield from \(script.iterator(1))", "return v"]))"
      )
      script.lines(
        "finally:",
        "  \(script.choices.pick(["b = 1", "print('closed')", "yield 9", "return 8", "raise KeyError"]))")
    }
  }

  private mutating func defineClass() {
    let name = choices.pick(Kind.type.names)
    // No class may be its own base: names are bound late.
    let base = choices.pick([
      "", "", "object", "list", "dict", "Exception", "tuple", "str", "C0, object", self.name(.type),
    ])
    lines("class \(name)\(base.isEmpty ? "" : "(\(base))"):")
    let isOuter = (isInLoop, isInFunction)
    isInLoop = false
    indented { script in
      script.lines("kind = \(script.scalar(1))")
      if script.choices.oneIn(3) { script.lines("watched = Watched(\(script.scalar(1)))") }
      if !script.choices.oneIn(4) {
        script.lines("def __init__(self, x=0, *r):", "  burn()")
        if script.choices.oneIn(3) {
          script.lines("  super().__init__(\(script.choices.pick(["", "x", "*r"])))")
        }
        script.lines("  self.x = x", "  self.y = \(script.scalar(1))")
      }
      for _ in 0..<(1 + script.choices.pick(5)) { script.member() }
    }
    (isInLoop, isInFunction) = isOuter
    lines("\(choices.pick(Kind.object.names)) = \(name)(\(scalar(1)))")
  }

  /// A method of a class.
  private mutating func member() {
    switch choices.pick(8) {
    case 0: lines("@property", "def prop(self):", "  burn()", "  return \(scalar(1))")
    case 1: lines("@staticmethod", "def static(*a):", "  burn()", "  return len(a)")
    case 2: lines("@classmethod", "def made(cls, *a):", "  burn()", "  return cls(*a)")
    default:
      let special = choices.pick(Self.specials)
      lines("def \(special.name)(self, \(special.parameters)):")
      body(locals: ["v", "w"]) { script in
        script.lines("v, w = self, \(script.scalar(1))")
        if script.choices.oneIn(3) {
          script.lines("v = self.\(script.choices.pick(["x", "y", "kind", "missing"]))")
        }
        if script.choices.oneIn(3) { script.statement() }
        let kind = script.choices.pick(special.returns)
        script.lines("return \(script.choices.oneIn(6) ? "self" : script.expression(kind, 2))")
      }
    }
  }
}
