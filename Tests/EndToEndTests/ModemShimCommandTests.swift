import Foundation
import TestSupport
import Testing

@Suite("kiln modem-shim, end to end")
struct ModemShimCommandTests {
  @Test("the path is absolute and alone on standard output, as text and as JSON")
  func path() throws {
    let result = try KilnTool.run("modem-shim")
    #expect(result.exitCode == 0)
    #expect(result.talk.isEmpty)
    #expect(result.lines.count == 2 && result.lines[1].isEmpty)
    #expect(result.lines[0].hasPrefix("/") && result.lines[0].hasSuffix("/libModemShim.so"))
    let json = try KilnTool.run("modem-shim", "--json").json()
    #expect(json["path"] as? String == result.lines[0])
    #expect(json["schema"] as? Int == 1)
  }

  @Test("a tool that is reached by a link finds the library beside the file itself")
  func link() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("kiln"), withDestinationPath: KilnTool.path)
    let found = try KilnTool.shell("\(folder.path("kiln")) modem-shim")
    #expect(found.output == (try KilnTool.run("modem-shim").output))
  }

  @Test("a tool on its own says where it looked and what to do")
  func missing() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: KilnTool.path, toPath: folder.path("kiln"))
    let result = try KilnTool.shell("\(folder.path("kiln")) modem-shim")
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty)
    #expect(result.talk.contains("../lib/kiln/libModemShim.so"))
    #expect(result.talk.contains("make install"))
  }

  @Test("every program runs under the library, and it needs nothing but the C library")
  func harmless() throws {
    let result = try KilnTool.shell(
      "LD_PRELOAD=$($KILN modem-shim) /bin/sh -c 'cat /proc/self/maps' | grep -c ModemShim")
    #expect(result.exitCode == 0)
    let libraries = try KilnTool.shell("ldd $($KILN modem-shim)")
    #expect(
      !libraries.output.contains("swift") && !libraries.output.contains("stdc++"), "\(libraries.output)")
  }
}
