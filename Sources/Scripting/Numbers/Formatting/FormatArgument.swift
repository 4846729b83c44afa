/// A value to format, as far as formatting tells values apart.
package enum FormatArgument: Equatable, Sendable {
  /// A bool: an integer with a type name of its own.
  case boolean(Bool)
  /// An int of the machine's size.
  case integer(Int)
  /// Any other int.
  case large(BigInteger)
  /// A float; in single precision one that Float holds.
  case float(Double)
  /// A str, or what `!s`, `!r` and `%s` made of an object.
  case text([UInt8])
  /// A bytes object, which `format` treats as text.
  case bytes([UInt8])
  /// Anything else, by the name of its type.
  case object(typeName: [UInt8])

  /// The name that messages give the value's type.
  var typeName: [UInt8] {
    switch self {
    case .boolean: Ascii.bytes("bool")
    case .integer, .large: Ascii.bytes("int")
    case .float: Ascii.bytes("float")
    case .text: Ascii.bytes("str")
    case .bytes: Ascii.bytes("bytes")
    case .object(let name): name
    }
  }

  /// The value of what counts as an integer: bools and ints.
  var integerValue: BigInteger? {
    switch self {
    case .boolean(let value): BigInteger(value ? 1 : 0)
    case .integer(let value): BigInteger(value)
    case .large(let value): value
    case .float, .text, .bytes, .object: nil
    }
  }

  var isNumeric: Bool {
    switch self {
    case .boolean, .integer, .large, .float: true
    case .text, .bytes, .object: false
    }
  }

  /// The value as a machine's integer, with the device's complaints if it is none.
  func machineInteger() throws(FormatFault) -> Int {
    guard let value = integerValue else { throw cannotConvert("to int") }
    // The device's check turns −2^63 away too.
    guard let result = value.asInt, result != .min else {
      throw FormatFault(.overflow, "overflow converting long int to machine word")
    }
    return result
  }

  /// The value as a float of the precision, with the device's complaint if it is no number.
  func floatValue(single: Bool) throws(FormatFault) -> Double {
    switch self {
    case .boolean(let value): return value ? 1 : 0
    case .integer(let value): return single ? Double(Float(value)) : Double(value)
    case .large(let value): return value.accumulatedFloat(single: single)
    case .float(let value): return value
    case .text, .bytes, .object: throw cannotConvert("to float")
    }
  }

  private func cannotConvert(_ target: StaticString) -> FormatFault {
    FormatFault(.type, Ascii.bytes("can't convert ") + typeName + Ascii.bytes(" ") + Ascii.bytes(target))
  }
}
