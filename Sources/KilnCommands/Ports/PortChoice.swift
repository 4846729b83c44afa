import Console
package import K210Boards
package import SerialPorts

/// Which port is meant when none is named.
package enum PortChoice {
  /// The one port where a board, or one of the kind named, may be.
  ///
  /// Ports whose bridge is known from a board count; if there are none, those of vendors that make such bridges; and virtual boards, unless
  /// a kind was named that they cannot be told to be.
  /// - Throws: exit code 2 when there is more than one, 1 when there is none.
  package static func port(among ports: [PortInfo], board: Board? = nil) throws(CommandFailure) -> PortInfo {
    let known = ports.filter { port in
      PortWords(port).guesses.contains { board == nil || $0.board == board }
    }
    let possible = ports.filter { port in port.usb.map { Board.usesBridges(ofVendor: $0.vendor) } ?? false }
    let real = known.isEmpty ? possible : known
    // Somebody who has a board plugged in and a virtual one running has to say which.
    let candidates = real + ports.filter(\.isVirtualBoard)
    if candidates.count == 1 { return candidates[0] }
    guard candidates.isEmpty else {
      let names = candidates.map { "\($0.path) (\(PortWords($0).board))" }.joined(separator: ", ")
      throw CommandFailure(
        .usage, "there is more than one port where a board may be: \(names)",
        hints: ["say which: --port \(ShellWord.quoted(candidates[0].path))"])
    }
    let others = ports.map(\.path)
    throw CommandFailure(
      .work,
      "no port has a board's USB bridge"
        + (others.isEmpty ? "" : "; there is \(others.joined(separator: ", "))"),
      hints: others.isEmpty ? NoPorts.hints : ["if it is one of these: --port \(ShellWord.quoted(others[0]))"]
    )
  }
}
