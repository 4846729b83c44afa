extension RandomScript {
  mutating func branch() {
    lines("if \(condition(2)):")
    block()
    if choices.oneIn(3) {
      lines("elif \(condition(2)):")
      block(1)
    }
    if choices.oneIn(2) {
      lines("else:")
      block(1)
    }
  }

  /// A loop over something that its block does not lengthen: names of lists are copied.
  mutating func loop() {
    let source =
      switch choices.pick(6) {
      case 0, 1: "range(\(integer(1)) & \(depth > 2 ? 3 : 15))"
      case 2: "\(name(.list))[:9]"
      case 3: "list(\(name(choices.pick([.dictionary, .set, .tuple])))) [:7]"
      case 4: "\(name(.generator))()"
      default: "zip(range(6), \(iterable(2)))"
      }
    lines("for \(target(choices.pick([.integer, .text]))) in \(source):")
    inLoop { script in script.block() }
    otherwise()
  }

  mutating func countdown() {
    let counter = counter()
    lines(
      "\(counter) = \(choices.pick(["3", "8", "1", "20"]))",
      "while \(counter) > 0\(choices.oneIn(3) ? " and \(condition(1))" : ""):")
    inLoop { script in
      script.indented { $0.lines("\(counter) -= 1") }
      script.block()
    }
    otherwise()
  }

  private mutating func inLoop(_ write: (inout RandomScript) -> Void) {
    let outer = isInLoop
    isInLoop = true
    write(&self)
    isInLoop = outer
  }

  private mutating func otherwise() {
    guard choices.oneIn(4) else { return }
    lines("else:")
    block(1)
  }

  /// A `try` with any mixture of clauses, and ways out in all of them.
  mutating func attempt() {
    let sort = choices.pick(5)
    lines("try:")
    block()
    if sort != 0 {
      if choices.oneIn(3) {
        let clauses = ["TypeError", "(KeyError, IndexError) as q", name(.type), "(\(name(.object)), 1)"]
        lines("except \(choices.pick(clauses)):")
        block(1)
      }
      let last = [
        " Exception as e", " (ValueError, KeyError, TypeError) as e", "", " RuntimeError", " C3 as e", "",
      ]
      lines("except\(choices.pick(last)):")
      block(1)
      if choices.oneIn(3) { indented { $0.lines("raise") } }
      if choices.oneIn(3) {
        lines("else:")
        block(1)
      }
    }
    if sort < 2 {
      lines("finally:")
      block(1)
    }
  }

  mutating func within() {
    let manager = choices.pick(["Guard(True)", "Guard()", "Guard(\(condition(1)))", name(.object)])
    lines(
      "with \(manager)\(choices.oneIn(2) ? " as \(target(.integer))" : "")\(choices.oneIn(4) ? ", Guard() as q" : ""):"
    )
    block()
  }

  /// Functions in a function, which share a variable.
  mutating func closure() {
    let name = counter()
    lines("def \(name)(a, b=\(scalar(1))):")
    body(locals: ["a", "b", "v"]) { script in
      script.lines("v = \(script.scalar(2))", "def inner(w=1):")
      script.body(locals: ["v", "w"]) { script in
        script.lines("nonlocal v", "v = cap(\(script.scalar(2)))")
        if script.choices.oneIn(3) { script.simpleStatement() }
        script.lines("return \(script.choices.pick(["v", "(v, w, a)", "lambda: v", "inner"]))")
      }
      script.lines(script.choices.pick(["inner()", "v = 5", "del b", "pass"]))
      script.lines(
        "return \(script.choices.pick(["inner", "inner, inner", "[inner for v in range(3)]", "inner(2)"]))")
    }
    lines("r = \(name)(\(scalar(2)))", "print(r() if callable(r) else len(r))")
  }

  /// Goes through an iterator in one of the ways there are, some of which talk to a generator.
  mutating func consumption() {
    let iterator = target(.iterator)
    lines("\(iterator) = \(self.iterator(2))")
    for _ in 0...choices.pick(3) {
      switch choices.pick(9) {
      case 0: lines("print(next(\(iterator)))")
      case 1: lines("print(next(\(iterator), None))")
      case 2: lines("\(iterator).send(\(choices.pick(["None", "3", "'x'"])))")
      case 3:
        lines(
          "\(iterator).throw(\(choices.pick(["ValueError", "KeyError(1)", "GeneratorExit", "StopIteration", "C3('t')"])))"
        )
      case 4: lines("\(iterator).close()")
      case 5:
        lines(
          "print(\(choices.pick(["list", "tuple", "sum", "max", "any", "all", "sorted", "set"]))(\(iterator)))"
        )
      case 6: lines("a, b = \(iterator)")
      case 7: lines("print(\(scalar(1)) in \(iterator))")
      default:
        lines("for q in \(iterator): \(choices.pick(["break", "print(q)", "next(\(iterator))", "pass"]))")
      }
    }
  }

  /// Text that is compiled: up to some statements of its own, or an expression.
  mutating func text(of count: Int) {
    if choices.oneIn(2) {
      let source = quoted(
        choices.oneIn(8) ? choices.pick(["1 +", "a b", "(", "\u{1}", "return 1", ""]) : scalar(2))
      let scope = choices.pick(["", ", {'i0': 1}", ", globals()"])
      return lines("print(eval(\(source)\(scope)))")
    }
    let outer = (text, indentation, locals, isInFunction, isInGenerator, isInLoop)
    (text, indentation, locals, isInFunction, isInGenerator, isInLoop) = ("", 0, [], false, false, false)
    depth += 2
    for _ in 0..<(1 + choices.pick(count)) { statement() }
    depth -= 2
    let source = quoted(text)
    (text, indentation, locals, isInFunction, isInGenerator, isInLoop) = outer
    switch choices.pick(3) {
    case 0: lines("exec(\(source))")
    case 1: lines("exec(compile(\(source), 'made', 'exec'))")
    default: lines("exec(\(source), {'burn': burn, 'cap': cap, 'i0': 1, 's0': 'x', 'l0': [1]})")
    }
  }

  /// A text as a string literal.
  private func quoted(_ source: String) -> String {
    var literal = "'"
    for scalar in source.unicodeScalars {
      switch scalar {
      case "\\": literal += "\\\\"
      case "'": literal += "\\'"
      case "\n": literal += "\\n"
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "'"
  }
}
