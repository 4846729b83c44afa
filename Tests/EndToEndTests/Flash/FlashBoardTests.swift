import Foundation
import TestSupport
import Testing

/// One session each with a virtual board; `.ci/board-flash` has the long ones.
@Suite("kiln flash at a virtual board, end to end")
struct FlashBoardTests {
  private let files: FlashFiles

  init() throws { files = try FlashFiles() }

  @Test("a program and a model without modem lines; what it did is in the report and in flash") func write()
    throws
  {
    let image = files.path("flash.img")
    let board = try RunningBoard(["--isp", "--flash", image, "--flash-timing", "fast"])
    let hello = BoardFiles.prebuilt("hello-uart")
    let result = try KilnTool.run(
      "flash", hello, "\(Sample.v4)@0x300000", "--port", board.path, "--json", "--no-reset")
    #expect(result.exitCode == 0, "\(result.talk)")
    let report = try result.json()
    #expect(report["action"] as? String == "write")
    #expect(report["board"] == nil)
    #expect(report["baud"] as? Int == 1_500_000)
    #expect((report["chip"] as? [String: Any])?["jedec_id"] as? String == "ef4018")
    #expect(report["already_there"] as? Int == 0)
    #expect((report["outcome"] as? [String: Any])?["status"] as? String == "done")
    let again = try KilnTool.run("flash", "verify", hello, "--port", board.path, "--no-reset")
    #expect(again.exitCode == 0, "\(again.talk)")
    let wrong = try KilnTool.run(
      "flash", "verify", "\(hello)@0x300000", "--port", board.path, "--no-reset", "--json")
    #expect(wrong.exitCode == 1)
    #expect(try (wrong.json()["first_difference"] as? [String: Any])?["address"] as? Int == 0x30_0000)
    let read = try KilnTool.run(
      "flash", "read", "0x300000", "1k", files.path("part.bin"), "--port", board.path)
    #expect(read.exitCode == 0, "\(read.talk)")
    let model = Array(try Data(contentsOf: Sample.url("digits-v4.kmodel")))
    #expect(try files.folder.bytes("part.bin") == Array(model.prefix(1024)))
    #expect(board.stop(SIGTERM) == 0)
    let flash = try files.folder.bytes("flash.img")
    #expect(Array(flash[0x30_0000...].prefix(model.count)) == model)
    #expect(flash[0] == 2)
  }

  @Test("nobody who answers as a K210: what it looks like, and what to do") func echo() throws {
    let board = try RunningBoard(["--load", BoardFiles.prebuilt("hello-uart")])
    try board.waitForTalk("on \(board.path)")
    let result = try KilnTool.run("flash", "id", "--port", board.path)
    #expect(result.exitCode == 1)
    #expect(result.talk.contains("\(board.path): no K210 answers"))
    #expect(result.talk.contains("hint: "))
  }
}
