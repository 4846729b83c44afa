/// Raw deflate once more, straight from RFC 1951 and slow: the oracle for streams that zlib makes.
struct PlainInflate {
  private let bytes: [UInt8]
  private var bit = 0
  private var result: [UInt8] = []

  /// The bytes that a stream unpacks to; nil when it is broken.
  static func inflate(_ bytes: [UInt8]) -> [UInt8]? {
    var state = PlainInflate(bytes: bytes)
    return state.run() ? state.result : nil
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func run() -> Bool {
    var isLast = false
    while !isLast {
      guard let last = number(1), let kind = number(2) else { return false }
      isLast = last == 1
      let isFine: Bool
      switch kind {
      case 0: isFine = copyStored()
      case 1:
        let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
        isFine = decode(Self.codes(lengths), Self.codes([Int](repeating: 5, count: 30)))
      case 2: isFine = decodeDynamic()
      default: isFine = false
      }
      guard isFine else { return false }
    }
    return (bit + 7) / 8 == bytes.count
  }

  /// A number of `count` bits, the lowest first.
  private mutating func number(_ count: Int) -> Int? {
    guard bit + count <= 8 * bytes.count else { return nil }
    defer { bit += count }
    return (0..<count).reduce(0) { $0 | Int(bytes[(bit + $1) / 8] >> UInt8((bit + $1) % 8) & 1) << $1 }
  }

  private mutating func copyStored() -> Bool {
    bit = (bit + 7) / 8 * 8
    guard let count = number(16), let complement = number(16), count ^ complement == 0xFFFF else {
      return false
    }
    for _ in 0..<count {
      guard let byte = number(8) else { return false }
      result.append(UInt8(byte))
    }
    return true
  }

  /// A code word: its length and its bits, the first one highest.
  private struct Word: Hashable {
    let length: Int
    let bits: Int
  }

  /// The code words of symbols by their lengths (section 3.2.2).
  private static func codes(_ lengths: [Int]) -> [Word: Int] {
    var (codes, next): ([Word: Int], Int) = ([:], 0)
    for length in 1...15 {
      next <<= 1
      for (symbol, own) in lengths.enumerated() where own == length {
        codes[Word(length: length, bits: next)] = symbol
        next += 1
      }
    }
    return codes
  }

  private mutating func symbol(_ codes: [Word: Int]) -> Int? {
    var bits = 0
    for length in 1...15 {
      guard let next = number(1) else { return nil }
      bits = bits << 1 | next
      if let symbol = codes[Word(length: length, bits: bits)] { return symbol }
    }
    return nil
  }

  private mutating func decodeDynamic() -> Bool {
    guard let literals = number(5), let distances = number(5), let count = number(4) else { return false }
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var small = [Int](repeating: 0, count: 19)
    for place in order.prefix(count + 4) {
      guard let length = number(3) else { return false }
      small[place] = length
    }
    let codes = Self.codes(small)
    var lengths: [Int] = []
    while lengths.count < literals + distances + 258 {
      guard let symbol = symbol(codes) else { return false }
      switch symbol {
      case 16:
        guard let last = lengths.last, let more = number(2) else { return false }
        lengths += [Int](repeating: last, count: 3 + more)
      case 17, 18:
        guard let more = number(symbol == 17 ? 3 : 7) else { return false }
        lengths += [Int](repeating: 0, count: (symbol == 17 ? 3 : 11) + more)
      default: lengths.append(symbol)
      }
    }
    return decode(
      Self.codes(Array(lengths.prefix(literals + 257))), Self.codes(Array(lengths.dropFirst(literals + 257))))
  }

  private mutating func decode(_ literals: [Word: Int], _ distances: [Word: Int]) -> Bool {
    while let symbol = symbol(literals) {
      if symbol == 256 { return true }
      if symbol < 256 {
        result.append(UInt8(symbol))
        continue
      }
      guard let length = length(of: symbol), let mark = self.symbol(distances),
        let distance = distance(of: mark), distance <= result.count
      else { return false }
      for _ in 0..<length { result.append(result[result.count - distance]) }
    }
    return false
  }

  private mutating func length(of symbol: Int) -> Int? {
    if symbol == 285 { return 258 }
    let index = symbol - 257
    guard index < 8 else {
      let extra = index / 4 - 1
      return number(extra).map { 3 + (4 + index % 4) << extra + $0 }
    }
    return 3 + index
  }

  private mutating func distance(of symbol: Int) -> Int? {
    guard symbol >= 4 else { return 1 + symbol }
    let extra = symbol / 2 - 1
    return number(extra).map { 1 + (2 + symbol % 2) << extra + $0 }
  }
}
