/// A name's number: equal names have equal numbers.
package struct NameID: Hashable, Sendable {
  /// Index into the table.
  package let index: UInt32

  /// The name at `index`.
  package init(index: UInt32) { self.index = index }
}

/// The names of a program, each once, numbered in the order in which they came.
///
/// The keywords come first, in the order of `TokenKind`, so that the lexer finds names and keywords in one
/// search. Slots are chosen by the standard library's seeded hash: nobody can write a text whose names all
/// collide. The numbers do not depend on it.
package struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  /// Where each name ends in `bytes`; it begins where the one before ends.
  private var ends: [UInt32] = []
  /// Number plus one of the name in each slot, 0 for none; a power of two of them, at most half of them in
  /// use.
  private var slots: [UInt32]

  /// A table of the keywords alone.
  package init() {
    slots = Array(repeating: 0, count: 512)
    for keyword in TokenKind.keywords { _ = intern(Array(keyword.utf8)) }
  }

  /// How many names there are, keywords among them.
  package var count: Int { ends.count }

  /// The bytes of a name, as the text spells it (UTF-8 unless the text is not).
  package subscript(name: NameID) -> ArraySlice<UInt8> { bytes[range(Int(name.index))] }

  /// The name as a string, for messages.
  package func string(_ name: NameID) -> String { String(decoding: self[name], as: UTF8.self) }

  /// The number of a name, a new one if it is new.
  package mutating func intern(_ name: [UInt8]) -> NameID { intern(name, 0..<name.count) }

  /// The number of the name that stands in `text` at `place`.
  mutating func intern(_ text: [UInt8], _ place: Range<Int>) -> NameID {
    if ends.count * 2 >= slots.count { grow() }
    var slot = NameTable.hash(text, place) & (slots.count - 1)
    while slots[slot] != 0 {
      let candidate = slots[slot] - 1
      if isEqual(range(Int(candidate)), text, place) { return NameID(index: candidate) }
      slot = (slot + 1) & (slots.count - 1)
    }
    bytes.append(contentsOf: text[place])
    ends.append(UInt32(bytes.count))
    slots[slot] = UInt32(ends.count)
    return NameID(index: UInt32(ends.count - 1))
  }

  private func range(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
  }

  private func isEqual(_ own: Range<Int>, _ text: [UInt8], _ place: Range<Int>) -> Bool {
    guard own.count == place.count else { return false }
    for step in 0..<own.count where bytes[own.lowerBound + step] != text[place.lowerBound + step] {
      return false
    }
    return true
  }

  private static func hash(_ text: [UInt8], _ place: Range<Int>) -> Int {
    var hasher = Hasher()
    var word: UInt64 = 0
    var filled = 0
    for index in place {
      word = word << 8 | UInt64(text[index])
      filled += 1
      if filled == 8 {
        hasher.combine(word)
        filled = 0
        word = 0
      }
    }
    hasher.combine(word)
    return hasher.finalize()
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for index in ends.indices {
      var slot = NameTable.hash(bytes, range(index)) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }
}
