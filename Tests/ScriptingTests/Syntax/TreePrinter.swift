import Scripting

/// A tree as one line of brackets, so that tests can compare it with what they expect.
struct TreePrinter {
  let tree: SyntaxTree

  /// What the text parses to.
  static func module(_ text: String) throws(SyntaxFault) -> String {
    let tree = try Parser.module(try SourceText(text))
    return TreePrinter(tree: tree).root
  }

  var root: String {
    switch tree.root {
    case .statements(let block): tree[block].map(print).joined(separator: " ")
    case .expression(let value): print(value)
    }
  }

  func print(_ id: ExpressionID) -> String {
    switch tree[id].kind {
    case .name(let id): name(id)
    case .none: "None"
    case .true, .debug: "True"
    case .false: "False"
    case .ellipsis: "..."
    case .integer(.small(let value)): "\(value)"
    case .integer(.big(let digits, let base)): "(big\(base) \(text(digits)))"
    case .float(let digits): "(float \(text(digits)))"
    case .imaginary(let digits): "(imaginary \(text(digits)))"
    case .string(let bytes): "(str" + hex(bytes) + ")"
    case .bytes(let bytes): "(bytes" + hex(bytes) + ")"
    case .tuple(let items): list("tuple", items)
    case .list(let items): list("list", items)
    case .set(let items): list("set", items)
    case .dictionary(let items): list("dict", items)
    case .comprehension(let kind, let element, let value, let clauses):
      "(\(kind)-for \(print(element))\(optional(value))\(tree[clauses].map(clause).joined()))"
    case .unary(let operation, let operand): "(\(operation) \(print(operand)))"
    case .arithmetic(let first, let steps):
      "(\(print(first))" + tree[steps].map { " \($0.operation.text) \(print($0.operand))" }.joined() + ")"
    case .comparison(let first, let steps):
      "(\(print(first))" + tree[steps].map { " \($0.operation.rawValue) \(print($0.operand))" }.joined() + ")"
    case .and(let items): list("and", items)
    case .or(let items): list("or", items)
    case .not(let operand): "(not \(print(operand)))"
    case .conditional(let value, let condition, let otherwise):
      "(if \(print(condition)) \(print(value)) \(print(otherwise)))"
    case .lambda(let parameters, let body): "(lambda (\(list(parameters))) \(print(body)))"
    case .postfix(let base, let trailers): "(\(print(base))\(tree[trailers].map(trailer).joined()))"
    case .star(let operand): "(star \(print(operand)))"
    case .slice(let start, let stop, let step):
      "(slice " + [start, stop, step].map { $0.map(print) ?? "-" }.joined(separator: " ") + ")"
    case .yield(let value): "(yield\(optional(value)))"
    case .yieldFrom(let value): "(yield-from \(print(value)))"
    }
  }

  func print(_ id: StatementID) -> String {
    switch tree[id].kind {
    case .expression(let value): print(value)
    case .assign(let targets, let value): "(= \(join(targets)) \(print(value)))"
    case .augmentedAssign(let target, let operation, let value):
      "(\(operation.text)= \(print(target)) \(print(value)))"
    case .delete(let items): list("del", items)
    case .pass: "(pass)"
    case .break: "(break)"
    case .continue: "(continue)"
    case .return(let value): "(return\(optional(value)))"
    case .raise(let value, let cause): "(raise\(optional(value))\(cause.map { " from " + print($0) } ?? ""))"
    case .global(let names): "(global \(path(names, " ")))"
    case .nonlocal(let names): "(nonlocal \(path(names, " ")))"
    case .assert(let condition, let message): "(assert \(print(condition))\(optional(message)))"
    case .importModules(let items): "(import\(list(items)))"
    case .importFrom(let level, let module, let items): "(from \(level) \(path(module, "."))\(list(items)))"
    case .importAll(let level, let module): "(from \(level) \(path(module, ".")) *)"
    default: compound(tree[id].kind)
    }
  }

  private func compound(_ statement: Statement) -> String {
    switch statement {
    case .if(let branches, let otherwise):
      "(if" + tree[branches].map { " \(print($0.condition)) \(block($0.body))" }.joined() + tail(otherwise)
        + ")"
    case .while(let condition, let body, let otherwise):
      "(while \(print(condition)) \(block(body))\(tail(otherwise)))"
    case .for(let target, let iterable, let body, let otherwise):
      "(for \(print(target)) \(print(iterable)) \(block(body))\(tail(otherwise)))"
    case .try(let body, let handlers, let otherwise, let finally):
      "(try \(block(body))"
        + tree[handlers].map {
          " (except\(optional($0.type))\($0.name.map { " as " + name($0) } ?? "") \(block($0.body)))"
        }.joined() + tail(otherwise) + (finally.isEmpty ? "" : " finally \(block(finally))") + ")"
    case .with(let items, let body):
      "(with"
        + tree[items].map { " \(print($0.manager))\($0.target.map { " as " + print($0) } ?? "")" }.joined()
        + " \(block(body)))"
    case .function(let id):
      "(\(decorators(tree[id].decorators))def \(name(tree[id].name)) (\(list(tree[id].parameters))) "
        + block(tree[id].body) + ")"
    case .class(let id):
      "(\(decorators(tree[id].decorators))class \(name(tree[id].name)) (\(list(tree[id].arguments))) "
        + block(tree[id].body) + ")"
    default: "?"
    }
  }

  private func trailer(_ trailer: Trailer) -> String {
    switch trailer.kind {
    case .call(let arguments): "(\(list(arguments)))"
    case .index(let index): "[\(print(index))]"
    case .attribute(let attribute): ".\(name(attribute))"
    }
  }

  private func clause(_ clause: ComprehensionClause) -> String {
    switch clause {
    case .for(let target, let iterable): " for \(print(target)) \(print(iterable))"
    case .if(let condition): " if \(print(condition))"
    }
  }

  private func list(_ arguments: ArgumentList) -> String {
    tree[arguments].map { argument in
      switch argument.kind {
      case .positional: print(argument.value)
      case .keyword(let key): "\(name(key))=\(print(argument.value))"
      case .star: "*\(print(argument.value))"
      case .doubleStar: "**\(print(argument.value))"
      }
    }.joined(separator: " ")
  }

  private func list(_ parameters: ParameterList) -> String {
    tree[parameters].map { parameter in
      let mark =
        switch parameter.kind {
        case .positional: ""
        case .keywordOnly: "!"
        case .star: "*"
        case .doubleStar: "**"
        }
      return mark + name(parameter.name) + (parameter.defaultValue.map { "=" + print($0) } ?? "")
    }.joined(separator: " ")
  }

  private func list(_ items: ImportList) -> String {
    tree[items].map { " " + path($0.path, ".") + ($0.alias.map { " as " + name($0) } ?? "") }.joined()
  }

  private func name(_ name: NameID) -> String { tree.names.string(name) }
  private func path(_ names: NameList, _ separator: String) -> String {
    tree[names].map(name).joined(separator: separator)
  }
  private func text(_ range: ByteRange) -> String { String(decoding: tree[range], as: UTF8.self) }
  private func hex(_ range: ByteRange) -> String {
    let bytes = tree[range]
    if bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
      return " '" + String(decoding: bytes, as: UTF8.self) + "'"
    }
    return bytes.map { " " + String($0, radix: 16) }.joined()
  }
  private func join(_ items: ExpressionList) -> String { tree[items].map(print).joined(separator: " ") }
  private func list(_ head: String, _ items: ExpressionList) -> String {
    "(\(head)" + tree[items].map { " " + print($0) }.joined() + ")"
  }
  private func optional(_ id: ExpressionID?) -> String { id.map { " " + print($0) } ?? "" }
  private func block(_ block: Block) -> String { "{" + tree[block].map(print).joined(separator: " ") + "}" }
  private func tail(_ block: Block) -> String { block.isEmpty ? "" : " else \(self.block(block))" }
  private func decorators(_ items: ExpressionList) -> String {
    tree[items].map { "@" + print($0) + " " }.joined()
  }
}
