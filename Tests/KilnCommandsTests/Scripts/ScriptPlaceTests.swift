import Foundation
import KilnCommands
import Scripting
import TestSupport
import Testing

@Suite("Where a script's folder is")
struct ScriptPlaceTests {
  private let folder: TemporaryFolder
  /// The temporary folder without links on the way.
  private let root: String

  init() throws {
    folder = try TemporaryFolder()
    root = folder.url.resolvingSymlinksInPath().path(percentEncoded: false)
    for name in ["card/main.py", "card/lib/deep.py", "cardinal/main.py", "other/main.py"] {
      try folder.write([], to: name)
    }
  }

  private func place(_ script: String) -> ScriptPlace {
    ScriptPlace(ofScript: folder.path(script), card: folder.path("card"))
  }

  @Test(arguments: [
    ("card/main.py", "/sd"), ("card/lib/deep.py", "/sd/lib"), ("other/../card/./main.py", "/sd"),
  ])
  func scriptsOnTheCard_areFoundThere(script: String, path: String) {
    #expect(place(script).path == path && place(script).folder == nil)
  }

  @Test(arguments: ["other", "cardinal"]) func scriptsElsewhere_bringTheirFolder(name: String) {
    #expect(place(name + "/main.py").path == "/script")
    #expect(place(name + "/main.py").folder == Files.path(root, name))
  }

  @Test func links_areFollowed() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("other/link.py"), withDestinationPath: "../card/main.py")
    #expect(place("other/link.py").path == "/sd")
  }

  @Test func rootAsCard_holdsEverything() {
    #expect(
      ScriptPlace(ofScript: folder.path("card/main.py"), card: "/").path
        == "/sd\(root)/card".replacing("//", with: "/"))
  }
}

@Suite("Words about a script's files")
struct TracedFilesTests {
  @Test func paths_areNamedAndFailuresToo() throws {
    var lines: [String] = []
    let folders = ScriptFolders(["sd": MemoryFolder(byteLimit: 100, seconds: { 0 })], current: "sd")
    let files = TracedFiles(folders) { lines.append($0) }
    let file = try files.open(bytes("a"), .writing)
    try files.write(file, [1, 2, 3])
    files.close(file)
    #expect(throws: (any Error).self) { try files.open(bytes("./b"), .reading) }
    #expect(throws: (any Error).self) { try files.read(file, count: 1) }
    try files.rename(bytes("a"), to: bytes("c"))
    #expect(try files.list(bytes("/sd")).count == 1)
    #expect(
      lines == [
        "open to write /sd/a", "close /sd/a: 3 bytes written",
        "open /sd/b: OSError 2, No such file or directory",
        "read a closed file: OSError 9, Bad file descriptor",
        "rename to /sd/c: /sd/a", "list /sd",
      ])
  }
}
