/// Whether a prompt should ask for another line before it runs what was typed.
///
/// It goes by the text alone, as MicroPython's prompt does: open brackets and triple quotes, a backslash at
/// the end, and statements with blocks until a blank line. **Source**: `mp_repl_continue_with_input` in
/// `py/repl.c` of MicroPython 1.11.
package enum PromptInput {
  /// - Parameter input: all lines typed so far, with LF between them and none after the last.
  /// - Returns: whether more has to come.
  package static func needsMore(_ input: [UInt8]) -> Bool {
    guard let last = input.last else { return false }
    let open = openParts(input)
    if open.quote.count == 3 || (open.hasBrackets && open.quote.isEmpty) { return true }
    return last == UInt8(ascii: "\\") || (startsCompound(input) && last != 0x0A)
  }

  /// Quotes that are open at the end, and whether more brackets opened than closed, of any kind.
  private static func openParts(_ input: [UInt8]) -> (quote: [UInt8], hasBrackets: Bool) {
    var quote: [UInt8] = []
    var balance = [0, 0, 0]
    var index = 0
    while index < input.count {
      let byte = input[index]
      let rest = input[index...]
      switch byte {
      case 0x22, 0x27:
        let triple = [byte, byte, byte]
        if quote.isEmpty || quote == triple, rest.starts(with: triple) {
          quote = quote.isEmpty ? triple : []
          index += 2
        } else if quote.isEmpty || quote == [byte] {
          quote = quote.isEmpty ? [byte] : []
        }
      case UInt8(ascii: "\\"):
        // A quote or a backslash after it is neither.
        if !quote.isEmpty, let next = rest.dropFirst().first, [0x22, 0x27, 0x5C].contains(next) {
          index += 1
        }
      default:
        if quote.isEmpty, let bracket = bracket(byte) { balance[bracket.kind] += bracket.step }
      }
      index += 1
    }
    return (quote, balance.contains { $0 > 0 })
  }

  private static func bracket(_ byte: UInt8) -> (kind: Int, step: Int)? {
    switch byte {
    case UInt8(ascii: "("): (0, 1)
    case UInt8(ascii: ")"): (0, -1)
    case UInt8(ascii: "["): (1, 1)
    case UInt8(ascii: "]"): (1, -1)
    case UInt8(ascii: "{"): (2, 1)
    case UInt8(ascii: "}"): (2, -1)
    default: nil
    }
  }

  private static func startsCompound(_ input: [UInt8]) -> Bool {
    if input.first == UInt8(ascii: "@") { return true }
    let word = input.prefix { isLetter($0) || isDigit($0) }
    return ["if", "while", "for", "try", "with", "def", "class"].contains { word.elementsEqual($0.utf8) }
  }
}
