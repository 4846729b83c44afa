import TestSupport

/// A random program, written down twice: as text in a random layout, and as the tree that it stands for.
///
/// It knows the language by writing it, not by reading it, so that it shares nothing with the parser.
struct RandomProgram {
  /// A piece of text and what it means.
  struct Piece {
    var text: String
    var tree: String
    /// How tight it binds: 0 for `lambda` up to 9 for what needs no parentheses anywhere.
    var level = 9
  }

  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private mutating func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
  private mutating func pick<Element>(_ choices: [Element]) -> Element { choices[pick(choices.count)] }
  private mutating func name() -> String { pick(["a", "b", "foo", "_x1", "été", "print", "async"]) }

  /// Blanks that mean nothing; inside brackets a line end is one of them.
  private mutating func gap(_ inBrackets: Bool = false) -> String {
    pick([" ", " ", "  ", "\t", " \\\n ", inBrackets ? " # note\n" : " "])
  }

  private func tight(_ piece: Piece, _ level: Int) -> String {
    piece.level >= level ? piece.text : "(" + piece.text + ")"
  }

  private mutating func list(_ depth: Int, _ least: Int = 0) -> [Piece] {
    (0..<(least + pick(3))).map { _ in expression(depth - 1) }
  }

  private func join(_ pieces: [Piece], _ level: Int = 0) -> (text: String, tree: String) {
    (
      pieces.map { tight($0, level) }.joined(separator: ", "), pieces.map { " " + $0.tree }.joined()
    )
  }

  private mutating func literal() -> Piece {
    pick([
      Piece(text: "12", tree: "12"), Piece(text: "0x1F", tree: "31"),
      Piece(text: "1.5e3", tree: "(float 1.5e3)"),
      Piece(text: "3j", tree: "(imaginary 3)"), Piece(text: "'a' \"b\"", tree: "(str 'ab')"),
      Piece(text: "b'\\x00'", tree: "(bytes 0)"), Piece(text: "None", tree: "None"),
      Piece(text: "...", tree: "..."),
      Piece(text: "99999999999999999999", tree: "(big10 99999999999999999999)"),
    ])
  }

  mutating func expression(_ depth: Int) -> Piece {
    guard depth > 0 else {
      if pick(2) == 0 { return literal() }
      let name = name()
      return Piece(text: name, tree: name)
    }
    switch pick(9) {
    case 0: return display(depth)
    case 1: return postfix(depth)
    case 2:
      let (body, name) = (expression(depth - 1), name())
      return Piece(text: "lambda \(name): \(body.text)", tree: "(lambda (\(name)) \(body.tree))", level: 0)
    case 3:
      let (a, b, c) = (expression(depth - 1), expression(depth - 1), expression(depth - 1))
      return Piece(
        text: "\(tight(a, 1)) if \(tight(b, 1)) else \(c.text)", tree: "(if \(b.tree) \(a.tree) \(c.tree))",
        level: 0)
    case 4:
      let isOr = pick(2) == 0
      let level = isOr ? 2 : 3
      let items = list(depth, 2)
      return Piece(
        text: items.map { tight($0, level) }.joined(separator: gap() + (isOr ? "or" : "and") + gap()),
        tree: "(\(isOr ? "or" : "and")" + items.map { " " + $0.tree }.joined() + ")", level: level - 1)
    case 5:
      let operand = expression(depth - 1)
      return Piece(text: "not " + tight(operand, 3), tree: "(not \(operand.tree))", level: 3)
    case 6: return chain(depth, ["<", "==", "is not", "not in", "in", "!="], level: 4)
    case 7:
      let operators = pick([(["|"], 5), (["<<", ">>"], 6), (["+", "-"], 7), (["*", "/", "//", "%"], 8)])
      return chain(depth, operators.0, level: operators.1)
    default:
      let operand = expression(depth - 1)
      return Piece(text: "-" + tight(operand, 9), tree: "(minus \(operand.tree))", level: 8)
    }
  }

  private mutating func chain(_ depth: Int, _ operators: [String], level: Int) -> Piece {
    let first = expression(depth - 1)
    var piece = Piece(text: tight(first, level + 1), tree: "(" + first.tree, level: level)
    for _ in 0...pick(2) {
      let (operation, operand) = (pick(operators), expression(depth - 1))
      piece.text += gap() + operation + gap() + tight(operand, level + 1)
      piece.tree += " \(operation) \(operand.tree)"
    }
    piece.tree += ")"
    return piece
  }

  private mutating func display(_ depth: Int) -> Piece {
    let comma = pick([",", ""])
    switch pick(5) {
    case 0:
      let items = join(list(depth, 2))
      return Piece(text: "(\(items.text)\(comma)\(gap(true)))", tree: "(tuple\(items.tree))")
    case 1:
      let items = join(list(depth, 1))
      return Piece(text: "[\(gap(true))\(items.text)\(comma)]", tree: "(list\(items.tree))")
    case 2:
      let items = join(list(depth, 1))
      return Piece(text: "{\(items.text)\(comma)}", tree: "(set\(items.tree))")
    case 3:
      let pairs = (0..<pick(3)).map { _ in (expression(depth - 1), expression(depth - 1)) }
      return Piece(
        text: "{" + pairs.map { "\($0.0.text): \($0.1.text)" }.joined(separator: ",\n") + "}",
        tree: "(dict" + pairs.map { " \($0.0.tree) \($0.1.tree)" }.joined() + ")")
    default:
      let (element, iterable, condition) = (
        expression(depth - 1), expression(depth - 1), expression(depth - 1)
      )
      let name = name()
      return Piece(
        text: "[\(element.text) for \(name) in \(tight(iterable, 1)) if \(tight(condition, 1))]",
        tree: "(list-for \(element.tree) for \(name) \(iterable.tree) if \(condition.tree))")
    }
  }

  private mutating func postfix(_ depth: Int) -> Piece {
    let base = name()
    var piece = Piece(text: base, tree: "(" + base)
    for _ in 0...pick(3) {
      let argument = expression(depth - 1)
      let key = name()
      switch pick(4) {
      case 0:
        piece.text += gap() + "." + key
        piece.tree += "." + key
      case 1:
        piece.text += "(\(gap(true))\(argument.text), \(key)=\(argument.text), **\(key))"
        piece.tree += "(\(argument.tree) \(key)=\(argument.tree) **\(key))"
      case 2:
        piece.text += "[\(argument.text)]"
        piece.tree += "[\(argument.tree)]"
      default:
        piece.text += "[:\(argument.text)]"
        piece.tree += "[(slice - \(argument.tree) -)]"
      }
    }
    piece.tree += ")"
    return piece
  }

  /// Statements, each line beginning with `indent`.
  mutating func block(_ depth: Int, indent: String) -> Piece {
    let parts = (0...pick(3)).map { _ in statement(depth, indent) }
    return Piece(
      text: parts.map(\.text).joined(separator: pick(["", "\n", "  # note\n"])),
      tree: parts.map(\.tree).joined(separator: " "))
  }

  private mutating func statement(_ depth: Int, _ indent: String) -> Piece {
    let value = expression(2)
    let name = name()
    guard depth > 0, pick(3) == 0 else {
      let line = simple(value, name)
      return Piece(text: indent + line.text + pick(["", ";", "  # note"]) + "\n", tree: line.tree)
    }
    let body = block(depth - 1, indent: indent + pick(["  ", "\t", "      "]))
    let inner = "{\(body.tree)}"
    let otherwise = pick(2) == 0
    let tail = Piece(
      text: otherwise ? "\(indent)else:\n\(body.text)" : "", tree: otherwise ? " else \(inner)" : "")
    switch pick(6) {
    case 0:
      return Piece(
        text: "\(indent)if \(value.text):\n\(body.text)\(tail.text)",
        tree: "(if \(value.tree) \(inner)\(tail.tree))")
    case 1:
      return Piece(
        text: "\(indent)for \(name) in \(value.text):\n\(body.text)\(tail.text)",
        tree: "(for \(name) \(value.tree) \(inner)\(tail.tree))")
    case 2:
      return Piece(
        text: "\(indent)def \(name)(q, w=\(value.text), *, e):\n\(body.text)",
        tree: "(def \(name) (q w=\(value.tree) !e) \(inner))")
    case 3:
      return Piece(text: "\(indent)class \(name)(q):\n\(body.text)", tree: "(class \(name) (q) \(inner))")
    case 4:
      return Piece(
        text:
          "\(indent)try:\n\(body.text)\(indent)except \(value.text) as \(name):\n\(body.text)\(tail.text)",
        tree: "(try \(inner) (except \(value.tree) as \(name) \(inner))\(tail.tree))")
    default:
      return Piece(
        text: "\(indent)with \(value.text) as \(name):\n\(body.text)",
        tree: "(with \(value.tree) as \(name) \(inner))")
    }
  }

  private mutating func simple(_ value: Piece, _ name: String) -> Piece {
    switch pick(6) {
    case 0: Piece(text: "\(name) = \(name).x = \(value.text)", tree: "(= \(name) (\(name).x) \(value.tree))")
    case 1: Piece(text: "\(name) //= \(value.text)", tree: "(//= \(name) \(value.tree))")
    case 2: Piece(text: "return \(value.text)", tree: "(return \(value.tree))")
    case 3: Piece(text: "del \(name)", tree: "(del \(name))")
    case 4: Piece(text: "import \(name).b as c", tree: "(import \(name).b as c)")
    default: Piece(text: value.text, tree: value.tree)
    }
  }
}
