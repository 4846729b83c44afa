/// One number on its way to text, in the steps of the device's own routine, since each step's rounding shows
/// in the last digits.
///
/// Source: results of `mp_format_float` in MicroPython 1.11.
struct FloatDigits<Number: BinaryFloatingPoint & Sendable> {
  private let powers: FloatPowers<Number>
  /// As asked for, small.
  private let asked: UInt8
  private let lowercaseBit: UInt8
  /// `e`, `f` or `g`; `f` also when `g` turned out so.
  private var style: UInt8
  private var precision: Int
  /// Bytes left for digits and exponent.
  private var room: Int
  /// The decimal exponent without its sign.
  private var exponent = 0
  private var exponentSign: UInt8?
  /// Digits to print before the point, less one; −1 when the point is already there.
  private var beforePoint = 0
  private var count = 0
  private var text: [UInt8] = []

  init(style: UInt8, precision: Int, room: Int, powers: FloatPowers<Number>) {
    self.powers = powers
    asked = Ascii.lowercased(style)
    lowercaseBit = style & Ascii.lowercaseBit
    self.style = asked
    self.precision = precision < 0 ? 6 : (asked == Ascii.g && precision == 0 ? 1 : precision)
    self.room = max(room, 0) - 1
  }

  mutating func format(_ value: Number, sign: UInt8?) -> [UInt8] {
    guard room >= powers.exponentRoom else { return room > 0 ? [0x3F] : [] }
    var number = value
    if value.sign == .minus, !value.isNaN {
      text.append(Ascii.minus)
      number = -value
    } else if let sign {
      text.append(sign)
    }
    room -= text.count
    guard number.isFinite else {
      let name = number.isNaN ? [0x4E, 0x41, 0x4E] : [0x49, 0x4E, 0x46]
      return text + name.map { UInt8($0) ^ lowercaseBit }
    }
    if number == 0 {
      prepareZero()
    } else if number < 1 {
      prepareSmall(&number)
    } else {
      prepareLarge(&number)
    }
    precision = max(precision, 0)
    if style == Ascii.e {
      count = precision + 1
    } else if style == Ascii.g {
      precision = max(precision, 1)
      count = precision
    }
    writeDigits(&number)
    // In fixed style a digit too far away is nothing to round by.
    if asked != Ascii.f || exponent <= count, number >= 5 { roundUp() }
    if asked == Ascii.g, precision > 0 { dropZeros() }
    writeExponent()
    return text
  }

  private mutating func prepareZero() {
    if style == Ascii.f {
      precision = min(precision, room - 2)
      count = precision + 1
    } else {
      precision = min(precision, room - 6)
      if style == Ascii.e { exponentSign = Ascii.plus }
    }
  }

  private mutating func prepareSmall(_ number: inout Number) {
    let first = number >= powers.almostOne ? Ascii.zero + 1 : Ascii.zero
    var step = powers.largest
    for index in powers.positive.indices {
      if powers.negative[index] > number {
        exponent += step
        number *= powers.positive[index]
      }
      step /= 2
    }
    var sign = Ascii.minus
    if number < 1, number >= powers.almostOne {
      number = 1
      if exponent == 0 { sign = Ascii.plus }
    } else if number < 1 {
      exponent += 1
      number *= 10
    }
    guard style == Ascii.f || (style == Ascii.g && exponent <= 4) else {
      exponentSign = sign
      if precision > room - powers.exponentRoom {
        precision = room - powers.exponentRoom
        if style == Ascii.g { precision += 1 }
      }
      return
    }
    style = Ascii.f
    beforePoint = -1
    text.append(first)
    if asked == Ascii.g { precision += exponent - 1 }
    precision = min(precision, room - 2)
    count = precision
    guard count != 0 else { return }
    text.append(Ascii.point)
    exponent -= 1
    while exponent != 0, count != 0 {
      text.append(Ascii.zero)
      count -= 1
      exponent -= 1
    }
  }

  private mutating func prepareLarge(_ number: inout Number) {
    var step = powers.largest
    for index in powers.positive.indices {
      if powers.positive[index] <= number {
        exponent += step
        number *= powers.negative[index]
      }
      step /= 2
    }
    if number >= 10 {
      exponent += 1
      number *= Number(0.1)
    }
    fitLarge()
    if style == Ascii.g, exponent < precision {
      style = Ascii.f
      precision -= exponent + 1
    }
    if style == Ascii.f {
      beforePoint = exponent
      count = precision + exponent + 1
    } else {
      exponentSign = Ascii.plus
    }
  }

  /// Cuts the precision to what the device has room for.
  private mutating func fitLarge() {
    if style == Ascii.f {
      if exponent >= room {
        style = Ascii.e
      } else if exponent + precision + 2 > room {
        precision = room - exponent - 2
        if precision < 0 { precision += 1 }
      }
    }
    if style == Ascii.e { precision = min(precision, room - powers.exponentRoom) }
    if style == Ascii.g { precision = min(precision, room - powers.exponentRoom + 1) }
  }

  private mutating func writeDigits(_ number: inout Number) {
    guard count > 0 else { return }
    for _ in 0..<count {
      // Its whole part; slightly too large a number gives a character behind 9, on the device too.
      let digit = number >= 0 && number < 200 ? Int32(number) : 0
      text.append(Ascii.zero + UInt8(digit))
      if beforePoint == 0, precision > 0 { text.append(Ascii.point) }
      beforePoint -= 1
      number -= Number(digit)
      number *= 10
    }
  }

  private mutating func roundUp() {
    var index = text.count - 1
    while index >= 0 {
      let byte = text[index]
      if byte == Ascii.point {
        index -= 1
        continue
      }
      if !Ascii.isDigit(byte) {
        index += 1
        break
      }
      if byte < Ascii.nine {
        text[index] += 1
        break
      }
      text[index] = Ascii.zero
      if index == 0 { break }
      index -= 1
    }
    // It ran over the first digit: a 1 goes before it.
    guard index >= 0, index < text.count, text[index] == Ascii.zero else { return }
    if index + 1 < text.count, text[index + 1] == Ascii.point, style != Ascii.f {
      text[index] = Ascii.point
      text[index + 1] = Ascii.zero
      text.removeLast()
      if exponentSign == Ascii.minus {
        exponent -= 1
        if exponent == 0 { exponentSign = Ascii.plus }
      } else {
        exponent += 1
      }
    }
    text.insert(Ascii.zero + 1, at: index)
  }

  private mutating func dropZeros() {
    while text.last == Ascii.zero { text.removeLast() }
    if text.last == Ascii.point { text.removeLast() }
  }

  private mutating func writeExponent() {
    guard let exponentSign else { return }
    text += [0x45 | lowercaseBit, exponentSign]
    if powers.exponentRoom == 7, exponent >= 100 { text.append(Ascii.zero + UInt8(exponent / 100)) }
    text += [Ascii.zero + UInt8(exponent / 10 % 10), Ascii.zero + UInt8(exponent % 10)]
  }
}
