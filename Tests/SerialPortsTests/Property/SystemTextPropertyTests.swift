import SerialPorts
import TestSupport
import Testing

@Suite("texts of the system, property")
struct SystemTextPropertyTests {
  /// Text of the letters that such texts are made of, in any order.
  private func text(_ random: inout SplitMix64, _ letters: [String], _ limit: Int) -> String {
    (0..<Int.random(in: 0...limit, using: &random)).map { _ in
      letters.randomElement(using: &random) ?? ""
    }.joined()
  }

  @Test(
    "a path in /sys that is put together is read again; noise around it changes nothing, noise alone never traps"
  )
  func places() {
    var random = SplitMix64(seed: 71)
    for _ in 0..<2000 {
      let hubs = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        "\(UInt8.random(in: 1...15, using: &random))"
      }
      let location = "\(Int.random(in: 1...40, using: &random))-\(hubs.joined(separator: "."))"
      let interface = Int.random(in: 0...255, using: &random)
      let noise = text(&random, ["/", "1", "-", ".", "usb", "tty", "0", "99999999999999999999"], 12)
      let path = "/sys/\(noise)/\(location):1.\(interface)/ttyUSB0/tty\(noise)/x"
      #expect(USBPlace(devicePath: path)?.location == location)
      #expect(USBPlace(devicePath: path)?.interface == interface)
      // Whatever is found in noise is a place that could be.
      if let place = USBPlace(devicePath: text(&random, ["/", "1", "-", ".", ":", "9"], 40)) {
        #expect((0...255).contains(place.interface))
        #expect(place.location.contains("-"))
      }
    }
  }

  @Test("account files of noise never trap, and never make a member of somebody whom no line names")
  func accounts() {
    var random = SplitMix64(seed: 72)
    for _ in 0..<2000 {
      let noise = text(&random, [":", ":", ",", "\n", "bob", "20", "x", "\u{0}", "é"], 60)
      let access = PortAccess(
        node: (0, 20, 0o660), process: (1000, []), passwd: "bob:x:1000:0\n" + noise, groups: noise)
      let isNamed = noise.split(separator: "\n").contains { line in
        let fields = line.split(separator: ":", omittingEmptySubsequences: false)
        return fields.count >= 4 && fields[2] == "20" && fields[3].split(separator: ",").contains("bob")
      }
      if !isNamed { #expect(access.membership == .notMember) }
      #expect(!access.description.isEmpty)
    }
  }

  @Test("sockets of noise are boards only where a path of that form stands")
  func sockets() {
    var random = SplitMix64(seed: 73)
    for _ in 0..<2000 {
      let noise = text(&random, [" ", " ", "\n", "00010000", "@kiln-board/dev/pts/", "7", "0", "x"], 80)
      for path in VirtualBoards.paths(sockets: noise) {
        #expect(path.hasPrefix("/dev/pts/"))
        #expect(noise.contains("@kiln-board\(path)"))
      }
    }
  }
}
