import Foundation
import KilnCommands
import Scripting
import TestSupport
import Testing

@Suite("Scripts' files on this computer")
struct HostFolderTests {
  private let outside: TemporaryFolder
  private let files: FileText

  /// `outside` has a secret, and a folder `card` that scripts see as `/sd`.
  init() throws {
    outside = try TemporaryFolder()
    try outside.write("secret".utf8, to: "secret.txt")
    try outside.write("inside".utf8, to: "card/a.txt")
    try outside.write("deep".utf8, to: "card/lib/deep.txt")
    files = FileText(files: ScriptFolders(["sd": try HostFolder(outside.path("card"))], current: "sd"))
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: outside.path("card/" + name), withDestinationPath: target)
  }

  @Test(arguments: [
    "a.txt", "/sd/a.txt", "./a.txt", "//sd//a.txt", "/sd/lib/../a.txt", "../a.txt", "/../sd/a.txt",
  ])
  func paths_leadIntoTheFolder(path: String) {
    #expect(files.read(path) == .success("inside"))
  }

  @Test(arguments: [
    "../secret.txt", "/sd/../secret.txt", "lib/../../secret.txt", "/secret.txt", "/etc/passwd",
    "/sd/../../../etc/passwd",
    "..", "/", "a.txt/../../secret.txt", "a.txt\u{0}", "\u{0}/etc/passwd",
  ])
  func paths_leadNowhereElse(path: String) {
    #expect(throws: ScriptFileError.self) { try files.read(path).get() }
  }

  @Test func absoluteHostPath_isNotFound() {
    #expect(files.read(outside.path("secret.txt")) == .failure(ScriptFileError(number: 19)))
  }

  @Test(arguments: [
    ("/etc/passwd", "x"), ("../secret.txt", "x"), ("lib/../../secret.txt", "x"), ("..", "x/secret.txt"),
    ("/", "x/etc/passwd"), ("../card/a.txt", "x"), ("lib/../..", "x/secret.txt"),
    ("/proc/self/root/etc/passwd", "x"),
  ])
  func linksThatLeadOut_areRefused(target: String, path: String) throws {
    try link("x", to: target)
    #expect(files.read(path) == .failure(ScriptFileError(number: 13)))
    #expect(files.write("gone", to: path) == 13)
    #expect(files.failure { () throws(ScriptFileError) in try files.files.changeDirectory(bytes("x")) } == 13)
    #expect(try outside.bytes("secret.txt") == bytes("secret"))
    #expect(try !files.names("/sd").contains("x"))
  }

  @Test func linksThatStayInside_work() throws {
    try link("x", to: "lib/../lib/./deep.txt")
    try link("library", to: "lib/")
    try link("lib/up", to: "../a.txt")
    #expect(files.read("x") == .success("deep"))
    #expect(files.read("library/deep.txt") == .success("deep"))
    #expect(files.read("library/up") == .success("inside"))
    #expect(try files.names("library") == ["deep.txt", "up"])
    #expect(try files.files.status(bytes("library")).isDirectory)
  }

  @Test func linksInCircles_end() throws {
    try link("x", to: "y")
    try link("y", to: "x")
    try link("z", to: "z/z")
    #expect(files.read("x") == .failure(ScriptFileError(number: 40)))
    #expect(files.read("z") == .failure(ScriptFileError(number: 40)))
  }

  @Test func linkThatLeadsToNothing_makesItsTargetInside() throws {
    try link("x", to: "lib/new.txt")
    try link("y", to: "../new.txt")
    #expect(files.write("made", to: "x") == nil)
    #expect(files.read("lib/new.txt") == .success("made"))
    #expect(files.write("made", to: "y") == 13)
    #expect(!FileManager.default.fileExists(atPath: outside.path("new.txt")))
  }

  @Test func removingAndRenaming_meanTheLinkItself() throws {
    try link("x", to: "../secret.txt")
    #expect(
      files.failure { () throws(ScriptFileError) in try files.files.rename(bytes("x"), to: bytes("y")) }
        == nil)
    #expect(
      files.failure { () throws(ScriptFileError) in try files.files.remove(bytes("y"), directory: false) }
        == nil)
    #expect(try outside.bytes("secret.txt") == bytes("secret"))
  }

  @Test func pipesAndDevices_areRefusedWithoutWaiting() throws {
    #expect(makePipe(at: outside.path("card/pipe")))
    #expect(files.read("pipe") == .failure(ScriptFileError(number: 13)))
    #expect(files.write("x", to: "pipe") == 13)
    #expect(try files.names("") == ["a.txt", "lib"])
  }

  @Test func linkThatComesAndGoes_neverLeadsOut() throws {
    try outside.write("secret".utf8, to: "other/deep.txt")
    let swapper = FolderSwapper()
    swapper.start(outside.path("card/lib"), target: "../other")
    defer { swapper.stop() }
    var seen: Set<String> = []
    for _ in 0..<5000 {
      if case .success(let text) = files.read("lib/deep.txt") { seen.insert(text) }
    }
    #expect(seen.isSubset(of: ["deep"]))
  }

  @Test func modes_doWhatTheySay() {
    #expect(files.write("one", to: "new") == nil)
    #expect(files.write("two", to: "new", .creating) == 17)
    #expect(files.write("+two", to: "new", .appending) == nil)
    #expect(files.read("new") == .success("one+two"))
    #expect(files.write("O", to: "new", .updating) == nil)
    #expect(files.read("new") == .success("One+two"))
    #expect(files.write("x", to: "missing", .updating) == 2)
    #expect(files.write("x", to: "lib") == 21)
    #expect(files.write("x", to: "a.txt/x") == 20)
  }

  @Test func openFiles_areBounded() throws {
    let numbers = try (0..<ScriptFolders.openLimit).map { _ in try files.files.open(bytes("a.txt"), .reading)
    }
    #expect(files.read("a.txt") == .failure(ScriptFileError(number: 24)))
    files.files.close(try #require(numbers.first))
    #expect(files.read("a.txt") == .success("inside"))
  }

  @Test func closedFile_isBad() throws {
    let file = try files.files.open(bytes("a.txt"), .reading)
    files.files.close(file)
    #expect(throws: ScriptFileError(number: 9)) { try files.files.read(file, count: 1) }
  }

  @Test func readingAndSeeking_followThePosition() throws {
    let file = try files.files.open(bytes("a.txt"), .updating)
    #expect(try files.files.seek(file, offset: -2, whence: 2) == 4)
    #expect(try files.files.read(file, count: .max) == bytes("de"))
    #expect(try files.files.read(file, count: 5).isEmpty)
    #expect(try files.files.seek(file, offset: 1, whence: 0) == 1)
    #expect(try files.files.read(file, count: 2) == bytes("ns"))
    #expect(throws: ScriptFileError.self) { try files.files.seek(file, offset: -1, whence: 0) }
    #expect(throws: ScriptFileError.self) { try files.files.seek(file, offset: 0, whence: 7) }
    #expect(try files.files.read(file, count: -1).isEmpty)
  }

  @Test func folders_areMadeListedAndRemoved() throws {
    try files.files.makeDirectory(bytes("new"))
    #expect(try files.names("/sd") == ["a.txt", "lib", "new"])
    #expect(files.failure { () throws(ScriptFileError) in try files.files.makeDirectory(bytes("new")) } == 17)
    #expect(
      files.failure { () throws(ScriptFileError) in try files.files.remove(bytes("lib"), directory: true) }
        == 39)
    #expect(
      files.failure { () throws(ScriptFileError) in try files.files.remove(bytes("new"), directory: false) }
        == 21)
    try files.files.remove(bytes("new"), directory: true)
    #expect(try files.names("/sd") == ["a.txt", "lib"])
  }

  @Test func status_saysSizeAndKind() throws {
    let status = try files.files.status(bytes("a.txt"))
    #expect(!status.isDirectory && status.byteCount == 6 && status.modified > 0)
    #expect(try files.files.status(bytes("/sd")).isDirectory)
    #expect(try files.files.space(bytes("/sd")).blocks > 0)
  }
}
