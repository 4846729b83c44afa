/// A format of module `ustruct`, laid out as MicroPython 1.11 on a 64-bit device does.
///
/// `<`, `>` and `!` pack without gaps; `@`, or no sign, aligns each value to its size. After `=` 1.11 knows
/// no code but `s`.
package struct StructFormat: Sendable {
  /// A run of values of one code.
  package struct Field: Equatable, Sendable {
    /// The code: a letter, or 1, which `@` takes for a byte.
    package let code: UInt8
    /// How many values; for `s`, which is always one value, how many bytes.
    package let count: Int
    /// Bytes of one value; 1 for `s`.
    package let size: Int
    /// Where the first one begins.
    package let offset: Int

    /// Whether the field is one value of bytes, code `s`.
    package var isBytes: Bool { code == UInt8(ascii: "s") }
    /// Values that the field takes or gives.
    package var valueCount: Int { isBytes ? 1 : count }
    /// Where the field ends.
    package var end: Int { offset + count * size }
  }

  private enum Order {
    case native
    case standard
    case little
    case big
  }

  private let order: Order
  /// The runs, at offsets from an aligned place.
  package let fields: [Field]
  /// `calcsize`: bytes from the first to the last.
  package let byteCount: Int
  /// Values in all.
  package let valueCount: Int

  /// Whether numbers have their highest byte first.
  package var isBigEndian: Bool { order == .big }

  /// Reads a format; like a C string it ends at a zero byte.
  ///
  /// - Throws: `ValueError` "bad typecode"; a memory fault for sizes that no device has.
  package init(_ format: some Sequence<UInt8>) throws(EngineFault) {
    var codes = Array(format.prefix { $0 != 0 })[...]
    order = Self.takeOrder(&codes)
    var fields: [Field] = []
    var end = 0
    var values = 0
    while !codes.isEmpty {
      let count = try Self.takeCount(&codes)
      guard let code = codes.popFirst() else { throw EngineFault(.valueError, "bad typecode") }
      let size = try Self.size(of: code, order)
      let offset = order == .native && count > 0 ? Self.aligned(end, size) : end
      let (length, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows, length <= Self.byteLimit - offset else { throw .memory(Self.byteLimit) }
      let field = Field(code: code, count: count, size: size, offset: offset)
      fields.append(field)
      end = field.end
      values += field.valueCount
    }
    self.fields = fields
    byteCount = end
    valueCount = values
  }

  /// The largest size that is worked with, in bytes; a device's numbers end at 62 bits.
  private static let byteLimit = 1 << 48

  /// The runs at a place of a buffer whose beginning is aligned: after `@` 1.11 aligns addresses, not
  /// offsets, so from an odd place on they can lie apart from `byteCount`, and the last may end up to 7 bytes
  /// behind it.
  package func fields(from start: Int) -> [Field] {
    guard start > 0, start <= Self.byteLimit else { return fields }
    var end = start
    return fields.map { field in
      let isAligned = order == .native && field.count > 0
      let moved = Field(
        code: field.code, count: field.count, size: field.size,
        offset: isAligned ? Self.aligned(end, field.size) : end)
      end = moved.end
      return moved
    }
  }

  private static func aligned(_ offset: Int, _ size: Int) -> Int { (offset + size - 1) & ~(size - 1) }

  private static func takeOrder(_ codes: inout ArraySlice<UInt8>) -> Order {
    let order: Order
    switch codes.first {
    case UInt8(ascii: "@"): order = .native
    case UInt8(ascii: "="): order = .standard
    case UInt8(ascii: "<"): order = .little
    case UInt8(ascii: ">"), UInt8(ascii: "!"): order = .big
    default: return .native
    }
    codes.removeFirst()
    return order
  }

  private static func takeCount(_ codes: inout ArraySlice<UInt8>) throws(EngineFault) -> Int {
    guard let first = codes.first, (0x30...0x39).contains(first) else { return 1 }
    var count = 0
    while let digit = codes.first, (0x30...0x39).contains(digit) {
      codes.removeFirst()
      count = count * 10 + Int(digit - 0x30)
      guard count <= byteLimit else { throw .memory(byteLimit) }
    }
    return count
  }

  private static func size(of code: UInt8, _ order: Order) throws(EngineFault) -> Int {
    if code == UInt8(ascii: "s") { return 1 }
    if order != .standard {
      switch code {
      case UInt8(ascii: "b"), UInt8(ascii: "B"): return 1
      case UInt8(ascii: "h"), UInt8(ascii: "H"): return 2
      case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "f"): return 4
      case UInt8(ascii: "l"), UInt8(ascii: "L"): return order == .native ? 8 : 4
      case UInt8(ascii: "q"), UInt8(ascii: "Q"), UInt8(ascii: "d"): return 8
      case UInt8(ascii: "P"), UInt8(ascii: "O"), UInt8(ascii: "S"): return 8
      case 1 where order == .native: return 1
      default: break
      }
    }
    throw EngineFault(.valueError, "bad typecode")
  }
}
