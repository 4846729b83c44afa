/// `format % value`.
extension Interpreter {
  /// `format % value`, for `str` and `bytes`.
  func formatModulo(_ format: Value, _ argument: Value) throws(Raised) -> Value {
    let isTuple = isKind(argument, .tuple)
    if let quick = try formatPlainDirectives(format, argument, isTuple: isTuple) {
      return try newText(memory.kind(format.address), quick[...])
    }
    // Objects may run the script when they are printed.
    let mark = keep(format)
    _ = keep(argument)
    defer { release(to: mark) }
    let output = try formatDirectives(format, argument, isTuple: isTuple)
    return try newText(memory.kind(format.address), output[...])
  }

  // MARK: Any directives

  private func formatDirectives(_ format: Value, _ argument: Value, isTuple: Bool) throws(Raised) -> [UInt8] {
    let pattern = bytes(format)
    let hasDictionary = isKind(argument, .dict)
    let count = isTuple ? tupleCount(argument) : 1
    var scanner = PercentScanner(pattern, hasDictionary: hasDictionary)
    var output: [UInt8] = []
    var used = 0
    var keyed = Value.null
    func nextArgument() throws(Raised) -> Value {
      guard used < count else { throw raised(PercentScanner.notEnoughArguments) }
      used += 1
      return isTuple ? tupleItem(argument, used - 1) : argument
    }
    do {
      while let step = try scanner.next() {
        switch step {
        case .literal(let range): output += pattern[range]
        case .key(let range):
          used = 1
          let key = try intern(Array(pattern[range]))
          keyed = try get(argument, key)
          if keyed.isNull { throw fault(.KeyError, value: key) }
        case .width: try scanner.setWidth(try integerArgument(try nextArgument()))
        case .precision: try scanner.setPrecision(try integerArgument(try nextArgument()))
        case .directive(let directive):
          let value = keyed.isNull ? try nextArgument() : keyed
          keyed = .null
          output += try rendered(directive, value, isBytes: isKind(format, .bytes))
        }
        try checkOutput(output.count)
      }
    } catch let error as FormatFault {
      throw raised(error)
    } catch let error as Raised {
      throw error
    } catch {
      throw valueError("incomplete format")
    }
    guard used == count else { throw raised(PercentScanner.tooManyArguments) }
    return output
  }

  private func rendered(_ directive: PercentDirective, _ value: Value, isBytes: Bool) throws(Raised)
    -> [UInt8]
  {
    var argument: FormatArgument
    if directive.wantsText {
      let isRaw = isBytes && directive.type == Ascii.s && isKind(value, .bytes)
      argument = .text(isRaw ? bytes(value) : try printed(value, directive.type == Ascii.r ? .repr : .str))
    } else {
      argument = formatArgument(value)
    }
    do {
      return try directive.render(argument, single: isSingle)
    } catch {
      throw raised(error)
    }
  }

  // MARK: The usual directives

  /// The result when there are none but plain directives of integers, strings and floats; nil when there is
  /// anything else or wrong.
  ///
  /// Nothing of the script runs here, so that all can begin again in the long way.
  private func formatPlainDirectives(_ format: Value, _ argument: Value, isTuple: Bool) throws(Raised)
    -> [UInt8]?
  {
    let count = isTuple ? tupleCount(argument) : 1
    var place = format.address &+ StringLayout.start
    let end = place &+ byteCount(format)
    var output: [UInt8] = []
    output.reserveCapacity(end &- place &+ 16 &* count)
    var used = 0
    while place < end {
      let byte = memory[byte: place]
      place &+= 1
      if byte != Ascii.percent {
        output.append(byte)
        continue
      }
      if place < end, memory[byte: place] == Ascii.percent {
        place &+= 1
        output.append(Ascii.percent)
        continue
      }
      guard let directive = PlainDirective(memory, &place, end) else { return nil }
      guard used < count else { return nil }
      let value = isTuple ? tupleItem(argument, used) : argument
      used &+= 1
      guard appendPlain(directive, value, to: &output) else { return nil }
      try checkOutput(output.count)
    }
    return used == count ? output : nil
  }

  /// Adds what a directive makes of a value; false if that is not plain.
  private func appendPlain(_ directive: PlainDirective, _ value: Value, to output: inout [UInt8]) -> Bool {
    switch directive.type {
    case Ascii.d, Ascii.i, Ascii.u, Ascii.x, Ascii.capitalX:
      guard value.isSmall, directive.precision < 0 else { return false }
      let isDecimal = directive.type | Ascii.lowercaseBit != Ascii.x
      output.append(
        digitsOf: value.small, base: isDecimal ? 10 : 16,
        letters: (directive.type == Ascii.capitalX ? Ascii.capitalA : Ascii.a) - 10, width: directive.width,
        zeros: directive.zeros)
    case Ascii.s:
      guard directive.precision < 0 else { return false }
      if value.isSmall {
        output.append(digitsOf: value.small, width: directive.width)
      } else if isKind(value, .str) {
        let count = byteCount(value)
        for _ in 0..<max(directive.width - count, 0) { output.append(Ascii.space) }
        append(value.address &+ StringLayout.start, count: count, to: &output)
      } else {
        return false
      }
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
