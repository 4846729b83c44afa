/// The listing that `ure.compile(…, ure.DEBUG)` prints (extmod/re1.5/dumpcode.c).
extension RegularExpression {
  /// One line for each operation, then their number.
  var listing: [UInt8] {
    var lines: [String] = []
    var place = 0
    while place < code.count {
      let start = place
      let text = line(&place)
      lines.append("\(start < 10 ? " " : "")\(start): \(text)\n")
    }
    lines.append("Bytes: \(code.count), insts: \(lines.count)\n")
    return Array(lines.joined().utf8)
  }

  private func byte(_ place: Int) -> Int { place < code.count ? Int(code[place]) : 0 }

  /// The operation at a place, which is moved behind it.
  private func line(_ place: inout Int) -> String {
    let operation = code[place]
    let operand = byte(place + 1)
    place += 1
    switch operation {
    case Operation.splitHereFirst: return jump("split", &place)
    case Operation.splitThereFirst: return jump("rsplit", &place)
    case Operation.jump: return jump("jmp", &place)
    case Operation.character:
      place += 1
      return "char \(Character(UnicodeScalar(UInt8(operand))))"
    case Operation.any: return "any"
    case Operation.charactersIn, Operation.charactersNotIn:
      let ranges = (0..<operand).map { index in
        " 0x\(hexadecimal(place + 1 + 2 * index))-0x\(hexadecimal(place + 2 + 2 * index))"
      }
      place += 1 + 2 * operand
      return "class\(operation == Operation.charactersNotIn ? "not" : "") \(operand)\(ranges.joined())"
    case Operation.namedClass:
      place += 1
      return "namedclass \(Character(UnicodeScalar(UInt8(operand))))"
    case Operation.match: return "match"
    case Operation.save:
      place += 1
      return "save \(operand)"
    case Operation.lineStart: return "assert bol"
    default: return "assert eol"
    }
  }

  /// An operation with a distance.
  private func jump(_ name: String, _ place: inout Int) -> String {
    let distance = Int(Int8(truncatingIfNeeded: byte(place)))
    place += 1
    return "\(name) \(place + distance) (\(distance))"
  }

  private func hexadecimal(_ place: Int) -> String {
    let digits = String(byte(place), radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
