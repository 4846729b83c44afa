import KilnCommands
import Testing

@Suite("FILE@ADDRESS")
struct FlashFileArgumentTests {
  @Test(
    "the last @ divides, addresses have three forms",
    arguments: [
      ("a.bin@0", "a.bin", 0), ("dir/a@0x300000", "dir/a", 0x30_0000), ("a@b@3M", "a@b", 0x30_0000),
      ("a@64k", "a", 65_536), ("a@4294967295", "a", 0xFFFF_FFFF),
    ] as [(String, String, UInt32)])
  func forms(argument: String, path: String, address: UInt32) throws {
    let parsed = try FlashFileArgument(argument)
    #expect(parsed.path == path)
    #expect(parsed.address == address)
  }

  @Test(
    "everything else is wrong usage with an example",
    arguments: ["a.bin", "@0", "a@", "a@x", "a@-1", "a@0x", "a@4294967296", "a@0x1FFFFFFFF", "a@8G", ""])
  func refusals(argument: String) {
    do throws(CommandFailure) {
      _ = try FlashFileArgument(argument)
      Issue.record("\(argument) was accepted")
    } catch {
      #expect(error.exitCode == .usage)
      #expect(error.hints.first?.contains("@0x300000") == true)
    }
  }

  @Test("the example is one that a shell takes") func quoted() {
    for argument in ["my model@x", "my model"] {
      let failure = #expect(throws: CommandFailure.self) { try FlashFileArgument(argument) }
      #expect(failure?.hints == ["give the address in flash: 'my model@0x300000'"])
    }
    let two = #expect(throws: CommandFailure.self) { try FlashFileArgument("a@b@x") }
    #expect(two?.hints == ["give the address in flash: a@b@0x300000"])
  }
}
