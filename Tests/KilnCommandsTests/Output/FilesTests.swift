import Foundation
import KilnCommands
import TestSupport
import Testing

@Suite("Files")
struct FilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a file is read to its last byte", arguments: [0, 1, 65_535, 65_536, 200_001])
  func sizes(count: Int) throws {
    let bytes = SplitMix64(seed: 4).prefix(count)
    #expect(try Files.read(folder.write(bytes, to: "file")) == bytes)
  }

  @Test("a missing file is exit 3, with the name that was meant") func missing() throws {
    try folder.write([1], to: "model-v4.kmodel")
    try folder.write([1], to: "model-v3.kmodel")
    let failure = try #require(throws: CommandFailure.self) { try Files.read(folder.path("model-v4.kmodl")) }
    #expect(failure.exitCode == .file)
    #expect(failure.message.hasSuffix("model-v4.kmodl: no such file"))
    #expect(failure.hints == ["did you mean \(folder.path("model-v4.kmodel"))?"])
  }

  @Test("a missing folder is named") func missingFolder() throws {
    let failure = try #require(throws: CommandFailure.self) { try Files.read(folder.path("none/a.png")) }
    #expect(failure.hints == ["there is no folder \(folder.path("none"))"])
  }

  @Test("what else keeps a file from being opened is said as it is") func notAFolder() throws {
    let file = try folder.write([1], to: "file")
    let failure = try #require(throws: CommandFailure.self) { try Files.read("\(file)/x") }
    #expect(failure.message.hasSuffix("cannot be opened: Not a directory"))
    let loop = folder.path("loop")
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    let endless = try #require(throws: CommandFailure.self) { try Files.read(loop) }
    #expect(endless.message.hasSuffix("Too many levels of symbolic links") && endless.hints.isEmpty)
    let unwritable = try #require(throws: CommandFailure.self) {
      try Files.write([1], to: folder.path("no/x"))
    }
    #expect(unwritable.message.hasSuffix("No such file or directory"))
  }

  @Test("a folder is no file") func folderAsFile() throws {
    let failure = try #require(throws: CommandFailure.self) { try Files.read(folder.path) }
    #expect(failure.message.hasSuffix("is a folder, not a file"))
  }

  @Test("folders are made with those above them, and again without complaint") func makeFolder() throws {
    let path = folder.path("a/b/c/")
    try Files.makeFolder(path)
    try Files.makeFolder(path)
    #expect(Files.isFolder(folder.path("a/b/c")))
  }

  @Test("a folder below a file cannot be made; that is failed work and says why") func impossibleFolder()
    throws
  {
    let file = try folder.write([1], to: "file")
    let failure = try #require(throws: CommandFailure.self) { try Files.makeFolder("\(file)/x") }
    #expect(failure.exitCode == .work)
    #expect(failure.message.hasSuffix("Not a directory"))
    #expect(throws: CommandFailure.self) { try Files.makeFolder("") }
  }

  @Test("paths are joined with one slash") func path() {
    #expect(Files.path("out", "a.bin") == "out/a.bin")
    #expect(Files.path("out/", "a.bin") == "out/a.bin")
  }

  @Test("names are sorted and hidden ones left out") func names() throws {
    for name in ["b", "a", ".hidden"] { try folder.write([], to: name) }
    #expect(try Files.names(in: folder.path) == ["a", "b"])
  }

  @Test("at most two hints are kept") func hints() {
    #expect(CommandFailure(.usage, "no", hints: ["a", "b", "c"]).hints == ["a", "b"])
  }
}

extension SplitMix64 {
  fileprivate func prefix(_ count: Int) -> [UInt8] {
    var copy = self
    return copy.bytes(count)
  }
}
