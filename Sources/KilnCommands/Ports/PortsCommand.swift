import ArgumentParser
import Console
import SerialPorts

/// `kiln ports`: the serial ports and which board may be there.
struct PortsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ports",
    abstract: "List the serial ports: which board may be there, and why one cannot be opened.",
    discussion: """
      No USB port is opened for it, so no board is reset. What a bridge's numbers say about the board is a guess: other devices have the \
      same bridges. Virtual boards that run are listed, too.
      """)

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let list = PortList.all()
    if json {
      print(try JSONOutput.text(PortsReport(list)))
      return
    }
    let talk = Talk.standard
    if list.ports.isEmpty {
      talk.warn("there is no serial port", hints: NoPorts.hints)
    } else {
      print(list.table().plain(width: talk.outputWidth), terminator: "")
      if !list.boardNames.isEmpty { print("\n" + list.boardNames.joined(separator: "\n")) }
    }
    for obstacle in list.ports.compactMap(\.obstacle) {
      talk.warn(obstacle.description, hints: obstacle.hints)
    }
    for device in list.bridgesWithoutPort {
      let (message, hints) = device.withoutPort
      talk.warn(message, hints: hints)
    }
  }
}
