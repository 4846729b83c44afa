/// A kind of K210 board, as far as its serial port goes.
package struct Board: Sendable, Equatable {
  /// A USB bridge, by the numbers that it shows.
  package struct USBBridge: Sendable, Equatable {
    /// USB vendor id.
    package let vendor: UInt16
    /// USB product ids; empty when only the vendor is known.
    package let products: [UInt16]
    /// Which of the bridge's serial ports leads to the K210, counted from 0.
    package let port: Int
  }

  /// Short name, that of `kflash -B`.
  package let id: String
  /// What it is, in a few words.
  package let name: String
  /// Further names for the same.
  package let aliases: [String]
  /// How the lines drive RESET and BOOT.
  package let wiring: Fact<ResetWiring>
  /// The bridge's numbers; nil when nothing is known.
  package let bridge: Fact<USBBridge>?
  /// What a host does to have the mask ROM wait for it.
  package let enterISP: Fact<[LineStep]>
  /// What a host does to have the program in flash start.
  package let resetToRun: Fact<[LineStep]>

  /// The kind that a word names, by id or alias, in capitals or not.
  package static func named(_ word: String) -> Board? {
    let name = word.lowercased()
    return all.first { $0.id.lowercased() == name || $0.aliases.contains { $0.lowercased() == name } }
  }

  /// Every word that `named` knows.
  package static var allNames: [String] { all.flatMap { [$0.id] + $0.aliases } }
}

extension Board {
  /// One board for each different way into ISP mode, in the order in which they are tried.
  package static var distinctSequences: [Board] {
    var boards: [Board] = []
    for board in detectionOrder.value.compactMap(named) + all
    where !boards.contains(where: { $0.enterISP.value == board.enterISP.value }) {
      boards.append(board)
    }
    return boards
  }
}
