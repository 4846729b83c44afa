/// Walks through a template of `str.format`.
package struct FieldScanner: Sendable {
  /// What comes next.
  package enum Step: Equatable, Sendable {
    /// Bytes of the template that stand for themselves.
    case literal(Range<Int>)
    /// A replacement field.
    case field(Field)
  }

  /// A replacement field: `{[name][!conversion][:specification]}`.
  package struct Field: Equatable, Sendable {
    /// Which argument it asks for.
    package enum Name: Equatable, Sendable {
      /// The next one.
      case automatic
      /// The one at an index; text behind the digits makes it an attribute.
      case index(Int, hasAttribute: Bool)
      /// The one of a keyword, in the template; a point or a bracket behind it makes it an attribute.
      case keyword(Range<Int>, hasAttribute: Bool)
    }

    /// Which argument.
    package internal(set) var name = Name.automatic
    /// The letter behind `!`, `r` or `s`; nil for none.
    ///
    /// Without a specification either, the device prints as `s` does.
    package internal(set) var conversion: UInt8?
    /// The specification in the template, which may hold fields of its own; nil when there is none.
    package internal(set) var specification: Range<Int>?
  }

  /// What an argument that is not there raises.
  package static let indexFault = FormatFault(.index, "tuple index out of range")
  /// What a field with an attribute raises once its argument is found.
  package static let attributeFault = FormatFault(.notImplemented, "attributes not supported yet")
  /// What an index raises after a field without name.
  package static let switchToManual = FormatFault(
    .value, "can't switch from automatic field numbering to manual field specification")
  /// What a field without name raises after an index.
  package static let switchToAutomatic = FormatFault(
    .value, "can't switch from manual field specification to automatic field numbering")

  private static let openBrace: UInt8 = 0x7B
  private static let closeBrace: UInt8 = 0x7D
  private static let exclamation: UInt8 = 0x21
  private static let openBracket: UInt8 = 0x5B

  private let template: [UInt8]
  private let end: Int
  private var position: Int

  /// - Parameters:
  ///   - template: The whole template.
  ///   - range: What of it to walk through: a field's specification, or nil for all.
  package init(_ template: [UInt8], range: Range<Int>? = nil) {
    self.template = template
    let range = (range ?? 0..<template.count).clamped(to: 0..<template.count)
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next step; nil at the end.
  /// - Throws: `ValueError` where braces or the field's parts do not fit.
  package mutating func next() throws(FormatFault) -> Step? {
    let start = position
    while position < end, template[position] != Self.openBrace, template[position] != Self.closeBrace {
      position += 1
    }
    if position > start { return .literal(start..<position) }
    guard position < end else { return nil }
    let brace = template[position]
    position += 1
    if position < end, template[position] == brace {
      position += 1
      return .literal(position - 1..<position)
    }
    guard brace == Self.openBrace else {
      throw FormatFault(.value, "single '}' encountered in format string")
    }
    return .field(try field())
  }

  private mutating func field() throws(FormatFault) -> Field {
    var field = Field()
    let start = position
    while position < end, ![Self.closeBrace, Self.exclamation, Ascii.colon].contains(template[position]) {
      position += 1
    }
    if position > start { field.name = name(start..<position) }
    if position < end, template[position] == Self.exclamation {
      position += 1
      field.conversion = try conversion()
    }
    if position < end, template[position] == Ascii.colon {
      position += 1
      // One byte is read even beyond the end of a nested template.
      if position >= template.count || template[position] != Self.closeBrace {
        field.specification = specification()
      }
    }
    guard position < end else { throw FormatFault(.value, "unmatched '{' in format") }
    guard template[position] == Self.closeBrace else {
      throw FormatFault(.value, "expected ':' after format specifier")
    }
    position += 1
    return field
  }

  private func name(_ range: Range<Int>) -> Field.Name {
    guard let first = template[range].first, Ascii.isDigit(first) else {
      let stop = template[range].firstIndex { $0 == Ascii.point || $0 == Self.openBracket }
      let upper = stop ?? range.upperBound
      return .keyword(range.lowerBound..<upper, hasAttribute: upper < range.upperBound)
    }
    var after = range.lowerBound
    let index = DigitReader.read(template, &after, end: range.upperBound) ?? 0
    return .index(index, hasAttribute: after < range.upperBound)
  }

  private mutating func conversion() throws(FormatFault) -> UInt8 {
    guard position < end else {
      throw FormatFault(.value, "end of format while looking for conversion specifier")
    }
    let byte = template[position]
    guard byte == Ascii.r || byte == Ascii.s else {
      throw FormatFault(.value, Ascii.bytes("unknown conversion specifier ") + [byte])
    }
    position += 1
    return byte
  }

  /// Up to the brace that closes the field.
  private mutating func specification() -> Range<Int> {
    let start = position
    var depth = 1
    while position < end {
      if template[position] == Self.openBrace { depth += 1 }
      if template[position] == Self.closeBrace {
        depth -= 1
        if depth == 0 { break }
      }
      position += 1
    }
    return start..<position
  }
}
