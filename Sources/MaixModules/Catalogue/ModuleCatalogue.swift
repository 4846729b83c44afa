/// How much of something a script finds here; `docs/maixpy.md` is made of it.
package enum Support: Equatable, Sendable {
  /// As on the board.
  case full
  /// With the difference, in a few words.
  case partly(String)
  /// It raises what a board without it raises; why, in a few words.
  case raises(String)
}

/// What the modules offer, entered by the code that makes them.
package final class ModuleCatalogue {
  /// A function, a method or a class.
  package struct Entry: Equatable, Sendable {
    /// The module, or module and class: `image`, `image.Image`.
    package let owner: String
    package let name: String
    package let support: Support
  }

  /// In the order in which they were entered.
  package private(set) var entries: [Entry] = []

  /// An empty one.
  package init() {}

  /// Enters something.
  package func add(_ owner: String, _ name: String, _ support: Support) {
    entries.append(Entry(owner: owner, name: name, support: support))
  }
}
