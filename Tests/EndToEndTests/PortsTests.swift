import Foundation
import TestSupport
import Testing

@Suite("kiln ports, end to end")
struct PortsTests {
  @Test("the list is one JSON object, and a table or a line that says what to check")
  func list() throws {
    let json = try KilnTool.run("ports", "--json").json()
    #expect(json["schema"] as? Int == 1)
    let ports = try #require(json["ports"] as? [[String: Any]])
    for port in ports {
      #expect((port["path"] as? String)?.hasPrefix("/dev/") == true)
      #expect(["usb", "native", "virtual"].contains(port["kind"] as? String))
      #expect((port["usable"] as? Bool) == (port["problem"] == nil))
    }
    let table = try KilnTool.run("ports")
    #expect(table.exitCode == 0)
    // Boards of other tests come and go: only what no test makes is compared.
    for port in ports where port["kind"] as? String != "virtual" {
      #expect(table.output.contains(try #require(port["path"] as? String)))
    }
    if table.output.isEmpty { #expect(table.talk.contains("there is no serial port")) }
  }
}
