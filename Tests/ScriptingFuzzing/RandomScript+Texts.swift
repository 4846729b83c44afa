extension RandomScript {
  /// An expression that is a string, mostly.
  mutating func string(_ depth: Int) -> String {
    guard depth > 0 else { return choices.oneIn(2) ? stringLiteral() : name(.text) }
    switch choices.pick(18) {
    case 0: return name(.text)
    case 1: return stringLiteral()
    case 2: return "(\(string(depth - 1)) + \(string(depth - 1)))"
    case 3: return "(\(string(depth - 1)) * (\(integer(depth - 1)) & 7))"
    case 4: return "\(choices.pick(["str", "repr"]))(\(anything(depth - 1)))"
    case 5, 6: return percent(depth)
    case 7, 8: return braces(depth)
    case 9: return "\(string(depth - 1))[\(slice(depth - 1))]"
    case 10: return "\(string(depth - 1))[\(index(depth - 1))]"
    case 11: return "\(string(depth - 1)).\(choices.pick(["upper", "lower", "strip", "lstrip", "rstrip"]))()"
    case 12: return "\(string(depth - 1)).replace(\(string(depth - 1)), \(string(depth - 1)))"
    case 13: return "\(string(depth - 1)).join(\(list(depth - 1)))"
    case 14: return "\(choices.pick(["hex", "bin", "oct"]))(\(integer(depth - 1)))"
    case 15:
      return "chr(\(integer(depth - 1)) & \(choices.pick(["127", "255", "0x7ff", "0xffff", "0x1fffff"])))"
    case 16: return "\(string(depth - 1)).center(\(integer(depth - 1)) & 31)"
    default: return "\(bytes(depth - 1)).decode()"
    }
  }

  mutating func stringLiteral() -> String {
    choices.pick([
      "'a'", "''", "'kiln'", "'12'", "'-0x1f'", "'1.5e3'", "' \\t\\n'", "'\\x00'", "'\\xe9'", "'\\u20ac'",
      "'\\U0001f525'", "'%s'", "'{}'",
      "'a,b,,c'", "\"it's\"", "'''two\\nlines'''", "r'\\d+'", "'nan'", "'x' 'y'", "('a' * 40)",
    ])
  }

  /// A `%` with a format of any width and precision.
  private mutating func percent(_ depth: Int) -> String {
    let (format, value) = percentField(depth)
    switch choices.pick(4) {
    case 0, 1: return "('\(format)' % (\(value),))"
    case 2:
      let (second, other) = percentField(depth)
      return "('<\(format)|\(second)>' % (\(value), \(other)))"
    default: return "('%(a)\(choices.pick(["s", "d", "5s", "r"])) %%' % {'a': \(value)})"
    }
  }

  private mutating func percentField(_ depth: Int) -> (String, String) {
    let flags = choices.pick(["", "", "-", "+", " ", "#", "0", "-0", "+0"])
    let width = choices.pick(["", "", "1", "5", "12", "40", "300"])
    let precision = choices.pick(["", "", ".0", ".1", ".3", ".7", ".20", "."])
    let (letters, kind): (String, Kind) = choices.pick([
      ("s", .text), ("r", .list), ("d", .integer), ("i", .integer), ("x", .integer), ("X", .integer),
      ("o", .integer), ("u", .integer),
      ("c", .integer), ("e", .float), ("f", .float), ("g", .float), ("G", .float), ("E", .float),
      ("q", .integer),
    ])
    return ("%\(flags)\(width)\(precision)\(letters)", expression(kind, depth - 1))
  }

  /// A `format` with a specification of any fill, alignment, sign, width, precision and letter.
  private mutating func braces(_ depth: Int) -> String {
    let fill = choices.pick(["", "", "", "*<", "_>", "^", "0=", "<", "{{^"])
    let sign = choices.pick(["", "", "+", "-", " "])
    let form = choices.pick(["", "", "#", "0", "#0"])
    let width = choices.pick(["", "", "3", "10", "33", "200", "{w}"])
    let precision = choices.pick(["", "", ".0", ".2", ".9", ".30"])
    let comma = choices.oneIn(8) ? "," : ""
    let (letter, kind): (String, Kind) = choices.pick([
      ("", .text), ("s", .text), ("d", .integer), ("b", .integer), ("x", .integer), ("X", .integer),
      ("o", .integer), ("c", .integer),
      ("e", .float), ("f", .float), ("g", .float), ("n", .integer), ("%", .float), ("q", .integer),
    ])
    let field = choices.pick(["", "0", "a", "!r", "!s", "0[1]", "1"])
    let specification = fill + sign + form + width + comma + precision + letter
    let value = expression(kind, depth - 1)
    return
      "'{\(field):\(specification)}'.format(\(value), \(scalar(depth - 1)), a=\(value), w=\(choices.pick(["7", "0", "-1", "'x'"])))"
  }

  /// An expression that is bytes, mostly.
  mutating func bytes(_ depth: Int) -> String {
    guard depth > 0 else {
      return choices.oneIn(2)
        ? choices.pick(["b'\\x00\\x01'", "b''", "b'12'", "(b'\\xff' * 9)"]) : name(.bytes)
    }
    switch choices.pick(9) {
    case 0: return name(.bytes)
    case 1: return "bytes(\(list(depth - 1)))"
    case 2: return "\(string(depth - 1)).encode()"
    case 3: return "\(bytes(depth - 1))[\(slice(depth - 1))]"
    case 4: return "(\(bytes(depth - 1)) + \(choices.oneIn(2) ? bytearray(depth - 1) : bytes(depth - 1)))"
    case 5: return "bytes(\(bytearray(depth - 1)))"
    case 6: return "bytes(\(integer(depth - 1)) & 15)"
    case 7:
      return "(\(integer(depth - 1)) & 0xffff).to_bytes(\(choices.pick(["2", "4", "1", "0", "9"])), 'little')"
    default: return "(\(bytes(depth - 1)) * (\(integer(depth - 1)) & 3))"
    }
  }

  /// An expression that is a bytearray, mostly.
  mutating func bytearray(_ depth: Int) -> String {
    guard depth > 0 else { return name(.bytearray) }
    switch choices.pick(5) {
    case 0: return name(.bytearray)
    case 1: return "bytearray(\(integer(depth - 1)) & 31)"
    case 2: return "bytearray(\(bytes(depth - 1)))"
    case 3: return "(\(bytearray(depth - 1)) + \(bytes(depth - 1)))"
    default: return "\(bytearray(depth - 1))[\(slice(depth - 1))]"
    }
  }
}
