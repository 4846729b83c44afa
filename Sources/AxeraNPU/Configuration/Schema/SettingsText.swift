import Containers

/// A configuration on its way to a text.
enum SettingsText {
  /// What is written.
  indirect enum Node {
    case group([(name: String, node: Node)])
    case list([Node])
    case text(String)
    /// A name of an enumeration.
    case word(String)
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    /// JSON as it is.
    case verbatim(String)

    init(_ value: BuildOption.Value) {
      self =
        switch value {
        case .boolean(let flag): .boolean(flag)
        case .integer(let integer): .integer(integer)
        case .number(let number): .number(number)
        case .text(let text): .text(text)
        case .choice(let word): .word(word)
        case .texts(let texts): .list(texts.map { .text($0) })
        }
    }
  }

  /// The fields of a message in protobuf's text format, two blanks for each level; lists as repeated fields.
  static func protobuf(_ fields: [(name: String, node: Node)], indent: String = "") -> String {
    var text = ""
    for (name, node) in fields {
      let nodes = if case .list(let nodes) = node { nodes } else { [node] }
      for node in nodes {
        if case .group(let inner) = node {
          text += "\(indent)\(name) {\n\(protobuf(inner, indent: indent + "  "))\(indent)}\n"
        } else {
          text += "\(indent)\(name): \(scalar(node, wordsInQuotes: false))\n"
        }
      }
    }
    return text
  }

  /// A value in JSON, two blanks for each level; lists of plain values on one line.
  static func json(_ node: Node, indent: String = "") -> String {
    let inner = indent + "  "
    switch node {
    case .group(let fields):
      if fields.isEmpty { return "{}" }
      let lines = fields.map { "\(inner)\(quoted($0.name)): \(json($0.node, indent: inner))" }
      return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
    case .list(let nodes):
      let texts = nodes.map { json($0, indent: inner) }
      guard texts.contains(where: { $0.contains("\n") }) else { return "[\(texts.joined(separator: ", "))]" }
      return "[\n\(texts.map { inner + $0 }.joined(separator: ",\n"))\n\(indent)]"
    case .text, .word, .boolean, .integer, .number, .verbatim: return scalar(node, wordsInQuotes: true)
    }
  }

  /// JSON on one line, with the members of objects in the order of their names.
  static func json(_ node: JSONNode) -> String {
    switch node.value {
    case .object(let members):
      let sorted = members.sorted { $0.name < $1.name }
      return "{" + sorted.map { "\(quoted($0.name)): \(json($0.node))" }.joined(separator: ", ") + "}"
    case .array(let nodes): return "[" + nodes.map { json($0) }.joined(separator: ", ") + "]"
    case .string(let text): return quoted(text)
    case .number(let text): return text
    case .boolean(let flag): return "\(flag)"
    case .null: return "null"
    }
  }

  private static func scalar(_ node: Node, wordsInQuotes: Bool) -> String {
    switch node {
    case .text(let text): quoted(text)
    case .word(let word): wordsInQuotes ? quoted(word) : word
    case .boolean(let flag): "\(flag)"
    case .integer(let integer): "\(integer)"
    case .number(let number):
      number == number.rounded() && abs(number) < 0x1p53 ? "\(Int(number))" : "\(number)"
    case .verbatim(let text): text
    case .group, .list: ""
    }
  }

  /// A text in quotes, with the escapes that both formats know.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
