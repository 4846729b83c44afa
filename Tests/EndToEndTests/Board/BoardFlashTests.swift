import Foundation
import K210Flash
import TestSupport
import Testing

@Suite("kiln board and what is in its flash, end to end")
struct BoardFlashTests {
  private let files: BoardFiles
  private static let hello = BoardFiles.prebuilt("hello-uart")

  init() throws { files = try BoardFiles() }

  @Test("an image that is not there is made, erased but for what is loaded, and boots again")
  func created() throws {
    let image = files.folder.path("new.img")
    let first = try KilnTool.run(
      "board", "--flash", image, "--flash-size", "4M", "--load", Self.hello, "--until", "line 1")
    #expect(first.exitCode == 0)
    let bytes = try files.folder.bytes("new.img")
    let program = [UInt8](try Data(contentsOf: KilnTool.root.appending(path: Self.hello)))
    let frame = try FirmwareImage(program: program).encoded
    #expect(bytes.count == 4 << 20)
    #expect(bytes.starts(with: frame) && bytes.dropFirst(frame.count).allSatisfy { $0 == 0xFF })
    let second = try KilnTool.run("board", "--flash", image, "--flash-size", "4M", "--until", "line 1")
    #expect(second.output == first.output)
  }

  @Test("what a program writes is in the file afterwards, and nothing else is touched")
  func writtenThrough() throws {
    let image = try files.flash(BoardPrograms.writingFlash("kept"))
    let before = try files.folder.bytes("flash.img")
    let result = try KilnTool.run("board", "--flash", image, "--flash-size", "4M")
    #expect(result.exitCode == 0, "\(result.talk)")
    var expected = before
    expected.replaceSubrange(0x1000..<0x1004, with: Array("kept".utf8))
    #expect(try files.folder.bytes("flash.img") == expected)
  }

  @Test("an image shorter than the chip is filled up; a longer one is exit 3")
  func size() throws {
    let short = try files.folder.write([1, 2, 3], to: "short.img")
    let result = try KilnTool.run("board", "--flash", short, "--flash-size", "4M")
    #expect(result.exitCode == 1)
    #expect(try files.folder.bytes("short.img").count == 4 << 20)
    let long = try files.folder.write([UInt8](repeating: 0xFF, count: 4 << 20 + 1), to: "long.img")
    let refused = try KilnTool.run("board", "--flash", long, "--flash-size", "4M")
    #expect(refused.exitCode == 3)
    #expect(refused.talk.contains("4194305 bytes; the flash chip has 4194304"))
  }

  @Test("images that cannot be had are named")
  func unreadable() throws {
    let folder = try KilnTool.run("board", "--flash", files.folder.path)
    #expect(folder.exitCode == 3)
    #expect(folder.talk.contains("is a folder, not a file"))
    let nowhere = try KilnTool.run("board", "--flash", files.folder.path("no/where.img"))
    #expect(nowhere.exitCode == 1)
    #expect(nowhere.talk.contains("where.img: cannot be written: No such file or directory"))
  }

  @Test("an image that may not be read", .disabled(if: getuid() == 0, "root reads everything"))
  func forbidden() throws {
    let image = try files.flash(BoardPrograms.sleep)
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: image)
    #expect(try KilnTool.run("board", "--flash", image, "--flash-size", "4M").exitCode == 3)
  }

  @Test("a package goes where its list says, and boots")
  func package() throws {
    let package = FlashPackage([
      .init(
        item: .init(address: 0, name: "p.bin", hasHeader: true),
        bytes: Assembler.bytes(BoardPrograms.writingFlash("package"))),
      .init(item: .init(address: 0x30_0000, name: "m.bin", hasHeader: false), bytes: [7, 8, 9]),
    ])
    let path = try files.folder.write(try package.encoded(), to: "all.kfpkg")
    let image = files.folder.path("out.img")
    let result = try KilnTool.run("board", "--flash", image, "--flash-size", "4M", "--load", path)
    #expect(result.exitCode == 0, "\(result.talk)")
    let bytes = try files.folder.bytes("out.img")
    #expect(bytes[0x30_0000..<0x30_0004] == [7, 8, 9, 0xFF])
    #expect(bytes[0x1000..<0x1007] == ArraySlice("package".utf8))
    #expect(try KilnTool.run("board", "--load", path + "@0x1000").exitCode == 2)
  }

  @Test("a model goes to its address as it is")
  func model() throws {
    let image = files.folder.path("out.img")
    let result = try KilnTool.run(
      "board", "--flash", image, "--load", Self.hello, "--load", "\(Sample.v4)@0x300000", "--until", "line 1")
    #expect(result.exitCode == 0)
    let model = [UInt8](try Data(contentsOf: Sample.url("digits-v4.kmodel")))
    let bytes = try files.folder.bytes("out.img")
    #expect(bytes[0x30_0000...].starts(with: model))
    #expect(bytes[0x30_0000 + model.count] == 0xFF)
  }

  @Test("files that cannot go into flash, by what is wrong with them")
  func refusals() throws {
    let noAddress = try KilnTool.run("board", "--load", Sample.v4)
    #expect(noAddress.exitCode == 2)
    #expect(noAddress.talk.contains("hint: say where it goes: --load \(Sample.v4)@0x300000"))
    let beyond = try KilnTool.run("board", "--load", "\(Sample.v4)@0xFFFFFF")
    #expect(beyond.exitCode == 1)
    #expect(beyond.talk.contains("the chip ends at 0x01000000"))
    #expect(try KilnTool.run("board", "--load", "nothing.bin").exitCode == 3)
    var elsewhere = ELFBuilder()
    elsewhere.segments = [.init(address: 0x4000_0000, bytes: [1, 2, 3, 4])]
    elsewhere.entry = 0x4000_0000
    let path = try files.folder.write(elsewhere.bytes, to: "elsewhere.elf")
    let wrong = try KilnTool.run("board", "--load", path)
    #expect(wrong.exitCode == 3)
    #expect(wrong.talk.contains("the chip's memory starts at 0x80000000"), "\(wrong.talk)")
  }

  @Test("empty flash is exit 1 with the ROM's words and the reason; --isp waits instead")
  func nothingToBoot() throws {
    let result = try KilnTool.run("board")
    #expect(result.exitCode == 1)
    try Snapshot.expect(
      result.output + "--- standard error ---\n" + result.talk, named: "board-nothing-to-boot",
      masksTimings: false)
    let waiting = try KilnTool.run("board", "--isp", "--load", Self.hello)
    #expect(waiting.exitCode == 0)
    #expect(waiting.output.isEmpty)
    #expect(waiting.talk.contains("board: the mask ROM waits for a flasher (ISP mode)"))
  }

  @Test(
    "wrong usage is exit 2 and says what is taken",
    arguments: [
      (["--timeout", "0"], "--timeout must be above 0"), (["--until", ""], "--until and --fail need a text"),
      (["--flash-size", "5M"], "must be 4M, 8M or 16M"),
      (["--flash-timing", "slow"], "'typical', 'maximum' or 'fast'"),
      (["--pty", "--board", "bitt"], "did you mean bit?"), (["--max-instructions", "x"], "'x' is invalid"),
      (["--gdb", "70000"], "'70000' is invalid"), (["program.bin"], "Unexpected argument 'program.bin'"),
    ])
  func usage(arguments: [String], words: String) throws {
    let result = try KilnTool.run(["board"] + arguments)
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.talk.contains(words), "\(result.talk)")
  }
}
