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
    files.close(try files.open(bytes("a"), .writing))
    #expect(throws: (any Error).self) { try files.open(bytes("b"), .reading) }
    try files.rename(bytes("a"), to: bytes("c"))
    #expect(try files.list(bytes("/sd")).count == 1)
    #expect(
      lines == ["write a", "read b: OSError 2, No such file or directory", "rename to c: a", "list /sd"])
  }
}
