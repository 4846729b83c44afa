import Foundation
import K210Boards
import Testing

@Suite("the udev rule for boards")
struct UdevRuleTests {
  /// The lines of the rule that set something, each as its vendor and product.
  private func devices(_ assignment: String) throws -> Set<[UInt16?]> {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let text = try String(contentsOf: root.appending(path: "udev/60-kiln-k210.rules"), encoding: .utf8)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") && $0.hasSuffix(", \(assignment)") }
    #expect(!lines.isEmpty)
    return Set(lines.map { [number("idVendor", $0), number("idProduct", $0)] })
  }

  private func number(_ attribute: String, _ line: Substring) -> UInt16? {
    for key in ["ATTR{\(attribute)}==\"", "ATTRS{\(attribute)}==\""] {
      guard let range = line.range(of: key) else { continue }
      return UInt16(line[range.upperBound...].prefix(4), radix: 16)
    }
    return nil
  }

  @Test("ports of all vendors that kflash knows may be opened")
  func access() throws {
    #expect(try devices("TAG+=\"uaccess\"") == Set(Board.usbVendors.value.map { [$0, nil] }))
  }

  @Test(
    "ModemManager leaves alone what is known as a board's bridge, and nothing else",
    arguments: ["ENV{ID_MM_PORT_IGNORE}=\"1\"", "ENV{ID_MM_DEVICE_IGNORE}=\"1\""])
  func modemManager(_ assignment: String) throws {
    var wanted: Set<[UInt16?]> = []
    for bridge in Board.all.compactMap(\.bridge?.value) {
      if !bridge.products.isEmpty {
        wanted.formUnion(bridge.products.map { [bridge.vendor, $0] })
      } else if bridge.vendor != 0x0403 {
        // FTDI's bridges are in modems, too.
        wanted.insert([bridge.vendor, nil])
      }
    }
    #expect(try devices(assignment) == wanted)
  }
}
