extension RandomScript {
  /// Writes a statement of any sort that may stand here.
  mutating func statement() {
    guard depth < Self.blockLimit, !choices.isEmpty else { return simpleStatement() }
    switch choices.pick(28) {
    case 0...12: simpleStatement()
    case 13: branch()
    case 14, 15: loop()
    case 16: countdown()
    case 17, 18: attempt()
    case 19: within()
    case 20: closure()
    case 21, 22: moduleCall()
    case 23: mutation()
    case 24: consumption()
    case 25: text(of: 3)
    case 26: oddity()
    default: isInFunction ? simpleStatement() : define()
    }
  }

  /// Writes a statement of one line.
  mutating func simpleStatement() {
    switch choices.pick(26) {
    case 0: lines("pass")
    case 1...6: assignment()
    case 7, 8: augmented()
    case 9, 10: unpacking()
    case 11:
      lines("\(name(choices.pick([.list, .dictionary, .bytearray, .object])))[\(index(2))] = \(scalar(2))")
    case 12:
      lines(
        "\(name(choices.pick([.list, .bytearray])))[\(slice(2))] = \(choices.oneIn(2) ? list(2) : bytes(2))")
    case 13:
      lines(
        "\(name(.object)).\(choices.pick(["x", "y", "watched", "prop", "__class__", "method"])) = \(scalar(2))"
      )
    case 14: deletion()
    case 15, 16: lines("print(\(anything(3)))")
    case 17, 18, 19: method()
    case 20: lines("\(call(2))")
    case 21: leave()
    case 22: lines("assert \(condition(2)), \(scalar(1))")
    case 23:
      lines(
        "raise \(choices.pick(["ValueError", "KeyError(1)", "C3('own')", "StopIteration(4)", "OSError(2)", "TypeError('t') from None"]))"
      )
    case 24: lines("\(target(.integer)) = \(target(.text)) = \(scalar(3))")
    default: lines("print(\(scalar(2)), \(scalar(2)), sep=\(stringLiteral()), end='\\n')")
    }
  }

  private mutating func assignment() {
    let kind = choices.pick(Kind.values)
    let value = expression(kind, 3)
    lines("\(target(kind)) = cap(\(value))")
  }

  private mutating func augmented() {
    let kind = choices.pick([
      Kind.integer, .integer, .float, .text, .list, .bytes, .set, .tuple, .bytearray, .object,
    ])
    let name = target(kind)
    let operations =
      switch kind {
      case .integer: ["+=", "-=", "*=", "//=", "%=", "&=", "|=", "^=", ">>="]
      case .float: ["+=", "-=", "*=", "/=", "**="]
      case .set: ["|=", "&=", "-=", "^="]
      default: ["+=", "+=", "*=", "-="]
      }
    let operation = choices.pick(operations)
    let value = operation == "*=" && kind != .integer ? "\(integer(1)) & 3" : expression(kind, 2)
    lines("\(name) \(operation) \(value)", "\(name) = cap(\(name))")
  }

  private mutating func unpacking() {
    let (first, second) = (target(.integer), target(.text))
    switch choices.pick(5) {
    case 0: lines("\(first), \(second) = \(scalar(2)), \(scalar(2))")
    case 1: lines("\(first), *\(second) = \(iterable(2))", "\(second) = cap(\(second))")
    case 2: lines("\(first), \(second) = \(second), \(first)")
    case 3: lines("(\(first), [\(second), l0[0]]) = \(scalar(2)), \(list(2))")
    default: lines("for \(first), \(second) in \(dictionary(2)).items(): pass")
    }
  }

  private mutating func deletion() {
    switch choices.pick(6) {
    case 0: lines("del \(name(.list))[\(index(1))]")
    case 1: lines("del \(name(.list))[\(slice(1))]")
    case 2: lines("del \(name(.dictionary))[\(scalar(1))]")
    case 3: lines("del \(name(.object)).\(choices.pick(["x", "y", "watched", "none"]))")
    case 4: lines("del \(name(.object))[\(index(1))]")
    default:
      let name = target(choices.pick([.integer, .text]))
      // The name is there again after it, or most of what follows would fail.
      lines("del \(name)", "\(name) = \(scalar(1))")
    }
  }

  private mutating func method() {
    switch choices.pick(12) {
    case 0: lines("l2.append(\(scalar(2)))", "cap(l2)")
    case 1: lines("\(name(.list)).\(choices.pick(["sort", "reverse", "pop", "clear", "copy"]))()")
    case 2: lines("\(name(.list)).insert(\(index(1)), \(scalar(2)))")
    case 3: lines("\(name(.list)).sort(key=\(function(2)), reverse=\(condition(1)))")
    case 4: lines("\(name(.list)).\(choices.pick(["remove", "index", "count"]))(\(scalar(2)))")
    case 5:
      lines(
        "print(\(name(.dictionary)).\(choices.pick(["get", "pop", "setdefault"]))(\(scalar(2)), \(scalar(1))))"
      )
    case 6:
      lines(
        "\(name(.dictionary)).\(choices.pick(["update(d0)", "clear()", "popitem()", "update(a=1, b=2)", "fromkeys([1, 2])"]))"
      )
    case 7:
      lines(
        "\(name(.set)).\(choices.pick(["add", "discard", "remove", "update"]))(\(choices.oneIn(2) ? tuple(1) : scalar(2)))"
      )
    case 8:
      lines(
        "\(name(.bytearray)).\(choices.pick(["append", "extend"]))(\(choices.oneIn(2) ? bytes(2) : integer(2)))"
      )
    case 9:
      let names = [
        "find", "rfind", "index", "count", "startswith", "endswith", "strip", "split", "rpartition",
        "isdigit", "encode",
      ]
      lines("print(\(string(2)).\(choices.pick(names))(\(choices.oneIn(3) ? "" : string(2))))")
    case 10: lines("l0.extend(\(list(2)))", "cap(l0)")
    default: lines("print(dir(\(anything(1)))[:2], callable(\(anything(1))))")
    }
  }

  /// A way out of what is around, or a value to the outside.
  private mutating func leave() {
    if isInGenerator, choices.oneIn(2) {
      return lines(
        choices.pick(["yield \(scalar(2))", "v = yield", "w = cap((yield a))", "yield from \(iterator(1))"]))
    }
    if isInLoop, choices.oneIn(2) { return lines(choices.pick(["break", "continue"])) }
    lines(isInFunction ? "return \(scalar(2))" : "print('here')")
  }
}
