/// A value as it lies in packed bytes.
package enum StructValue: Equatable, Sendable {
  /// Codes `b h i l q`.
  case signed(Int64)
  /// Codes `B H I L Q P`.
  case unsigned(UInt64)
  /// Code `f`.
  case single(Float)
  /// Code `d`.
  case double(Double)
  /// Code `s`: where its bytes are.
  case bytes(Range<Int>)
  /// Code `O`: an object's address, of which the caller must make what it can.
  case object(UInt64)
  /// Code `S`: a text's address, of which the caller must make what it can.
  case text(UInt64)
}

extension StructFormat {
  private static let tooSmall = EngineFault(.valueError, "buffer too small")

  /// Where packed values begin in a buffer of `count` bytes: a negative offset counts from the end.
  ///
  /// - Throws: `ValueError` "buffer too small" when they do not fit.
  package func start(at offset: Int, inBufferOf count: Int) throws(EngineFault) -> Int {
    let start = offset < 0 ? count &+ offset : offset
    guard start >= 0, start <= count, byteCount <= count - start else { throw Self.tooSmall }
    return start
  }

  /// Reads a value of a field.
  ///
  /// - Throws: `ValueError` "buffer too small" behind the end, where the device reads whatever memory holds.
  package func value(_ index: Int, of field: Field, in bytes: Span<UInt8>) throws(EngineFault) -> StructValue
  {
    guard field.offset >= 0, field.end <= bytes.count else { throw Self.tooSmall }
    if field.isBytes { return .bytes(field.offset..<field.end) }
    guard index >= 0, index < field.count else { throw Self.tooSmall }
    let start = field.offset + index * field.size
    var number: UInt64 = 0
    for place in 0..<field.size {
      let byte = bytes[isBigEndian ? start + place : start + field.size - 1 - place]
      number = number << 8 | UInt64(byte)
    }
    let unusedBits = UInt64(64 - 8 * field.size)
    switch field.code {
    case UInt8(ascii: "f"): return .single(Float(bitPattern: UInt32(truncatingIfNeeded: number)))
    case UInt8(ascii: "d"): return .double(Double(bitPattern: number))
    case UInt8(ascii: "O"): return .object(number)
    case UInt8(ascii: "S"): return .text(number)
    case UInt8(ascii: "a")...: return .signed(Int64(bitPattern: number << unusedBits) >> Int64(unusedBits))
    default: return .unsigned(number)
    }
  }

  /// Writes a number's lowest bits as a value of a field; nothing is checked, as on the device.
  ///
  /// For `f` and `d` give the pattern of a `Float` or `Double`.
  ///
  /// - Throws: `ValueError` "buffer too small" behind the end, where the device writes over whatever is
  ///   there.
  package func store(
    _ bits: UInt64, at index: Int, of field: Field, in bytes: inout [UInt8]
  ) throws(EngineFault) {
    guard field.offset >= 0, field.end <= bytes.count, index >= 0, index < field.count else {
      throw Self.tooSmall
    }
    let start = field.offset + index * field.size
    for place in 0..<field.size {
      let target = isBigEndian ? start + field.size - 1 - place : start + place
      bytes[target] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * place))
    }
  }

  /// Writes bytes as a value of code `s`: cut off or filled up with zeros.
  ///
  /// - Throws: as `store` of a number does.
  package func store(
    _ text: some Collection<UInt8>, of field: Field, in bytes: inout [UInt8]
  ) throws(EngineFault) {
    guard field.offset >= 0, field.end <= bytes.count else { throw Self.tooSmall }
    var rest = text.prefix(field.count).makeIterator()
    for target in field.offset..<field.end { bytes[target] = rest.next() ?? 0 }
  }
}
