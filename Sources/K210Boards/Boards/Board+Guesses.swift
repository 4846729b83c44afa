extension Board {
  /// A kind of board that may be behind a USB bridge.
  package struct Guess: Sendable, Equatable {
    /// The kind.
    package let board: Board
    /// How surely boards of this kind have this bridge; other devices may have it all the same.
    package let certainty: Certainty
    /// Where that comes from.
    package let source: String
  }

  /// The kinds whose bridge shows these numbers; those that name the product come first, then in the order of `all`.
  ///
  /// - Parameter port: which of the bridge's serial ports, from 0; nil when unknown, which rules nothing out.
  package static func guesses(vendor: UInt16, product: UInt16, port: Int?) -> [Guess] {
    let matching = all.filter { board in
      guard let bridge = board.bridge?.value, bridge.vendor == vendor else { return false }
      return (bridge.products.isEmpty || bridge.products.contains(product))
        && (port ?? bridge.port) == bridge.port
    }
    let (vague, exact) = matching.partitioned { $0.bridge?.value.products.isEmpty ?? true }
    return (exact + vague).compactMap { board in
      board.bridge.map { Guess(board: board, certainty: $0.certainty, source: $0.source) }
    }
  }

  /// Whether the vendor's bridges are on K210 boards, by any source.
  package static func usesBridges(ofVendor vendor: UInt16) -> Bool {
    usbVendors.value.contains(vendor) || all.contains { $0.bridge?.value.vendor == vendor }
  }
}

extension Array {
  /// The elements for which the condition holds, and the others, both in order.
  fileprivate func partitioned(by condition: (Element) -> Bool) -> (yes: [Element], no: [Element]) {
    (filter(condition), filter { !condition($0) })
  }
}
