import Console
import Foundation
import K210Boards
import KilnCommands
import SerialPorts
import TestSupport
import Testing

@Suite("kiln ports")
struct PortsReportTests {
  private static func usb(
    _ path: String, _ vendor: UInt16, _ product: UInt16, name: String? = nil, port: Int? = 0,
    interface: Int = 0,
    obstacle: SerialError? = nil
  ) -> PortInfo {
    var usb = PortInfo.USB(vendor: vendor, product: product)
    (usb.productName, usb.port, usb.interface, usb.bus, usb.address) = (name, port, interface, 1, 7)
    return PortInfo(path: path, usb: usb, obstacle: obstacle)
  }

  private static let list = PortList(
    ports: [
      PortInfo(path: "/dev/ttyS0"),
      usb("/dev/ttyUSB0", 0x1A86, 0x7523, name: "USB2.0-Serial"),
      usb(
        "/dev/ttyUSB1", 0x0403, 0x6010, name: "Dual RS232",
        obstacle: .busy(
          path: "/dev/ttyUSB1",
          holders: PortHolders([PortHolder(process: 99, command: "minicom")], isComplete: true))),
      usb("/dev/ttyUSB2", 0x0403, 0x6010, name: "Dual\u{1B}[2J RS232", port: 1, interface: 1),
      usb("/dev/ttyUSB3", 0x10C4, 0xEA60),
      usb("/dev/ttyACM0", 0x2341, 0x0043, name: "Uno"),
      PortInfo(path: "/dev/pts/4", isVirtualBoard: true),
    ],
    otherDevices: [
      USBDevice(bus: 1, address: 9, vendor: 0x1A86, product: 0x7523, interfaces: []),
      USBDevice(bus: 1, address: 1, vendor: 0x1D6B, product: 2, interfaces: []),
    ])

  @Test("a line per port: numbers, product, boards, how sure, usable or why not; nothing steers the terminal")
  func table() {
    let text = Self.list.table().plain()
    #expect(
      text == """
        port          VID:PID    product                 likely board            how sure  usable
        /dev/ttyS0               port without USB        none known                        yes
        /dev/ttyUSB0  1a86:7523  USB2.0-Serial           dan or bit              guess     yes
        /dev/ttyUSB1  0403:6010  Dual RS232, port 0      bit_mic or trainer      guess     no: in use by minicom (process 99)
        /dev/ttyUSB2  0403:6010  Dual [2J RS232, port 1  goE                     guess     yes
        /dev/ttyUSB3  10c4:ea60  USB device              one with such a bridge            yes
        /dev/ttyACM0  2341:0043  Uno                     none known                        yes
        /dev/pts/4               pseudo-terminal         virtual board           sure      yes

        """)
  }

  @Test("the names of the boards are explained once each")
  func names() {
    #expect(
      Self.list.boardNames.map { $0.prefix { $0 != ":" } } == ["dan", "bit", "bit_mic", "trainer", "goE"])
  }

  @Test("a bridge without a port is told, with its driver; other devices are not")
  func withoutPort() {
    #expect(Self.list.bridgesWithoutPort.map(\.address) == [9])
    let words = Self.list.bridgesWithoutPort.map(\.withoutPort)
    #expect(words.first?.message.hasPrefix("USB device 1a86:7523 (bus 1, address 9)") == true)
    #expect(words.first?.hints.first == "load its driver: sudo modprobe ch341")
  }

  @Test("the JSON has the same")
  func json() throws {
    let text = try JSONOutput.text(PortsReport(Self.list))
    let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["schema"] as? Int == 1)
    let ports = try #require(object["ports"] as? [[String: Any]])
    #expect(ports.map { $0["kind"] as? String } == ["native", "usb", "usb", "usb", "usb", "usb", "virtual"])
    #expect(ports.map { $0["usable"] as? Bool } == [true, true, false, true, true, true, true])
    let usb = try #require(ports[3]["usb"] as? [String: Any])
    #expect(usb["vid"] as? String == "0403")
    #expect(usb["pid"] as? String == "6010")
    #expect(usb["port"] as? Int == 1)
    let problem = try #require(ports[2]["problem"] as? [String: Any])
    #expect(problem["kind"] as? String == "busy")
    #expect((problem["holders"] as? [[String: Any]])?.first?["pid"] as? Int == 99)
    let boards = try #require(ports[1]["boards"] as? [[String: Any]])
    #expect(boards.map { $0["id"] as? String } == ["dan", "bit"])
    #expect(boards[0]["certainty"] as? String == "inferred")
    #expect((object["bridges_without_port"] as? [[String: Any]])?.count == 1)
  }
}

@Suite("what to do about a serial port")
struct SerialFailureTests {
  private func access(_ membership: PortAccess.Membership, group: String = "dialout", may: Bool = true)
    -> PortAccess
  {
    PortAccess(user: "bob", owner: "root", group: group, groupMayOpen: may, membership: membership)
  }

  private func holders(_ names: [String], isComplete: Bool = true) -> PortHolders {
    PortHolders(
      names.enumerated().map { PortHolder(process: Int32(10 + $0), command: $1) }, isComplete: isComplete)
  }

  @Test("it ends a command with exit code 1, the facts and at most two hints")
  func failure() {
    let failure = SerialError.unplugged(path: "/dev/ttyUSB0").failure
    #expect(failure.exitCode == .work)
    #expect(failure.message == "/dev/ttyUSB0: unplugged")
    #expect(failure.hints.first?.hasPrefix("plug it in again") == true)
  }

  @Test("no such port: a near name, or all there are, or what to check when there is none")
  func missing() {
    func hint(_ path: String, _ others: [String]) -> String? {
      SerialError.notExisting(path: path, others: others).hints.first
    }
    #expect(hint("/dev/ttyUSB1", ["/dev/ttyUSB0"]) == "did you mean /dev/ttyUSB0?")
    #expect(hint("/dev/ttyUSB0", ["/dev/ttyS0"]) == "kiln ports says which port may be which board")
    #expect(hint("/dev/cu.usbserial", ["/dev/ttyS0"]) == "kiln ports says which port may be which board")
    #expect(hint("/dev/ttyUSB0", []) == NoPorts.hints.first)
    #expect(hint("/dev/pts/9", []) == "a virtual board says where it is: kiln board --pty")
    #expect(hint("/dev/ttyUSB0", ["/dev/ttyUSB0"]) == "in a container: start it with --device /dev/ttyUSB0")
  }

  @Test("a link is what it leads to, when the device has gone, too") func links() throws {
    let folder = try TemporaryFolder()
    let link = folder.path("board")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/pts/99999")
    #expect(SerialError.unplugged(path: link).hints.first?.contains("the virtual board") == true)
    let missing = SerialError.notExisting(path: link, others: [])
    #expect(missing.hints == ["a virtual board says where it is: kiln board --pty"])
  }

  @Test("busy: which program to close, or how to find out")
  func busy() {
    func hint(_ holders: PortHolders) -> String? {
      SerialError.busy(path: "/dev/a b", holders: holders).hints.first
    }
    #expect(hint(holders(["minicom"])) == "close minicom, or: kill 10")
    #expect(hint(holders(["python3", "sh"])) == "close python3, or: kill 10 11")
    #expect(hint(holders([], isComplete: false)) == "see who: sudo fuser -v '/dev/a b'")
    #expect(hint(holders(["ModemManager"]))?.contains("lets go after some seconds") == true)
  }

  @Test("no permission: the group, the login, or the node's rights")
  func noPermission() {
    func hints(_ access: PortAccess) -> [String] {
      SerialError.noPermission(path: "/dev/a", access: access).hints
    }
    #expect(hints(access(.notMember)).first == "sudo usermod -aG dialout $USER, then log out and in again")
    #expect(hints(access(.notInThisLogin)).first?.hasSuffix("newgrp dialout") == true)
    #expect(hints(access(.member)).first == "in a container: start it with --device /dev/a")
    #expect(hints(access(.notMember, may: false)).first == "until it is unplugged: sudo chmod a+rw /dev/a")
    let terminal = SerialError.noPermission(path: "/dev/pts/3", access: access(.notMember))
    #expect(terminal.hints == ["pseudo-terminals are for the user whose program made them: root"])
    // Never the advice to join root's group.
    #expect(!hints(access(.notMember, group: "root")).joined().contains("usermod"))
  }

  @Test("every error has hints that fit under it, or none")
  func all() {
    let errors: [SerialError] = [
      .notASerialPort(path: "/dev/null", found: "a file"), .writeTimeout(path: "/dev/a", written: 0, of: 1),
      .speedRefused(path: "/dev/a", rate: 1, found: nil), .noModemLines(path: "/dev/a"),
      .other(path: "/dev/a", doing: "cannot be opened", message: "why"), .unplugged(path: "/dev/pts/3"),
    ]
    for error in errors { #expect(error.failure.hints == error.hints) }
  }
}
