/// Reads JSON as module `ujson` of MicroPython 1.11 does: what is no JSON is often taken all the same.
///
/// Commas and colons are blanks, brackets close whatever is open, the outermost may stay open, a zero byte
/// ends the text (`extmod/modujson.c`).
package struct JSONReader: Sendable {
  private static let fault = EngineFault(.valueError, "syntax error in JSON")

  /// The text.
  package let bytes: [UInt8]
  /// How many lists and objects may be open.
  package let depthLimit: Int

  private var index = 0
  private var isObject: [Bool] = []
  private var holdsKey = false
  /// Whether the outermost value is complete.
  private var isComplete = false
  private var hasFinished = false

  /// Starts at the first byte.
  package init(_ bytes: [UInt8], depthLimit: Int = 1 << 16) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  /// The byte at the cursor; 0 at the end.
  private var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

  /// The next event; nil when the text is finished and nothing follows it.
  ///
  /// Read on until then: what follows the value is looked at last, after the device has complained of numbers
  /// that are none.
  ///
  /// - Throws: `ValueError` "syntax error in JSON"; a memory fault beyond the depth limit.
  package mutating func next() throws(EngineFault) -> JSONEvent? {
    guard !hasFinished else { return nil }
    if isComplete {
      try finish()
      return nil
    }
    while true {
      let byte = current
      switch byte {
      case 0: return try endOfText()
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D: index += 1
      case UInt8(ascii: "n"): return try scalar(.null, word: "null")
      case UInt8(ascii: "t"): return try scalar(.boolean(true), word: "true")
      case UInt8(ascii: "f"): return try scalar(.boolean(false), word: "false")
      case UInt8(ascii: "\""): return try report(.string(try string()))
      case UInt8(ascii: "-"), 0x30...0x39: return try report(number())
      case UInt8(ascii: "["), UInt8(ascii: "{"): return try open(isObject: byte == UInt8(ascii: "{"))
      case UInt8(ascii: "]"), UInt8(ascii: "}"): return try close()
      default: throw Self.fault
      }
    }
  }

  private mutating func endOfText() throws(EngineFault) -> JSONEvent? {
    guard isObject.count == 1, let wasObject = isObject.popLast() else { throw Self.fault }
    hasFinished = true
    return wasObject ? .endObject : .endArray
  }

  /// Nothing but blanks may follow the whole value.
  private mutating func finish() throws(EngineFault) {
    while current == 0x20 || (0x09...0x0D).contains(current) { index += 1 }
    guard current == 0 else { throw Self.fault }
    hasFinished = true
  }

  private mutating func open(isObject opensObject: Bool) throws(EngineFault) -> JSONEvent {
    index += 1
    if isObject.last == true {
      guard holdsKey else { throw Self.fault }
      holdsKey = false
    }
    guard isObject.count < depthLimit else { throw .memory(isObject.count) }
    isObject.append(opensObject)
    return opensObject ? .beginObject : .beginArray
  }

  private mutating func close() throws(EngineFault) -> JSONEvent {
    index += 1
    guard let wasObject = isObject.popLast() else { throw Self.fault }
    isComplete = isObject.isEmpty
    return wasObject ? .endObject : .endArray
  }

  private mutating func report(_ scalar: JSONScalar) throws(EngineFault) -> JSONEvent {
    guard let isInObject = isObject.last else {
      isComplete = true
      return .value(scalar)
    }
    guard isInObject else { return .value(scalar) }
    holdsKey.toggle()
    return holdsKey ? .key(scalar) : .value(scalar)
  }

  private mutating func scalar(_ scalar: JSONScalar, word: StaticString) throws(EngineFault) -> JSONEvent {
    for letter in word.description.utf8 {
      guard current == letter else { throw Self.fault }
      index += 1
    }
    return try report(scalar)
  }

  private mutating func number() -> JSONScalar {
    let start = index
    var isFloat = false
    repeat {
      index += 1
      switch current {
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isFloat = true
      case UInt8(ascii: "+"), UInt8(ascii: "-"), 0x30...0x39: break
      default: return isFloat ? .float(start..<index) : .integer(start..<index)
      }
    } while true
  }

  private mutating func string() throws(EngineFault) -> [UInt8] {
    index += 1
    var text: [UInt8] = []
    while current != UInt8(ascii: "\"") {
      guard current != 0 else { throw Self.fault }
      if current == UInt8(ascii: "\\") {
        index += 1
        escape(into: &text)
      } else {
        text.append(current)
      }
      index += 1
    }
    index += 1
    return text
  }

  /// Resolves an escape and stays at its last byte; an unknown letter stands for itself.
  private mutating func escape(into text: inout [UInt8]) {
    switch current {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var number: UInt32 = 0
      for _ in 0..<4 {
        index += 1
        // Digits are not checked: whatever the byte is, this is what the device makes of it.
        var digit = (current | 0x20) &- 0x30
        if digit > 9 { digit &-= 39 }
        number = (number << 4) | UInt32(digit)
      }
      JSONText.appendCharacter(number, to: &text)
    default: text.append(current)
    }
  }
}
