import K210Boards
package import SerialPorts

/// Which port a board is at, when the user does not say.
package enum PortChoice {
  /// The only port that a board may be at: on a bridge that K210 boards have, else of a virtual board.
  ///
  /// - Throws: exit code 1 when there is none, or more than one.
  package static func only(in list: PortList) throws(CommandFailure) -> String {
    let likely = list.ports.filter { port in
      port.usb.map { Board.usesBridges(ofVendor: $0.vendor) } ?? false
    }
    let candidates = likely.isEmpty ? list.ports.filter(\.isVirtualBoard) : likely
    if let port = candidates.first, candidates.count == 1 { return port.path }
    guard !candidates.isEmpty else { throw none(in: list) }
    throw CommandFailure(
      .work, "\(candidates.count) ports may have a board: \(words(for: candidates))",
      hints: [
        "say which: --port \(candidates[0].path)",
        "kiln ports tells more; boards with two ports, as Maix Go, listen at the second as a rule",
      ])
  }

  /// Each port with what is known of it.
  private static func words(for ports: [PortInfo]) -> String {
    ports.map { "\($0.path) (\(PortWords($0).product))" }.joined(separator: ", ")
  }

  private static func none(in list: PortList) -> CommandFailure {
    guard !list.ports.isEmpty else {
      return CommandFailure(.work, "there is no serial port", hints: NoPorts.hints)
    }
    return CommandFailure(
      .work, "no serial port looks like a K210 board's; there is \(words(for: list.ports))",
      hints: ["if it is one of them: --port \(list.ports[0].path)", "kiln ports tells more"])
  }
}
