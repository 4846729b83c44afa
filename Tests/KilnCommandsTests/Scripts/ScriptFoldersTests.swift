import KilnCommands
import Scripting
import Testing

@Suite("Scripts' files in memory, and where volumes meet")
struct ScriptFoldersTests {
  private let files = FileText(
    files: ScriptFolders(
      [
        "flash": MemoryFolder(byteLimit: 100, seconds: { 7 }),
        "sd": MemoryFolder(byteLimit: 1000, seconds: { 8 }),
      ], current: "sd"))

  private func failure(_ body: (ScriptFolders) throws(ScriptFileError) -> Void) -> Int? {
    files.failure { () throws(ScriptFileError) in try body(files.files) }
  }

  @Test func root_listsVolumesAndIsNotWritten() throws {
    #expect(try files.names("/") == ["flash", "sd"])
    #expect(try files.files.status(bytes("/")).isDirectory)
    #expect(files.write("x", to: "/x") == 19)
    #expect(failure { (files) throws(ScriptFileError) in try files.makeDirectory(bytes("/")) } == 1)
    #expect(
      failure { (files) throws(ScriptFileError) in try files.remove(bytes("/sd"), directory: true) } == 13)
  }

  @Test func currentFolder_changes() throws {
    try files.files.makeDirectory(bytes("lib"))
    try files.files.changeDirectory(bytes("lib"))
    #expect(files.files.currentDirectory() == bytes("/sd/lib"))
    #expect(files.write("x", to: "a") == nil)
    #expect(files.read("/sd/lib/a") == .success("x"))
    try files.files.changeDirectory(bytes("../.."))
    #expect(files.files.currentDirectory() == bytes("/sd"))
    #expect(failure { (files) throws(ScriptFileError) in try files.changeDirectory(bytes("lib/a")) } == 20)
    try files.files.changeDirectory(bytes("/"))
    #expect(files.read("sd/lib/a") == .success("x"))
  }

  @Test func renaming_staysInAVolume() throws {
    files.write("one", to: "a")
    files.write("two", to: "b")
    #expect(
      failure { (files) throws(ScriptFileError) in try files.rename(bytes("a"), to: bytes("/flash/a")) } == 1)
    #expect(
      failure { (files) throws(ScriptFileError) in try files.rename(bytes("a"), to: bytes("b")) } == nil)
    #expect(files.read("b") == .success("one"))
    try files.files.makeDirectory(bytes("d"))
    #expect(
      failure { (files) throws(ScriptFileError) in try files.rename(bytes("d"), to: bytes("d/e")) } == 22)
    #expect(
      failure { (files) throws(ScriptFileError) in try files.rename(bytes("d"), to: bytes("d")) } == nil)
  }

  @Test func room_isBounded() throws {
    #expect(files.write(String(repeating: "x", count: 101), to: "/flash/a") == 28)
    #expect(files.write(String(repeating: "x", count: 100), to: "/flash/a") == nil)
    #expect(files.write("x", to: "/flash/b") == 28)
    #expect(files.write("yy", to: "/flash/a", .updating) == nil)
    let file = try files.files.open(bytes("/flash/b"), .writing)
    #expect(try files.files.seek(file, offset: .max, whence: 0) == .max)
    #expect(failure { (files) throws(ScriptFileError) in try files.write(file, [1, 2]) } == 28)
    #expect(
      failure { (files) throws(ScriptFileError) in _ = try files.seek(file, offset: 1, whence: 1) } == 22)
  }

  @Test func removedFile_givesItsRoomBack() throws {
    files.write(String(repeating: "x", count: 100), to: "/flash/a")
    let file = try files.files.open(bytes("/flash/a"), .updating)
    try files.files.remove(bytes("/flash/a"), directory: false)
    #expect(try files.files.read(file, count: 9).isEmpty)
    #expect(failure { (files) throws(ScriptFileError) in try files.write(file, [1]) } == 9)
    #expect(files.write(String(repeating: "x", count: 100), to: "/flash/b") == nil)
  }

  @Test func gapsBehindTheEnd_areZeros() throws {
    let file = try files.files.open(bytes("a"), .writing)
    _ = try files.files.seek(file, offset: 2, whence: 0)
    try files.files.write(file, [1])
    #expect(files.read("a") == .success("\u{0}\u{0}\u{1}"))
  }

  @Test func longAndDeepPaths_areRefused() {
    #expect(files.write("x", to: String(repeating: "x", count: 256)) == 36)
    #expect(files.write("x", to: String(repeating: "x/", count: 3000)) == 36)
    #expect(files.write("x", to: String(repeating: "x/", count: 100)) == 36)
  }
}
