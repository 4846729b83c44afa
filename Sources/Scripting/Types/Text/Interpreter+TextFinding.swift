/// Methods of `str` and `bytes` that look for something.
extension Interpreter {
  /// `find`, `rfind`, `index`, `rindex`, `count`, `startswith`, `endswith`, and questions about the
  /// characters.
  func installTextFinding(_ type: Value) throws(Raised) {
    try define(type, "find", 1, 3) { vm, args throws(Raised) in
      Value(small: try vm.findText(args, fromEnd: false))
    }
    try define(type, "rfind", 1, 3) { vm, args throws(Raised) in
      Value(small: try vm.findText(args, fromEnd: true))
    }
    try define(type, "index", 1, 3) { vm, args throws(Raised) in
      let place = try vm.findText(args, fromEnd: false)
      guard place >= 0 else { throw vm.valueError("substring not found") }
      return Value(small: place)
    }
    try define(type, "rindex", 1, 3) { vm, args throws(Raised) in
      let place = try vm.findText(args, fromEnd: true)
      guard place >= 0 else { throw vm.valueError("substring not found") }
      return Value(small: place)
    }
    try define(type, "count", 1, 3) { vm, args throws(Raised) in Value(small: try vm.countText(args)) }
    try define(type, "startswith", 1, 2) { vm, args throws(Raised) in Value(try vm.startsWith(args)) }
    try define(type, "endswith", 1, 2) { vm, args throws(Raised) in Value(try vm.endsWith(args)) }
    try defineQuestion(type, "isspace") { Ascii.isSpace($0) }
    try defineQuestion(type, "isalpha") { Ascii.isLetter($0) }
    try defineQuestion(type, "isdigit") { Ascii.isDigit($0) }
    try defineQuestionAboutLetters(type, "isupper") { Ascii.isUppercase($0) }
    try defineQuestionAboutLetters(type, "islower") { Ascii.isLowercase($0) }
  }

  /// Whether all bytes are such, and there are any.
  private func defineQuestion(_ type: Value, _ name: String, _ isSuch: @escaping (UInt8) -> Bool)
    throws(Raised)
  {
    try define(type, name) { vm, args throws(Raised) in
      let start = args[0].address + StringLayout.start
      let count = vm.byteCount(args[0])
      for offset in 0..<count where !isSuch(vm.memory[byte: start + offset]) { return .false }
      return Value(count > 0)
    }
  }

  /// Whether all letters are such, and there are any.
  private func defineQuestionAboutLetters(_ type: Value, _ name: String, _ isSuch: @escaping (UInt8) -> Bool)
    throws(Raised)
  {
    try define(type, name) { vm, args throws(Raised) in
      let start = args[0].address + StringLayout.start
      var hasLetter = false
      for offset in 0..<vm.byteCount(args[0]) {
        let byte = vm.memory[byte: start + offset]
        guard Ascii.isLetter(byte) else { continue }
        hasLetter = true
        if !isSuch(byte) { return .false }
      }
      return Value(hasLetter)
    }
  }

  /// The bytes that optional start and end arguments take.
  private func searchRange(_ args: Arguments) throws(Raised) -> (start: Int, end: Int) {
    var range = (start: 0, end: byteCount(args[0]))
    if args.count > 2, args[2] != .none { range.start = try sliceBytePlace(args[0], args[2]) }
    if args.count > 3, args[3] != .none { range.end = try sliceBytePlace(args[0], args[3]) }
    return range
  }

  @inline(__always)
  private func checkSameKind(_ text: Value, _ other: Value) throws(Raised) {
    guard isKind(other, memory.kind(text.address)) else { throw implicitConversion(other) }
  }

  private func findText(_ args: Arguments, fromEnd: Bool) throws(Raised) -> Int {
    let text = args[0]
    try checkSameKind(text, args[1])
    let range = try searchRange(args)
    guard range.end >= range.start else { return -1 }
    let start = text.address + StringLayout.start + range.start
    let search = search(for: args[1])
    let count = range.end - range.start
    let found = fromEnd ? search.last(in: start, count: count) : search.first(in: start, count: count)
    return found < 0 ? -1 : characterIndex(text, ofByte: range.start + found)
  }

  private func countText(_ args: Arguments) throws(Raised) -> Int {
    let text = args[0]
    try checkSameKind(text, args[1])
    let range = try searchRange(args)
    let start = text.address + StringLayout.start
    let search = search(for: args[1])
    if search.needleCount == 0 {
      return characterCount(start + range.start, byteCount: range.end - range.start) + 1
    }
    var count = 0
    var place = range.start
    while place < range.end {
      let found = search.first(in: start + place, count: range.end - place)
      if found < 0 { break }
      // The device steps over characters, in bytes objects, too: it misses what begins within one.
      if found > 0, memory[byte: start + place + found] & 0xC0 == 0x80 {
        place += found + 1
        while place < range.end, memory[byte: start + place] & 0xC0 == 0x80 { place += 1 }
      } else {
        count += 1
        place += found + search.needleCount
      }
    }
    return count
  }

  private func startsWith(_ args: Arguments) throws(Raised) -> Bool {
    guard isKind(args[1], .str) || isKind(args[1], .bytes) else { throw implicitConversion(args[1]) }
    let start = args.count > 2 ? try sliceBytePlace(args[0], args[2]) : 0
    let count = byteCount(args[1])
    return count + start <= byteCount(args[0])
      && memory.isEqual(
        args[0].address + StringLayout.start + start, args[1].address + StringLayout.start, byteCount: count)
  }

  private func endsWith(_ args: Arguments) throws(Raised) -> Bool {
    guard isKind(args[1], .str) || isKind(args[1], .bytes) else { throw implicitConversion(args[1]) }
    guard args.count < 3 else { throw fault(.NotImplementedError, "start/end indices") }
    let count = byteCount(args[1])
    let start = byteCount(args[0]) - count
    return start >= 0
      && memory.isEqual(
        args[0].address + StringLayout.start + start, args[1].address + StringLayout.start, byteCount: count)
  }
}

extension Ascii {
  static func isLowercase(_ byte: UInt8) -> Bool { byte >= a && byte <= z }

  static func isUppercase(_ byte: UInt8) -> Bool {
    isLowercase(byte | lowercaseBit) && byte & lowercaseBit == 0
  }

  static func isLetter(_ byte: UInt8) -> Bool { isLowercase(byte | lowercaseBit) }
}
