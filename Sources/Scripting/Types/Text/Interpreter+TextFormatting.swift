/// What `%` and `str.format` have in common: objects as arguments, and faults as exceptions.
extension Interpreter {
  /// A value as formatting sees it.
  func formatArgument(_ value: Value) -> FormatArgument {
    if value.isSmall { return .integer(value.small) }
    if isFloat(value) { return .float(float(value)) }
    switch kind(value) {
    case .bool: return .boolean(value == .true)
    case .bigInteger: return .large(wholeNumber(value))
    case .str: return .text(bytes(value))
    case .bytes: return .bytes(bytes(value))
    default: return .object(typeName: Array(typeName(value).utf8))
    }
  }

  /// A fault of formatting as the script's exception.
  func raised(_ formatFault: FormatFault) -> Raised {
    switch formatFault.kind {
    case .value: fault(.ValueError, formatFault.message)
    case .type: fault(.TypeError, formatFault.message)
    case .overflow: fault(.OverflowError, formatFault.message)
    case .index: fault(.IndexError, formatFault.message)
    case .notImplemented: fault(.NotImplementedError, formatFault.message)
    case .memory: fault(.MemoryError, formatFault.message)
    }
  }

  /// Refuses output beyond what the board's heap could hold.
  @inline(__always)
  func checkOutput(_ byteCount: Int) throws(Raised) {
    guard byteCount < heap.capacity else { throw memoryError(byteCount) }
  }

  /// Adds the bytes of a text.
  @inline(__always)
  func append(_ address: Int, count: Int, to output: inout [UInt8]) {
    for offset in 0..<count { output.append(memory[byte: address &+ offset]) }
  }
}

/// A directive of `%` or a specification of `str.format` of nothing but width, zeros, precision and type.
struct PlainDirective {
  var width = 0
  var zeros = false
  var precision = -1
  var type: UInt8 = 0

  /// Reads one at an address and moves it behind the type; nil where the text ends or when it is not plain.
  @inline(__always)
  init?(_ memory: Memory, _ place: inout Int, _ end: Int) {
    guard place < end else { return nil }
    zeros = memory[byte: place] == Ascii.zero
    width = PlainDirective.number(memory, &place, end)
    if place < end, memory[byte: place] == Ascii.point {
      place &+= 1
      let digits = place
      precision = PlainDirective.number(memory, &place, end)
      // A point alone means one thing to `%` and another to `str.format`.
      if place == digits { return nil }
    }
    guard place < end else { return nil }
    type = memory[byte: place]
    place &+= 1
  }

  @inline(__always)
  private static func number(_ memory: Memory, _ place: inout Int, _ end: Int) -> Int {
    var number = 0
    while place < end, Ascii.isDigit(memory[byte: place]), number < 1000 {
      number = number &* 10 &+ Int(memory[byte: place] &- Ascii.zero)
      place &+= 1
    }
    return number
  }
}

extension [UInt8] {
  /// Adds the digits of an integer in a field.
  ///
  /// - Parameters:
  ///   - letters: What stands for 10, less 10.
  ///   - width: The least bytes.
  ///   - zeros: Whether zeros fill it up, behind the minus.
  mutating func append(
    digitsOf number: Int, base: UInt = 10, letters: UInt8 = Ascii.a - 10, width: Int = 0, zeros: Bool = false
  ) {
    let start = count
    var rest = number.magnitude
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: base)
      append(UInt8(truncatingIfNeeded: digit) &+ (digit < 10 ? Ascii.zero : letters))
      rest = quotient
    } while rest != 0
    let isNegative = number < 0
    if zeros {
      while count - start < width - (isNegative ? 1 : 0) { append(Ascii.zero) }
    }
    if isNegative { append(Ascii.minus) }
    while count - start < width { append(Ascii.space) }
    // Not `reverse()` of a slice, which copies.
    var low = start
    var high = count - 1
    while low < high {
      swapAt(low, high)
      low += 1
      high -= 1
    }
  }
}
