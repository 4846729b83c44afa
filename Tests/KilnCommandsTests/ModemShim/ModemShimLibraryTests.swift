import KilnCommands
import TestSupport
import Testing

@Suite("the preload library's place")
struct ModemShimLibraryTests {
  @Test("beside the tool goes before the prefix's library folder")
  func order() throws {
    let folder = try TemporaryFolder()
    let tool = folder.path("bin/kiln")
    try folder.write([], to: "bin/kiln")
    let installed = try folder.write([], to: "lib/kiln/libModemShim.so")
    #expect(try ModemShimLibrary.find(executable: tool) == installed)
    let built = try folder.write([], to: "bin/libModemShim.so")
    #expect(try ModemShimLibrary.find(executable: tool) == built)
  }

  @Test("a missing library is a failure that names both places and what to do")
  func missing() throws {
    let folder = try TemporaryFolder()
    let failure = #expect(throws: CommandFailure.self) {
      try ModemShimLibrary.find(executable: folder.path("bin/kiln"))
    }
    #expect(failure?.exitCode == .work)
    #expect(failure?.message.contains("bin/libModemShim.so") == true)
    #expect(failure?.message.contains("lib/kiln/libModemShim.so") == true)
    #expect(failure?.hints.count == 2)
  }
}
