/// `chr` and `ord`.
extension Interpreter {
  func installCharacterFunctions() throws(Raised) {
    try defineBuiltin("chr", 1, 1) { vm, args throws(Raised) in
      let code = try vm.integerArgument(args[0])
      guard let bytes = Interpreter.encoded(code) else {
        throw vm.valueError("chr() arg not in range(0x110000)")
      }
      return try vm.intern(bytes)
    }
    try defineBuiltin("ord", 1, 1) { vm, args throws(Raised) in Value(small: try vm.ord(args[0])) }
  }

  /// A character as UTF-8, surrogates too; nil beyond Unicode.
  private static func encoded(_ code: Int) -> [UInt8]? {
    func rest(_ shift: Int) -> UInt8 { UInt8(truncatingIfNeeded: code >> shift & 0x3F | 0x80) }
    switch code {
    case 0..<0x80: return [UInt8(truncatingIfNeeded: code)]
    case 0x80..<0x800: return [UInt8(truncatingIfNeeded: code >> 6 | 0xC0), rest(0)]
    case 0x800..<0x10000: return [UInt8(truncatingIfNeeded: code >> 12 | 0xE0), rest(6), rest(0)]
    case 0x10000..<0x11_0000:
      return [UInt8(truncatingIfNeeded: code >> 18 | 0xF0), rest(12), rest(6), rest(0)]
    default: return nil
    }
  }

  private func ord(_ value: Value) throws(Raised) -> Int {
    guard isKind(value, .str) || isKind(value, .bytes) else { throw notText(value) }
    let start = value.address + StringLayout.start
    let isText = isKind(value, .str)
    let count = isText ? StringLayout.characterCount(memory, value.address) : byteCount(value)
    guard count == 1, byteCount(value) > 0 else {
      throw typeError("ord() expected a character, but string of length \(count) found")
    }
    let first = Int(memory[byte: start])
    if !isText || first < 0x80 { return first }
    // The leading byte has as many ones on top as there are bytes.
    var code = first & (first >= 0xF0 ? 0x07 : first >= 0xE0 ? 0x0F : 0x1F)
    for offset in 1..<max(byteCount(value), 1) { code = code << 6 | Int(memory[byte: start + offset] & 0x3F) }
    return code
  }
}
