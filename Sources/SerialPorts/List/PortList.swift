/// The serial ports that the system has now.
package struct PortList: Sendable, Equatable {
  /// The ports, by name, numbers in their order; virtual boards last.
  package let ports: [PortInfo]
  /// Everything on the USB that belongs to none of the ports.
  package let otherDevices: [USBDevice]

  /// A list as given.
  package init(ports: [PortInfo], otherDevices: [USBDevice] = []) {
    (self.ports, self.otherDevices) = (ports, otherDevices)
  }

  /// Looks at the system; nothing of the USB is opened.
  ///
  /// Obstacles are looked for if they are wanted: that takes a look at every process.
  package static func all(withObstacles: Bool = true) -> PortList {
    let devices = usbDevices()
    let listed = listedPorts()
    let places = listed.map { port in
      let name = port.path.split(separator: "/").last ?? ""
      return FileCalls.resolved("/sys/class/tty/\(name)/device").flatMap { USBPlace(devicePath: $0) }
    }
    var ports = zip(listed, places).map { port, place in
      described(port, place, siblings: places.compactMap(\.self), devices: devices)
    }
    let boards = VirtualBoards.paths(sockets: FileCalls.text("/proc/net/unix") ?? "")
    ports += boards.filter { SerialPorts.isPseudoTerminal($0) }.map {
      PortInfo(path: $0, isVirtualBoard: true)
    }
    if withObstacles {
      for index in ports.indices { ports[index].obstacle = SerialPorts.obstacle(path: ports[index].path) }
    }
    let others = devices.filter { device in
      !listed.contains { $0.bus == device.bus && $0.address == device.address }
    }
    return PortList(ports: ports.sorted(by: isBefore), otherDevices: others)
  }

  /// The paths of the ports, sorted.
  package static func paths() -> [String] {
    (listedPorts().map { PortInfo(path: $0.path) }
      + VirtualBoards.paths(sockets: FileCalls.text("/proc/net/unix") ?? "").map {
        PortInfo(path: $0, isVirtualBoard: true)
      }).sorted(by: isBefore).map(\.path)
  }

  /// Puts together what libserialport, /sys and libusb say of a port.
  static func described(
    _ port: ListedPort, _ place: USBPlace?, siblings: [USBPlace], devices: [USBDevice]
  ) -> PortInfo {
    guard let vendor = port.vendor, let product = port.product else { return PortInfo(path: port.path) }
    var usb = PortInfo.USB(vendor: vendor, product: product)
    (usb.productName, usb.manufacturer, usb.serialNumber) = (
      port.productName, port.manufacturer, port.serialNumber
    )
    (usb.bus, usb.address) = (port.bus, port.address)
    guard let place else { return PortInfo(path: port.path, usb: usb) }
    (usb.location, usb.interface) = (place.location, place.interface)
    let device = devices.first { $0.bus == port.bus && $0.address == port.address }
    // Where libusb sees nothing, the ports that are there have to do: right unless one is in other hands.
    let present = Set(siblings.filter { $0.location == place.location }.map(\.interface)).sorted()
    usb.port = device?.serialPort(ofInterface: place.interface) ?? present.firstIndex(of: place.interface)
    return PortInfo(path: port.path, usb: usb)
  }

  /// By name, `ttyUSB9` before `ttyUSB10`.
  static func isBefore(_ a: PortInfo, _ b: PortInfo) -> Bool {
    func key(_ port: PortInfo) -> (Int, String, Int, String) {
      let digits = port.path.reversed().prefix { $0.isASCII && $0.isNumber }.count
      let name = port.path.dropLast(digits)
      return (port.isVirtualBoard ? 1 : 0, String(name), Int(port.path.suffix(digits)) ?? 0, port.path)
    }
    return key(a) < key(b)
  }
}
