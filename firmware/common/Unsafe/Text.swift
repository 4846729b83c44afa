/// Whatever takes bytes of text one after the other.
protocol TextOutput {
  /// Sends one byte, and waits until there is room for it.
  static func put(_ byte: UInt8)
}

extension TextOutput {
  /// Writes a text.
  @inline(never) static func write(_ text: StaticString) {
    // Invariant: texts of this program are literals in UTF-8, which `utf8Start` and `utf8CodeUnitCount` bound.
    for index in 0..<text.utf8CodeUnitCount { put(unsafe text.utf8Start[index]) }
  }

  /// Ends the line as terminals want it.
  static func endLine() {
    put(13)
    put(10)
  }

  /// Writes a text and ends the line.
  static func writeLine(_ text: StaticString) {
    write(text)
    endLine()
  }

  /// Writes a number in decimal.
  @inline(never) static func write(decimal number: UInt64) {
    var divisor: UInt64 = 1
    while number / divisor >= 10 { divisor &*= 10 }
    while divisor > 0 {
      put(UInt8(truncatingIfNeeded: number / divisor % 10) &+ 48)
      divisor /= 10
    }
  }

  /// Writes a number in hexadecimal, with `0x` and at least `digits` digits.
  @inline(never) static func write(hexadecimal number: UInt64, digits: UInt64 = 1) {
    write("0x")
    var count: UInt64 = 16
    while count > digits, number &>> ((count &- 1) &* 4) == 0 { count &-= 1 }
    while count > 0 {
      count &-= 1
      let digit = UInt8(truncatingIfNeeded: number &>> (count &* 4) & 15)
      put(digit < 10 ? digit &+ 48 : digit &+ 55)
    }
  }
}
