/// `str.format`.
extension Interpreter {
  /// `template.format(…)`; the template is the first argument.
  func formatFields(_ args: Arguments) throws(Raised) -> Value {
    let kind = memory.kind(args[0].address)
    if let quick = try formatPlainFields(args) { return try newText(kind, quick[...]) }
    var fields = FieldFormatting(template: bytes(args[0]), args: args)
    let output = try formatFields(&fields, 0..<fields.template.count, depth: 0)
    return try newText(kind, output[...])
  }

  /// How far a template is done with.
  private struct FieldFormatting {
    let template: [UInt8]
    let args: Arguments
    /// The next argument for fields without name; -1 when fields have numbers.
    var next = 0
  }

  /// A template, or a specification with fields within.
  private func formatFields(_ fields: inout FieldFormatting, _ range: Range<Int>, depth: Int) throws(Raised)
    -> [UInt8]
  {
    guard depth < 50 else { throw fault(.RuntimeError, "maximum recursion depth exceeded") }
    var scanner = FieldScanner(fields.template, range: range)
    var output: [UInt8] = []
    while let step = try nextStep(&scanner) {
      switch step {
      case .literal(let range): output += fields.template[range]
      case .field(let field):
        let value = try argument(field.name, &fields)
        output += try rendered(field, value, &fields, depth: depth)
      }
      try checkOutput(output.count)
    }
    return output
  }

  private func nextStep(_ scanner: inout FieldScanner) throws(Raised) -> FieldScanner.Step? {
    do {
      return try scanner.next()
    } catch {
      throw raised(error)
    }
  }

  private func argument(_ name: FieldScanner.Field.Name, _ fields: inout FieldFormatting) throws(Raised)
    -> Value
  {
    let value: Value
    let hasAttribute: Bool
    switch name {
    case .automatic:
      guard fields.next >= 0 else { throw raised(FieldScanner.switchToAutomatic) }
      guard fields.next < fields.args.count - 1 else { throw raised(FieldScanner.indexFault) }
      fields.next += 1
      return fields.args[fields.next]
    case .index(let index, let hasMore):
      guard fields.next <= 0 else { throw raised(FieldScanner.switchToManual) }
      guard index < fields.args.count - 1 else { throw raised(FieldScanner.indexFault) }
      value = fields.args[index + 1]
      fields.next = -1
      hasAttribute = hasMore
    case .keyword(let range, let hasMore):
      let key = try intern(Array(fields.template[range]))
      value = fields.args.named(key)
      if value.isNull { throw fault(.KeyError, value: key) }
      hasAttribute = hasMore
    }
    if hasAttribute { throw raised(FieldScanner.attributeFault) }
    return value
  }

  private func rendered(
    _ field: FieldScanner.Field, _ value: Value, _ fields: inout FieldFormatting, depth: Int
  ) throws(Raised) -> [UInt8] {
    var argument = FormatArgument.boolean(false)
    if let conversion = field.conversion {
      argument = .text(try printed(value, conversion == Ascii.r ? .repr : .str))
    } else if field.specification == nil {
      return try printed(value, .str)
    } else {
      argument = formatArgument(value)
    }
    guard let range = field.specification else {
      guard case .text(let text) = argument else { return [] }
      return text
    }
    let text = try formatFields(&fields, range, depth: depth + 1)
    do {
      return try FormatSpecification(text).render(argument, single: isSingle)
    } catch {
      throw raised(error)
    }
  }

  // MARK: The usual fields

  /// The result when all fields are `{}` or `{:5.1f}` and the like of integers, strings and floats, or nil;
  /// also when anything is wrong.
  ///
  /// Nothing of the script runs here, so that all can begin again in the long way.
  private func formatPlainFields(_ args: Arguments) throws(Raised) -> [UInt8]? {
    var place = args[0].address &+ StringLayout.start
    let end = place &+ byteCount(args[0])
    var output: [UInt8] = []
    output.reserveCapacity(end &- place &+ 16 &* args.count)
    var used = 1
    while place < end {
      let byte = memory[byte: place]
      place &+= 1
      if byte != Ascii.openBrace, byte != Ascii.closeBrace {
        output.append(byte)
        continue
      }
      guard byte == Ascii.openBrace, place < end, used < args.count else { return nil }
      let first = memory[byte: place]
      place &+= 1
      let value = args[used]
      used &+= 1
      if first == Ascii.closeBrace {
        guard appendPlain(value, to: &output) else { return nil }
      } else {
        guard first == Ascii.colon, let directive = PlainDirective(memory, &place, end), place < end,
          memory[byte: place] == Ascii.closeBrace
        else { return nil }
        place &+= 1
        guard appendPlain(directive, value, to: &output) else { return nil }
      }
      try checkOutput(output.count)
    }
    return output
  }

  /// Adds what `{}` makes of a value; false if that is not plain.
  private func appendPlain(_ value: Value, to output: inout [UInt8]) -> Bool {
    if value.isSmall {
      output.append(digitsOf: value.small)
    } else if isKind(value, .str) {
      append(value.address &+ StringLayout.start, count: byteCount(value), to: &output)
    } else if isFloat(value) {
      output += FloatText.repr(float(value), single: isSingle)
    } else {
      return false
    }
    return true
  }

  /// Adds what a specification with a type makes of a value; false if that is not plain.
  private func appendPlain(_ directive: PlainDirective, _ value: Value, to output: inout [UInt8]) -> Bool {
    switch directive.type {
    case Ascii.d, Ascii.x, Ascii.capitalX:
      guard value.isSmall, directive.precision < 0 else { return false }
      output.append(
        digitsOf: value.small, base: directive.type == Ascii.d ? 10 : 16,
        letters: (directive.type == Ascii.capitalX ? Ascii.capitalA : Ascii.a) - 10, width: directive.width,
        zeros: directive.zeros)
    case Ascii.e, Ascii.f, Ascii.g:
      guard isFloat(value), !directive.zeros else { return false }
      let text = FloatText.format(
        float(value), style: directive.type, precision: directive.precision, single: isSingle)
      for _ in 0..<max(directive.width - text.count, 0) { output.append(Ascii.space) }
      output += text
    default: return false
    }
    return true
  }
}
