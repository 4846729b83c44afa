/// A regular expression for names, as far as names need one: letters, `.`, `\` before a mark, `*`, `+`, `?`.
///
/// Alternatives, groups and classes are refused. Matching takes a time that is the product of the two lengths at most.
public struct NamePattern: Sendable, Equatable {
  /// A letter or any, and how often.
  private struct Piece: Sendable, Equatable {
    /// Nil for any.
    var letter: Character?
    var mayBeAbsent = false
    var mayRepeat = false
  }

  /// The expression as it is written.
  public let text: String
  private let pieces: [Piece]

  /// Reads an expression; nil for one that asks for more than names need.
  public init?(_ text: String) {
    var pieces: [Piece] = []
    var rest = text[...]
    if rest.first == "^" { rest = rest.dropFirst() }
    if rest.last == "$", !rest.hasSuffix("\\$") { rest = rest.dropLast() }
    while let character = rest.popFirst() {
      switch character {
      case "*", "+", "?":
        guard var last = pieces.popLast(), !last.mayBeAbsent, !last.mayRepeat else { return nil }
        last.mayBeAbsent = character != "+"
        last.mayRepeat = character != "?"
        pieces.append(last)
      case ".": pieces.append(Piece(letter: nil))
      case "\\":
        guard let mark = rest.popFirst(), !mark.isLetter, !mark.isNumber else { return nil }
        pieces.append(Piece(letter: mark))
      case "(", ")", "[", "]", "{", "}", "|", "^", "$": return nil
      default: pieces.append(Piece(letter: character))
      }
    }
    guard pieces.count <= 256 else { return nil }
    (self.text, self.pieces) = (text, pieces)
  }

  /// Whether all of a name fits.
  public func matches(_ name: String) -> Bool {
    // The places in the expression that the name so far may have led to.
    var places = reachable(from: [0])
    for character in name {
      var next: Set<Int> = []
      for place in places where place < pieces.count {
        let piece = pieces[place]
        guard piece.letter == nil || piece.letter == character else { continue }
        next.insert(place + 1)
        if piece.mayRepeat { next.insert(place) }
      }
      places = reachable(from: next)
      if places.isEmpty { return false }
    }
    return places.contains(pieces.count)
  }

  /// The places and those behind pieces that may be absent.
  private func reachable(from places: Set<Int>) -> Set<Int> {
    var result = places
    for start in places {
      var place = start
      while place < pieces.count, pieces[place].mayBeAbsent {
        place += 1
        result.insert(place)
      }
    }
    return result
  }
}
