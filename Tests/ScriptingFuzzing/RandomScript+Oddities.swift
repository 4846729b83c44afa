extension RandomScript {
  /// A collection changes while something goes through it; every loop gives up in time.
  mutating func mutation() {
    let counter = counter()
    let kind = choices.pick([Kind.list, .dictionary, .set, .bytearray])
    let name = name(kind)
    let changes: [String] =
      switch kind {
      case .list:
        [
          "\(name).append(q)", "\(name).pop()", "\(name).insert(0, q)", "del \(name)[:]", "\(name).sort()",
          "\(name)[:] = [1] * 9", "\(name).clear()",
        ]
      case .dictionary:
        [
          "\(name)[\(counter)] = q", "\(name).pop(q, 0)", "\(name).clear()", "del \(name)[q]",
          "\(name).update({-\(counter): 1})", "\(name).popitem()",
        ]
      case .set:
        [
          "\(name).add(\(counter))", "\(name).discard(q)", "\(name).clear()", "\(name).pop()",
          "\(name).update(range(9))",
        ]
      default:
        ["\(name).append(7)", "\(name)[:] = b''", "\(name).extend(b'1234567890' * 4)", "del \(name)[1:]"]
      }
    lines(
      "\(counter) = 0", "for q in \(name):", "  \(counter) += 1", "  if \(counter) > 12: break",
      "  \(choices.pick(changes))")
    if choices.oneIn(2) { lines("  \(choices.pick(changes))") }
    lines("print(\(counter), len(\(name)))", "cap(\(name))")
  }

  /// Something that few programs do.
  mutating func oddity() {
    // The last two assign global names, which functions read.
    switch choices.pick(isInFunction ? 12 : 14) {
    case 2: nesting()
    case 3: lines("print(len(\(choices.pick(["'ab'", "[0]", "b'x'", "(1,)"])) * \(sizeLiteral())))")
    case 4:
      lines("print(len(str(\(integer(2)) << \(choices.pick(["100", "3000", "12000", "-1", "1 << 70"])))))")
    case 5:
      lines("print((\(integer(1)) & 0xffff) ** \(choices.pick(["100", "999", "-1", "2000", "0"])) % 1000007)")
    case 6: lines("bytearray(\(sizeLiteral()))")
    case 7: lines("print(h3(\(choices.pick(["40", "300", "5000", "-1"]))))")
    case 8: lines("l0.append(l0)", "print(len(l0), l0 == l0[:])", "l0.pop()")
    case 9: lines("d0['me'] = d0", "print(len(repr(d0)) > 3)", "del d0['me']")
    case 10:
      lines(
        "r = (lambda f: f(f, 0))(lambda f, n: n if n > \(choices.pick(["50", "4000"])) else f(f, n + 1))",
        "print(r)")
    case 11: lines("\(name(.object)).__dict__", "print(\(name(.type)).__name__, \(name(.type)).__bases__)")
    case 0:
      lines(
        "print(type('T', (\(name(.type)),), {'x': \(scalar(1)), 'method': lambda self: 1})().\(choices.pick(["x", "method()", "y"])))"
      )
    case 1:
      lines(
        "print([x for x in [y for y in [z for z in range(4)]]], locals() is globals(), \(name(.function)).__name__)"
      )
    case 12: memoryView()
    default: sorting()
    }
  }

  private mutating func sizeLiteral() -> String {
    choices.pick([
      "100", "0", "-1", "100000", "(1 << 20)", "(1 << 31)", "(1 << 62)", "(1 << 63)", "(1 << 80)", "True",
    ])
  }

  /// A view of bytes that move, or vanish, under it.
  private mutating func memoryView() {
    let name = choices.pick(["y0", "y1"])
    lines("v = memoryview(\(name))")
    for _ in 0...choices.pick(4) {
      switch choices.pick(9) {
      case 0: lines("v[\(index(1))] = \(integer(1)) & 255")
      case 1: lines("print(v[\(index(1))])")
      case 2: lines("v = v[\(slice(1))]")
      case 3: lines("v[\(slice(1))] = \(bytes(1))")
      case 4: lines("\(name).extend(b'12345678' * 20)")
      case 5: lines("\(name)[:] = b''")
      case 6: lines("print(bytes(v)[:8], len(v))")
      case 7: lines("\(name) = bytearray(3)", "gc.collect()")
      default: lines("print(v == \(name), list(v)[:3])")
      }
    }
    lines("\(name) = cap(bytearray(\(name)))")
  }

  /// A sort whose key raises, lies, or changes what is sorted.
  private mutating func sorting() {
    let key = counter()
    lines("def \(key)(x):", "  burn()")
    lines(
      choices.pick([
        "  raise KeyError(x)", "  l0.append(1)", "  l0.clear()", "  del l0[:1]", "  global l0; l0 = []",
        "  l0.sort()", "  gc.collect()", "  if x == 2: raise C3",
      ]))
    lines(
      "  return \(choices.pick(["x", "-x", "str(x)", "None", "[x]", "fuel", "1 if fuel % 2 else 'a'", "C1(x)"]))"
    )
    lines(
      "try:", "  l0.sort(key=\(key))", "finally:",
      "  l0 = cap([x for x in l0 if isinstance(x, int)]) or [3, 1, 2]")
  }

  /// Brackets, operators or blocks deep inside each other, yet not deeper than the parser goes.
  private mutating func nesting() {
    let count = 8 + choices.pick(25)
    func times(_ text: String) -> String { String(repeating: text, count: count) }
    switch choices.pick(6) {
    case 0: lines("print(\(times("("))\(integer(1))\(times(")")))")
    case 1: lines("r = \(times("["))\(scalar(1))\(times("]"))", "print(len(repr(r)))")
    case 2: lines("print(\(times("-"))\(integer(1)), \(times("not "))\(scalar(1)))")
    case 3: lines("r = \(times("(1, "))0\(times(")"))", "print(hash(r) == hash(r))")
    case 4: lines("r = \(times("lambda: "))0", "while callable(r): r = r()", "print(r)")
    default:
      for level in 0..<count { lines("\(String(repeating: " ", count: level))if i0 is not \(level):") }
      lines("\(String(repeating: " ", count: count))print('deep')")
    }
  }
}
