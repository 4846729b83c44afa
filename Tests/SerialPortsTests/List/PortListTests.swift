import SerialPorts
import Testing

@Suite("the list of serial ports")
struct PortListTests {
  @Test(
    "device and interface stand in the path in /sys",
    arguments: [
      ("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.1/ttyUSB0", "1-1.2", 1),
      ("/sys/devices/platform/scb/fd500000.pcie/0000:01:00.0/usb2/2-3/2-3:1.0", "2-3", 0),
      ("/1-1:1.0/tty/1-2.3.4:2.12/ttyACM0", "1-2.3.4", 12),
    ])
  func place(_ path: String, _ location: String, _ interface: Int) {
    let place = USBPlace(devicePath: path)
    #expect(place?.location == location)
    #expect(place?.interface == interface)
  }

  @Test(
    "a path without them has no place",
    arguments: [
      "", "/sys/devices/platform/serial8250/tty/ttyS0", "/sys/devices/pci0000:00/0000:00:16.3", "1-1:1",
      "1-:1.0",
      "-1:1.0", "1-1:1.x", "1-1:1.256", "1-1:1.-1", "1-999:1.0", "1-1.:1.0", "1-1:99999999999999999999.0",
    ])
  func noPlace(_ path: String) {
    #expect(USBPlace(devicePath: path) == nil)
  }

  @Test("ports of a device are counted in the order of their interfaces, those without bytes left out")
  func serialPort() {
    func device(_ classes: [(Int, UInt8)]) -> USBDevice {
      USBDevice(
        bus: 1, address: 2, vendor: 3, product: 4,
        interfaces: classes.map { .init(number: $0.0, classCode: $0.1, subclass: 0) })
    }
    let ft2232 = device([(0, 255), (1, 255)])
    #expect([0, 1, 2].map { ft2232.serialPort(ofInterface: $0) } == [0, 1, nil])
    // HID, then two ports of control and data.
    let probe = device([(3, 2), (0, 3), (1, 2), (2, 10), (4, 10)])
    #expect([0, 1, 2, 3, 4].map { probe.serialPort(ofInterface: $0) } == [nil, 0, nil, 1, nil])
  }

  @Test("virtual boards are found by their listening sockets, each once, in order")
  func boards() {
    let text = """
      Num       RefCount Protocol Flags    Type St Inode Path
      0000000000000000: 00000002 00000000 00010000 0001 01 23 @kiln-board/dev/pts/12
      0000000000000000: 00000002 00000000 00010000 0001 01 24 @kiln-board/dev/pts/3
      0000000000000000: 00000003 00000000 00000000 0001 03 25 @kiln-board/dev/pts/3
      0000000000000000: 00000003 00000000 00000000 0001 03 25 @kiln-board/dev/pts/4
      0000000000000000: 00000002 00000000 00010000 0001 01 26 @kiln-board/dev/pts/../../etc
      0000000000000000: 00000002 00000000 00010000 0001 01 27 /run/kiln-board/dev/pts/5
      0000000000000000: 00000002 00000000 00010000 0001 01 28
      nonsense
      """
    #expect(VirtualBoards.paths(sockets: text) == ["/dev/pts/3", "/dev/pts/12"])
    #expect(VirtualBoards.paths(sockets: "") == [])
  }

  @Test("this machine's list can be made, and says nothing twice")
  func here() {
    let list = PortList.all()
    #expect(Set(list.ports.map(\.path)).count == list.ports.count)
    // Virtual boards of other tests come and go.
    #expect(
      PortList.paths().filter { !$0.hasPrefix("/dev/pts") }
        == list.ports.filter { !$0.isVirtualBoard }.map(\.path))
  }
}

@Suite("knowing a port again")
struct PortIdentityTests {
  private func port(
    _ path: String, product: UInt16 = 0x6010, serial: String? = nil, location: String? = "1-1",
    interface: Int = 0
  ) -> PortInfo {
    var usb = PortInfo.USB(vendor: 0x0403, product: product)
    (usb.serialNumber, usb.location, usb.interface) = (serial, location, interface)
    return PortInfo(path: path, usb: usb)
  }

  private func found(_ old: PortInfo, among ports: [PortInfo]) -> String? {
    PortIdentity(old)?.path(among: ports, before: old.path)
  }

  @Test("a port without USB has no identity")
  func none() {
    #expect(PortIdentity(PortInfo(path: "/dev/ttyS0")) == nil)
  }

  @Test("the same serial number is the same device wherever it is plugged in, its other port is not")
  func serial() {
    let old = port("/dev/ttyUSB1", serial: "A1", interface: 1)
    let ports = [
      port("/dev/ttyUSB1", serial: "B2", interface: 1), port("/dev/ttyUSB2", serial: "A1", location: "2-4"),
      port("/dev/ttyUSB3", serial: "A1", location: "2-4", interface: 1),
    ]
    #expect(found(old, among: ports) == "/dev/ttyUSB3")
  }

  @Test("without a serial number the place decides, under another number too")
  func place() {
    let old = port("/dev/ttyUSB0", product: 0x7523)
    let elsewhere = port("/dev/ttyUSB0", product: 0x7523, location: "1-2")
    let here = port("/dev/ttyUSB5", product: 0x7523)
    #expect(found(old, among: [elsewhere, here]) == "/dev/ttyUSB5")
    #expect(found(old, among: [elsewhere]) == nil)
    #expect(found(port("/dev/ttyUSB0", location: nil), among: [port("/dev/ttyUSB0", location: nil)]) == nil)
  }

  @Test("of several with the same serial number, the old path comes first, then the old place")
  func twins() {
    let old = port("/dev/ttyUSB0", serial: "0001")
    let twins = [port("/dev/ttyUSB3", serial: "0001", location: "1-9"), port("/dev/ttyUSB4", serial: "0001")]
    #expect(found(old, among: twins) == "/dev/ttyUSB4")
    #expect(
      found(old, among: twins + [port("/dev/ttyUSB0", serial: "0001", location: "1-8")]) == "/dev/ttyUSB0")
  }

  @Test("another product is another device")
  func product() {
    #expect(found(port("/dev/a", serial: "1"), among: [port("/dev/a", product: 0x6001, serial: "1")]) == nil)
  }
}
