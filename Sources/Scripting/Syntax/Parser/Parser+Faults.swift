extension Parser {
  /// The device's error for the current token, which the grammar has no place for.
  func invalidSyntax(_ known: SyntaxHint? = nil) -> SyntaxFault {
    let token = lexer.token
    switch token.kind {
    case .indent:
      return SyntaxFault(.indentationError, "unexpected indent", in: lexer.source, at: token.offset)
    case .dedentMismatch:
      return SyntaxFault(
        .indentationError, "unindent doesn't match any outer indent level", in: lexer.source,
        at: token.offset)
    default:
      // A line that breaks off is shown at its end; the device names the line of what comes next.
      let place = token.kind == .newline || token.kind == .end ? lexer.previousEnd : token.offset
      return SyntaxFault(
        .syntaxError, "invalid syntax", in: lexer.source, at: place, deviceOffset: token.offset,
        hint: known ?? guessedHint(token))
    }
  }

  /// What the text looks like around the token that has no place.
  private func guessedHint(_ token: Token) -> SyntaxHint? {
    let touches = previous.end == token.offset
    switch token.kind {
    case .string where previous.kind == .name && touches && isPrefix(previous):
      return .formattedString
    case .string where previous.kind == .name && touches && isCapitalPrefix(previous):
      return .capitalPrefix
    case .assign where previous.kind == .colon && touches: return .walrus
    case .colon where byte(after: token) == UInt8(ascii: "="): return .walrus
    case .at: return .matrixMultiplication
    case .assign where previous.kind == .at && touches: return .matrixMultiplication
    case .star, .doubleStar: return starHint(token)
    case .comma where statementStart.kind == .kwTry || previous.kind == .name:
      if let hint = commaHint() { return hint }
    case .colon where token.offset == previous.end && statementStart.kind == .name:
      return statementHint(token) ?? .variableAnnotation
    case .colon where statementStart.kind == .name: return .variableAnnotation
    case .kwAs where statementStart.kind == .kwWith: return .parenthesizedWith
    case .name where text(token) == "async": return .async
    default: break
    }
    if statementStart.kind == .at { return .decoratorExpression }
    return statementHint(token)
  }

  /// Old and new statements that begin with a word that is no keyword here.
  private func statementHint(_ token: Token) -> SyntaxHint? {
    if previous.kind == .name {
      switch text(previous) {
      case "await" where token.kind == .name || token.kind == .parenOpen: return .await
      case "async": if [.kwDef, .kwFor, .kwWith].contains(token.kind) { return .async }
      default: break
      }
    }
    guard statementStart.kind == .name else { return nil }
    let isSecond = previous.offset == statementStart.offset
    switch text(statementStart) {
    case "print" where isSecond && token.kind.startsExpression: return .printStatement
    case "match" where token.kind == .colon || (isSecond && token.kind.startsExpression): return .match
    case "type" where isSecond && token.kind == .name: return .typeAlias
    default: return nil
    }
  }

  private func starHint(_ token: Token) -> SyntaxHint? {
    switch previous.kind {
    case .kwExcept: .exceptStar
    case .comma, .braceOpen, .bracketOpen, .kwReturn, .kwYield, .kwIn: .starInDisplay
    default: nil
    }
  }

  /// `except Error, name`: the two tokens before the comma tell.
  private func commaHint() -> SyntaxHint? { beforePrevious.kind == .kwExcept ? .exceptComma : nil }

  private func isPrefix(_ token: Token) -> Bool {
    ["f", "F", "fr", "rf", "Fr", "fR", "FR", "rF", "Rf", "RF"].contains(text(token))
  }

  private func isCapitalPrefix(_ token: Token) -> Bool {
    ["R", "B", "U", "RB", "BR", "Rb", "rB", "Br", "bR"].contains(text(token))
  }

  private func byte(after token: Token) -> UInt8? {
    let index = Int(token.end)
    return index < lexer.bytes.count ? lexer.bytes[index] : nil
  }

  private func text(_ token: Token) -> String {
    // Only short words are looked for.
    String(decoding: lexer.bytes[Int(token.offset)..<Int(token.end)].prefix(8), as: UTF8.self)
  }
}
