import K210Boards
import KilnCommands
import SerialPorts
import Testing

@Suite("the port that is meant when none is named")
struct PortChoiceTests {
  private static func usb(_ path: String, _ vendor: UInt16, _ product: UInt16, port: Int = 0) -> PortInfo {
    var usb = PortInfo.USB(vendor: vendor, product: product)
    usb.port = port
    return PortInfo(path: path, usb: usb)
  }

  private static let native = PortInfo(path: "/dev/ttyS0")
  private static let virtual = PortInfo(path: "/dev/pts/3", isVirtualBoard: true)
  private static let ch340 = usb("/dev/ttyUSB0", 0x1A86, 0x7523)
  private static let first = usb("/dev/ttyUSB1", 0x0403, 0x6010)
  private static let second = usb("/dev/ttyUSB2", 0x0403, 0x6010, port: 1)
  private static let cp2102 = usb("/dev/ttyUSB3", 0x10C4, 0xEA60)
  private static let uno = usb("/dev/ttyACM0", 0x2341, 0x0043)

  @Test(
    "the only one where a board may be",
    arguments: [
      ([native, ch340, uno], nil, "/dev/ttyUSB0"), ([ch340, cp2102], nil, "/dev/ttyUSB0"),
      ([native, cp2102], nil, "/dev/ttyUSB3"), ([native, virtual], nil, "/dev/pts/3"),
      ([first, second, ch340], "goE", "/dev/ttyUSB2"), ([first, second], "maixduino", "/dev/ttyUSB2"),
    ])
  func one(_ ports: [PortInfo], _ board: String?, _ path: String) throws {
    #expect(try PortChoice.port(among: ports, board: board.flatMap { Board.named($0) }).path == path)
  }

  @Test(
    "of several the user has to say which", arguments: [[first, second], [ch340, virtual], [ch340, first]])
  func several(_ ports: [PortInfo]) {
    let failure = #expect(throws: CommandFailure.self) { try PortChoice.port(among: ports) }
    #expect(failure?.exitCode == .usage)
    #expect(failure?.hints == ["say which: --port \(ports[0].path)"])
    #expect(ports.allSatisfy { failure?.message.contains($0.path) ?? false })
  }

  @Test("none at all, or none with such a bridge")
  func none() {
    let empty = #expect(throws: CommandFailure.self) { try PortChoice.port(among: []) }
    #expect(empty?.exitCode == .work)
    #expect(empty?.hints == NoPorts.hints)
    let other = #expect(throws: CommandFailure.self) { try PortChoice.port(among: [Self.native, Self.uno]) }
    #expect(other?.message == "no port has a board's USB bridge; there is /dev/ttyS0, /dev/ttyACM0")
    #expect(other?.hints == ["if it is one of these: --port /dev/ttyS0"])
  }
}
