/// `byteArray` and `array`: word 1 is the storage; then, raw, the count of elements, and how many more the
/// board's array has room for.
///
/// The header's `aux` is the element's code. The storage is a `byteStorage`, or a `valueStorage` for elements
/// that are values, and may have more room than the board's would: what the board's heap holds is in the
/// header of the array itself.
enum ArrayLayout {
  static let storage = 8
  static let count = 16
  static let spare = 24
  static let byteCount = 32
}

/// `memoryView`: word 1 is the object that is looked into, word 2 is null; then, raw, its first element and
/// how many there are.
///
/// The header's `aux` is the element's code, with `isWritable` if the elements can be set. The object may
/// have become shorter.
enum ViewLayout {
  static let owner = 8
  static let start = 24
  static let count = 32
  static let byteCount = 40
  static let isWritable: UInt16 = 0x100
}

/// What the elements of an array are: the type code in ASCII, 1 for those of a `bytearray`.
struct ElementCode: Equatable {
  let letter: UInt8

  static let byteArray = ElementCode(letter: 1)
  /// Unsigned bytes.
  static let byte = ElementCode(letter: Ascii.capitalB)
  /// Objects of the script.
  static let object = ElementCode(letter: Ascii.capitalO)

  @inline(__always)
  init(letter: UInt8) { self.letter = letter }

  /// From an array's `aux`.
  @inline(__always)
  init(aux: UInt16) { letter = UInt8(truncatingIfNeeded: aux) }

  /// Bytes of an element; 0 if there is no such code.
  var byteCount: Int {
    switch letter {
    case 1, Ascii.b, Ascii.capitalB: 1
    case Ascii.h, Ascii.capitalH: 2
    case Ascii.i, Ascii.capitalI, Ascii.f: 4
    case Ascii.l, Ascii.capitalL, Ascii.q, Ascii.capitalQ, Ascii.d, Ascii.capitalP, Ascii.capitalO,
      Ascii.capitalS:
      8
    default: 0
    }
  }
}

/// The elements of an array or a view, where they are now.
struct ArraySpan {
  /// Address of the first one.
  let address: Int
  /// How many.
  let count: Int
  let code: ElementCode
  let isWritable: Bool
}

extension Ascii {
  static let capitalB: UInt8 = 0x42
  static let capitalH: UInt8 = 0x48
  static let capitalI: UInt8 = 0x49
  static let capitalL: UInt8 = 0x4C
  static let capitalO: UInt8 = 0x4F
  static let capitalP: UInt8 = 0x50
  static let capitalQ: UInt8 = 0x51
  static let capitalS: UInt8 = 0x53
  static let h: UInt8 = 0x68
  static let l: UInt8 = 0x6C
  static let q: UInt8 = 0x71
  static let t: UInt8 = 0x74
  static let openBrace: UInt8 = 0x7B
  static let closeBrace: UInt8 = 0x7D
  static let quote: UInt8 = 0x27
  static let doubleQuote: UInt8 = 0x22
  static let backslash: UInt8 = 0x5C
  static let lineFeed: UInt8 = 0x0A
}
