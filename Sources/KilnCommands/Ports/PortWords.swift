package import Console
package import K210Boards
package import SerialPorts

/// What `kiln ports` says about a port.
package struct PortWords {
  /// The port.
  package let port: PortInfo
  /// The boards that may be there, likeliest first.
  package let guesses: [Board.Guess]

  /// Words for a port.
  package init(_ port: PortInfo) {
    self.port = port
    guesses = port.usb.map { Board.guesses(vendor: $0.vendor, product: $0.product, port: $0.port) } ?? []
  }

  /// `0403:6010` as `lsusb` has it; empty for a port elsewhere.
  package var numbers: String { port.usb.map { Self.numbers($0.vendor, $0.product) } ?? "" }

  /// The device's name, and which of its ports where it may have several.
  package var product: String {
    guard let usb = port.usb else { return port.isVirtualBoard ? "pseudo-terminal" : "port without USB" }
    let name = usb.productName ?? usb.manufacturer ?? "USB device"
    let isOneOfMany =
      (usb.port ?? 0) > 0 || (usb.interface ?? 0) > 0 || guesses.contains { $0.board.id == "bit_mic" }
    guard isOneOfMany, let number = usb.port else { return name }
    return "\(name), port \(number)"
  }

  /// Names for `--board`.
  package var board: String {
    if port.isVirtualBoard { return "virtual board" }
    if !guesses.isEmpty { return guesses.map(\.board.id).joined(separator: " or ") }
    guard let usb = port.usb, Board.usesBridges(ofVendor: usb.vendor) else { return "none known" }
    return "one with such a bridge"
  }

  /// How surely a board is known to have this bridge.
  package var certainty: String {
    if port.isVirtualBoard { return "sure" }
    guard let best = guesses.first else { return "" }
    return best.certainty.isEstimate ? "guess" : "kflash takes it for one"
  }

  /// `yes`, or why not.
  package var usable: String {
    guard let obstacle = port.obstacle else { return "yes" }
    switch obstacle {
    case .busy(_, let holders): return "no: in use by \(holders)"
    case .noPermission(_, let access): return "no: \(access.user) may not open it"
    case .notExisting: return "no: has no device node here"
    case .notASerialPort(_, let found): return "no: \(found)"
    default: return "no"
    }
  }

  /// Four hexadecimal digits each.
  static func numbers(_ vendor: UInt16, _ product: UInt16) -> String {
    [vendor, product].map { number in
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }.joined(separator: ":")
  }
}

extension PortList {
  /// The table of `kiln ports`.
  package func table() -> Table {
    var table = Table([
      .init("port"), .init("VID:PID"), .init("product"), .init("likely board"), .init("how sure"),
      .init("usable"),
    ])
    for port in ports {
      let words = PortWords(port)
      table.append([port.path, words.numbers, words.product, words.board, words.certainty, words.usable])
    }
    return table
  }

  /// What the names in the table mean, each once: `dan: Sipeed Maix Dock`.
  package var boardNames: [String] {
    var seen: Set<String> = []
    return ports.flatMap { PortWords($0).guesses }.map(\.board).filter { seen.insert($0.id).inserted }.map {
      "\($0.id): \($0.name)"
    }
  }

  /// Devices that look like a board's bridge and have no serial port: their driver is missing or somebody else has them.
  package var bridgesWithoutPort: [USBDevice] {
    otherDevices.filter { !Board.guesses(vendor: $0.vendor, product: $0.product, port: nil).isEmpty }
  }
}

extension USBDevice {
  /// A bridge without a port, as a warning and what to try.
  package var withoutPort: (message: String, hints: [String]) {
    let numbers = PortWords.numbers(vendor, product)
    let driver = vendor == 0x1A86 ? "ch341" : vendor == 0x0403 ? "ftdi_sio" : "cdc_acm"
    return (
      "USB device \(numbers) (bus \(bus), address \(address)) may be a board's bridge and has no serial port",
      [
        "load its driver: sudo modprobe \(driver)",
        vendor == 0x1A86
          ? "if the program brltty is installed, it takes such bridges for Braille displays: sudo apt remove brltty"
          : "see what happened to it: sudo dmesg | tail",
      ]
    )
  }
}
