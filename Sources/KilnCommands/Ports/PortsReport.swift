import K210Boards
package import SerialPorts

/// The JSON form of `kiln ports`.
package struct PortsReport: Encodable {
  /// A kind of board that may be there.
  struct BoardEntry: Encodable {
    let id: String
    let name: String
    let certainty: String
    let source: String
  }

  /// Why a port cannot be opened.
  struct Problem: Encodable {
    let kind: String
    let message: String
    let hints: [String]
    let holders: [Holder]?
  }

  /// A program that has the port.
  struct Holder: Encodable {
    let pid: Int32
    let command: String
  }

  /// What the USB says.
  struct USB: Encodable {
    let vid: String
    let pid: String
    let product: String?
    let manufacturer: String?
    let serial: String?
    let bus: Int?
    let address: Int?
    let location: String?
    let interface: Int?
    let port: Int?
  }

  /// One port.
  struct Port: Encodable {
    let path: String
    let kind: String
    let usb: USB?
    let boards: [BoardEntry]
    let usable: Bool
    let problem: Problem?
  }

  /// A bridge without a port.
  struct Device: Encodable {
    let vid: String
    let pid: String
    let bus: Int
    let address: Int
  }

  let schema = 1
  let ports: [Port]
  let bridges_without_port: [Device]

  /// The report of a list.
  package init(_ list: PortList) {
    ports = list.ports.map { Port($0) }
    bridges_without_port = list.bridgesWithoutPort.map {
      Device(
        vid: Self.hexadecimal($0.vendor), pid: Self.hexadecimal($0.product), bus: $0.bus, address: $0.address)
    }
  }

  fileprivate static func hexadecimal(_ number: UInt16) -> String {
    String(PortWords.numbers(number, 0).prefix(4))
  }
}

extension PortsReport.Port {
  init(_ port: PortInfo) {
    path = port.path
    kind = port.usb != nil ? "usb" : port.isVirtualBoard ? "virtual" : "native"
    usb = port.usb.map {
      PortsReport.USB(
        vid: PortsReport.hexadecimal($0.vendor), pid: PortsReport.hexadecimal($0.product),
        product: $0.productName,
        manufacturer: $0.manufacturer, serial: $0.serialNumber, bus: $0.bus, address: $0.address,
        location: $0.location, interface: $0.interface, port: $0.port)
    }
    boards = PortWords(port).guesses.map {
      PortsReport.BoardEntry(
        id: $0.board.id, name: $0.board.name, certainty: $0.certainty.rawValue, source: $0.source)
    }
    usable = port.obstacle == nil
    problem = port.obstacle.map { PortsReport.Problem($0) }
  }
}

extension PortsReport.Problem {
  init(_ error: SerialError) {
    (message, hints) = (error.description, error.hints)
    if case .busy(_, let found) = error {
      holders = found.programs.map { PortsReport.Holder(pid: $0.process, command: $0.command) }
    } else {
      holders = nil
    }
    kind =
      switch error {
      case .notExisting: "not-existing"
      case .busy: "busy"
      case .noPermission: "no-permission"
      case .unplugged: "unplugged"
      case .notASerialPort: "not-a-serial-port"
      case .writeTimeout: "write-timeout"
      case .speedRefused: "speed-refused"
      case .noModemLines: "no-modem-lines"
      case .other: "other"
      }
  }
}
