/// A match of module `ure` as scripts hold it.
final class ExpressionMatch: ScriptObject, ScriptReferences {
  fileprivate let subject: Value
  fileprivate let groups: [Range<Int>?]

  fileprivate init(_ subject: Value, _ match: RegularExpressionMatch) {
    self.subject = subject
    groups = match.groups
  }

  func visit(_ mark: (Value) -> Void) { mark(subject) }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    Array("<match num=\(groups.count)>".utf8)
  }
}

extension Interpreter {
  /// A match in a `str` or `bytes`.
  func newMatch(_ subject: Value, _ match: RegularExpressionMatch) throws(Raised) -> Value {
    try newHost(
      ExpressionMatch(subject, match), type: try matchType(), boardByteCount: 24 + match.groups.count * 16)
  }

  private func matchType() throws(Raised) -> Value {
    try moduleClass("match") { () throws(Raised) in
      let type = try newBuiltinType("match", kind: .host)
      try define(type, "group", 1, 1) { vm, args throws(Raised) in
        guard let match = vm.hostObject(args[0], as: ExpressionMatch.self) else { return .none }
        return try vm.text(of: try vm.groupNumber(args[1], match), match)
      }
      try define(type, "groups") { vm, args throws(Raised) in
        guard let match = vm.hostObject(args[0], as: ExpressionMatch.self) else { return .none }
        var items: [Value] = []
        for group in match.groups.indices.dropFirst() { items.append(try vm.text(of: group, match)) }
        return try vm.newTuple(items)
      }
      try define(type, "span", 0, 1) { vm, args throws(Raised) in
        let (start, end) = try vm.span(args)
        return try vm.newTuple([Value(small: start), Value(small: end)])
      }
      try define(type, "start", 0, 1) { vm, args throws(Raised) in Value(small: try vm.span(args).start) }
      try define(type, "end", 0, 1) { vm, args throws(Raised) in Value(small: try vm.span(args).end) }
      return type
    }
  }

  private func groupNumber(_ value: Value, _ match: ExpressionMatch) throws(Raised) -> Int {
    let number = try integerArgument(value)
    guard match.groups.indices.contains(number) else { throw fault(.IndexError, value: value) }
    return number
  }

  private func text(of group: Int, _ match: ExpressionMatch) throws(Raised) -> Value {
    try match.groups[group].map { range throws(Raised) in try part(of: match.subject, range) } ?? .none
  }

  /// Where a group lies, in bytes; −1 when it took no part.
  private func span(_ args: Arguments) throws(Raised) -> (start: Int, end: Int) {
    guard let match = hostObject(args[0], as: ExpressionMatch.self) else { return (-1, -1) }
    let range = match.groups[args.count > 1 ? try groupNumber(args[1], match) : 0]
    return (range?.lowerBound ?? -1, range?.upperBound ?? -1)
  }
}
