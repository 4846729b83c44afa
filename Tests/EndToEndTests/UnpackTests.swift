import Foundation
import K210Flash
import TestSupport
import Testing

@Suite("kiln unpack and info of flash files, end to end")
struct UnpackTests {
  private let files: FlashFiles
  private let oddList = Array(
    "\u{FEFF}{\"files\": [\r\n{\"bin\": \"a.bin\", \"sha256Prefix\": true, \"address\": 0x00000000,},\r\n]}"
      .utf8)

  init() throws { files = try FlashFiles() }

  @Test("oddities are told and taken; the list comes out as it was") func oddities() throws {
    let package = try files.archive(
      "odd.kfpkg",
      [("dir/flash-list.json", oddList), ("dir/a.bin", [0x73, 0x10, 0x30, 0x30]), ("readme", [65])])
    let info = try KilnTool.run("info", package)
    #expect(info.exitCode == 0)
    try Snapshot.expect(info.output, named: "info-kfpkg-odd", folder: files.prefix)
    let result = try KilnTool.run("unpack", package, files.path("new/out"))
    #expect(result.exitCode == 0)
    #expect(result.talk.contains("note: the files lie in the folder dir/"))
    #expect(try files.folder.bytes("new/out/flash-list.json") == oddList)
    #expect(try files.folder.bytes("new/out/a.bin") == [0x73, 0x10, 0x30, 0x30])
  }

  @Test("files that are there are kept without --force") func existing() throws {
    let package = try files.archive("p.kfpkg", [("flash-list.json", oddList), ("a.bin", [1])])
    let old = try files.folder.write([7], to: "out/a.bin")
    let refused = try KilnTool.run("unpack", package, files.path("out"))
    #expect(refused.exitCode == 1)
    #expect(refused.talk.contains("\(old): is there already"))
    #expect(try files.folder.bytes("out/a.bin") == [7])
    let report = try KilnTool.run("unpack", package, files.path("out"), "--force", "--json").json()
    #expect(report["kind"] as? String == "kfpkg")
    #expect((report["written"] as? [String])?.count == 2)
    #expect(try files.folder.bytes("out/a.bin") == [1])
  }

  @Test("without a folder it is the package's name, where the user is") func defaultFolder() throws {
    let package = try files.archive("p.kfpkg", [("flash-list.json", oddList), ("a.bin", [1])])
    let result = try KilnTool.shell("cd \(files.prefix) && mkdir here && cd here && $KILN unpack \(package)")
    #expect(result.exitCode == 0)
    #expect(result.output.hasPrefix("p/flash-list.json: "))
    #expect(try files.folder.bytes("here/p/a.bin") == [1])
  }

  @Test("dangerous and broken packages are exit 3 and leave nothing behind") func danger() throws {
    func renamed(_ from: String, _ to: String) throws -> [UInt8] {
      let path = try files.archive("x.zip", [("flash-list.json", oddList), ("a.bin", [1]), (from, [2])])
      return Array(try Data(contentsOf: URL(filePath: path)).replacing(Data(from.utf8), with: Data(to.utf8)))
    }
    let nested = Array("{\"files\": [{\"bin\": \"../a.bin\", \"address\": 0}]}".utf8)
    let cases: [(String, [UInt8], String)] = [
      ("up", try renamed("abcx", "../x"), "it leads upwards"),
      ("root", try renamed("abcx", "/tmp"), "it is absolute"),
      ("twice", try renamed("a.bix", "a.bin"), "the name occurs twice"),
      (
        "list", Array(try Data(contentsOf: URL(filePath: files.archive("y", [("flash-list.json", nested)])))),
        "leads into folders"
      ),
      ("cut", Array(try renamed("abcx", "abcy").dropLast(3)), "no end record"),
      (
        "nolist", Array(try Data(contentsOf: URL(filePath: files.archive("z", [("a", [1])])))),
        "no flash-list.json"
      ),
    ]
    for (name, bytes, words) in cases {
      let package = try files.folder.write(bytes, to: "\(name).kfpkg")
      for arguments in [["unpack", package, files.path("deep/out")], ["info", package]] {
        let result = try KilnTool.run(arguments)
        #expect(result.exitCode == 3)
        #expect(result.output.isEmpty)
        #expect(result.talk.contains(words), "\(result.talk)")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: files.path("deep")))
    let picture = try KilnTool.run("unpack", Sample.seven, files.path("deep"))
    #expect(picture.exitCode == 3)
    #expect(picture.talk.contains("hint: to see what the file is: kiln info \(Sample.seven)"))
  }

  @Test("a package is no model: sim says how to come to the files") func sim() throws {
    let package = try files.archive("p.kfpkg", [("flash-list.json", oddList), ("a.bin", [1])])
    let result = try KilnTool.run("sim", package)
    #expect(result.exitCode == 3)
    #expect(result.talk.contains("kiln unpack"))
  }

  @Test("info on images and programs") func firmware() throws {
    let program = try files.program("app.bin", count: 2000)
    let image = try FirmwareImage(program: files.folder.bytes("app.bin")).encoded
    let framed = try files.folder.write(image + [0xFF, 0xFF], to: "framed.bin")
    let result = try KilnTool.run("info", framed)
    #expect(result.exitCode == 0)
    try Snapshot.expect(result.output, named: "info-firmware", folder: files.prefix)
    let report = try KilnTool.run("info", framed, "--json").json()
    #expect(report["kind"] as? String == "firmware")
    #expect(report["payload_bytes"] as? Int == 2000)
    #expect(report["dual_io"] as? Bool == true)
    #expect(report["trailing_bytes"] as? Int == 2)
    #expect(try KilnTool.run("info", program).output.contains("probably a raw K210 program"))
    #expect(try KilnTool.run("info", program, "--json").json()["kind"] as? String == "program")
    var damaged = image
    damaged[100] ^= 1
    let refused = try KilnTool.run("info", files.folder.write(damaged, to: "damaged.bin"))
    #expect(refused.exitCode == 3)
    #expect(refused.talk.contains("firmware image: SHA-256 is "))
  }
}
