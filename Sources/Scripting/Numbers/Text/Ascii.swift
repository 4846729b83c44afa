/// Characters that texts of numbers are made of.
enum Ascii {
  static let tab: UInt8 = 0x09
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let hash: UInt8 = 0x23
  static let percent: UInt8 = 0x25
  static let open: UInt8 = 0x28
  static let close: UInt8 = 0x29
  static let star: UInt8 = 0x2A
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let point: UInt8 = 0x2E
  static let zero: UInt8 = 0x30
  static let nine: UInt8 = 0x39
  static let colon: UInt8 = 0x3A
  static let less: UInt8 = 0x3C
  static let equals: UInt8 = 0x3D
  static let greater: UInt8 = 0x3E
  static let capitalA: UInt8 = 0x41
  static let capitalX: UInt8 = 0x58
  static let caret: UInt8 = 0x5E
  static let underscore: UInt8 = 0x5F
  static let a: UInt8 = 0x61
  static let b: UInt8 = 0x62
  static let c: UInt8 = 0x63
  static let d: UInt8 = 0x64
  static let e: UInt8 = 0x65
  static let f: UInt8 = 0x66
  static let g: UInt8 = 0x67
  static let i: UInt8 = 0x69
  static let j: UInt8 = 0x6A
  static let n: UInt8 = 0x6E
  static let o: UInt8 = 0x6F
  static let r: UInt8 = 0x72
  static let s: UInt8 = 0x73
  static let u: UInt8 = 0x75
  static let x: UInt8 = 0x78
  static let z: UInt8 = 0x7A
  /// The bit that makes a letter a small one.
  static let lowercaseBit: UInt8 = 0x20

  static func isDigit(_ byte: UInt8) -> Bool { byte >= zero && byte <= nine }

  /// Tab, line feed, vertical tab, form feed, carriage return and space.
  static func isSpace(_ byte: UInt8) -> Bool { byte == space || (byte >= tab && byte <= carriageReturn) }

  static func lowercased(_ byte: UInt8) -> UInt8 { byte | lowercaseBit }

  /// The bytes of a text of our own, such as a message.
  static func bytes(_ text: StaticString) -> [UInt8] { Array(String(describing: text).utf8) }
}
