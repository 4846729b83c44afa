/// A prefix code of deflate, decoded bit by bit: codes that are incomplete or overfull then fail, or go on,
/// where uzlib's do.
struct HuffmanCode: Sendable {
  private static let longestLength = 15

  /// How many codes have each length.
  private var counts = [Int](repeating: 0, count: longestLength + 1)
  /// Symbols in the order of their codes.
  private var symbols: [UInt16] = []

  /// A code without symbols.
  init() {}

  /// The canonical code with these lengths of at most 15 bits; 0 means that the symbol is not used.
  init(lengths: ArraySlice<UInt8>) {
    var offsets = [Int](repeating: 0, count: Self.longestLength + 2)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    for length in 0...Self.longestLength { offsets[length + 1] = offsets[length] + counts[length] }
    symbols = [UInt16](repeating: 0, count: offsets[Self.longestLength + 1])
    for (symbol, length) in lengths.enumerated() where length > 0 {
      symbols[offsets[Int(length)]] = UInt16(symbol)
      offsets[Int(length)] += 1
    }
  }

  /// The next symbol; nil when 15 bits make none.
  func decode<Failure: Error>(nextBit: () throws(Failure) -> Int) throws(Failure) -> Int? {
    var value = 0
    var first = 0
    for length in 1...(Self.longestLength + 1) {
      value = 2 * value + (try nextBit())
      // A sixteenth bit is read before giving up, as uzlib does.
      guard length <= Self.longestLength else { break }
      first += counts[length]
      value -= counts[length]
      if value < 0 { return Int(symbols[first + value]) }
    }
    return nil
  }

  /// The fixed code for literals and lengths.
  static let fixedLiterals = HuffmanCode(
    lengths: ArraySlice((0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }))

  /// The fixed code for distances.
  static let fixedDistances = HuffmanCode(lengths: ArraySlice([UInt8](repeating: 5, count: 32)))
}
