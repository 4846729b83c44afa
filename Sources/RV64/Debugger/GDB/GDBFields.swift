/// The fields of a packet, from left to right; every method says nil when the field is not what it should be.
struct GDBFields {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

  /// Whether nothing is left.
  var isAtEnd: Bool { rest.isEmpty }

  /// Skips a character, if it is the next one.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  /// Skips a word, if it is next.
  mutating func skip(word: StaticString) -> Bool {
    let bytes = Array(word.description.utf8)
    guard rest.starts(with: bytes) else { return false }
    rest.removeFirst(bytes.count)
    return true
  }

  /// A number of 1 to 16 digits.
  mutating func number() -> UInt64? {
    var (value, count) = (UInt64(0), 0)
    while let digit = rest.first.flatMap(HexDigit.value) {
      guard count < 16 else { return nil }
      value = value << 4 | UInt64(digit)
      count += 1
      rest.removeFirst()
    }
    return count > 0 ? value : nil
  }

  /// A number that says how many bytes, at most ``GDBPacketReader/bodyLimit``.
  mutating func count() -> Int? {
    number().flatMap { $0 <= UInt64(GDBPacketReader.bodyLimit) ? Int($0) : nil }
  }

  /// `address,count`.
  mutating func range() -> (address: UInt64, count: Int)? {
    guard let address = number(), skip(","), let count = count() else { return nil }
    return (address, count)
  }

  /// Bytes of two digits each, to the end.
  mutating func bytes() -> [UInt8]? {
    defer { rest = [] }
    guard rest.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    var index = rest.startIndex
    while index < rest.endIndex {
      guard let high = HexDigit.value(rest[index]), let low = HexDigit.value(rest[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
      index += 2
    }
    return bytes
  }

  /// Threads: a number, 0 for any, or `-1` for all of them.
  mutating func thread() -> GDBThread? {
    if skip("-") { return skip("1") ? .all : nil }
    guard let number = number().flatMap({ Int(exactly: $0) }) else { return nil }
    return number == 0 ? .any : .hart(number - 1)
  }
}

/// Which threads a packet means; thread 1 is hart 0.
enum GDBThread: Equatable {
  case all, any
  /// A hart by its number, which may be one that there is not.
  case hart(Int)
}
