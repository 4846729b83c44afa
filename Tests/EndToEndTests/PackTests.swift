import Foundation
import K210Flash
import TestSupport
import Testing

@Suite("kiln pack, end to end")
struct PackTests {
  private let files: FlashFiles

  init() throws { files = try FlashFiles() }

  @Test("a firmware and a model become a package; info and unpack agree with it") func roundTrip() throws {
    let program = try files.program("app.bin", count: 5000)
    let package = files.path("demo.kfpkg")
    let packed = try KilnTool.run("pack", package, "\(program)@0", "\(Sample.v4)@0x300000", "--store")
    #expect(packed.exitCode == 0)
    #expect(packed.talk.isEmpty)
    try Snapshot.expect(packed.output, named: "pack-demo", folder: files.prefix)
    let info = try KilnTool.run("info", package)
    #expect(info.exitCode == 0)
    try Snapshot.expect(info.output, named: "info-kfpkg", folder: files.prefix)
    let target = files.path("out")
    let unpacked = try KilnTool.run("unpack", package, target)
    #expect(unpacked.exitCode == 0)
    try Snapshot.expect(unpacked.output, named: "unpack-demo", folder: files.prefix)
    #expect(try files.folder.bytes("out/app.bin") == files.folder.bytes("app.bin"))
    #expect(
      try files.folder.bytes("out/digits-v4.kmodel")
        == Array(Data(contentsOf: Sample.url("digits-v4.kmodel"))))
    let again = files.path("again.kfpkg")
    _ = try KilnTool.run("pack", again, "\(target)/app.bin@0", "\(target)/digits-v4.kmodel@3M", "--store")
    #expect(try files.folder.bytes("again.kfpkg") == files.folder.bytes("demo.kfpkg"))
  }

  @Test("headers: at 0 for a .bin, by --firmware for every .bin, by --raw for none, never twice")
  func headers()
    throws
  {
    let program = try files.program("app.bin", count: 100)
    func marks(_ arguments: String...) throws -> [Bool] {
      let result = try KilnTool.run(["pack", files.path("x.kfpkg"), "--force"] + arguments)
      #expect(result.exitCode == 0, "\(result.talk)")
      return try FlashPackage(files.folder.bytes("x.kfpkg")).entries.map { $0.item.hasHeader }
    }
    let data = try files.folder.write([1, 2, 3], to: "font.dat")
    #expect(try marks("\(program)@0", "\(program)@0x10000") == [true, false])
    #expect(
      try marks("\(program)@0", "\(program)@0x10000", "\(data)@0x20000", "--firmware") == [true, true, false])
    #expect(try marks("\(program)@0", "--raw") == [false])
    #expect(try marks("\(data)@0") == [false])
    let framed = try files.folder.write(
      FirmwareImage(program: files.folder.bytes("app.bin")).encoded, to: "framed.bin")
    #expect(try marks("\(framed)@0") == [false])
  }

  @Test("the plan that cannot work is refused, whatever is forced") func errors() throws {
    let program = try files.program("app.bin", count: 9000)
    let other = try files.program("other.bin", count: 100)
    for extra in [[], ["--force"]] {
      let result = try KilnTool.run(
        ["pack", files.path("x.kfpkg"), "\(program)@0", "\(other)@0x2000", "\(other)@0xFFFFF0"] + extra)
      #expect(result.exitCode == 1)
      #expect(result.talk.contains("x.kfpkg: not written: 2 errors in the plan"))
      #expect(
        result.output.contains("error    'other.bin' at 0x00002000: overlaps 'app.bin' from 0x00002000"))
      #expect(result.output.contains("ends at 0x01000054; the chip ends at 0x01000000"))
      #expect(!FileManager.default.fileExists(atPath: files.path("x.kfpkg")))
    }
    let small = try KilnTool.run("pack", files.path("x.kfpkg"), "\(program)@0", "--flash-size", "8k")
    #expect(small.exitCode == 1)
    #expect(small.output.contains("the chip ends at 0x00002000"))
  }

  @Test("a broken model is refused, unless the user insists") func brokenModel() throws {
    let bytes = try Data(contentsOf: Sample.url("digits-v4.kmodel"))
    let cut = try files.folder.write(bytes.prefix(1000), to: "cut.kmodel")
    let result = try KilnTool.run("pack", files.path("x.kfpkg"), "\(cut)@0x300000")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("error    'cut.kmodel' at 0x00300000: broken kmodel: "))
    #expect(result.talk.contains("hint: if it is meant so: --force"))
    let forced = try KilnTool.run("pack", files.path("x.kfpkg"), "\(cut)@0x300000", "--force")
    #expect(forced.exitCode == 0)
  }

  @Test("warnings need --force") func warnings() throws {
    let program = try files.program("app.bin", count: 100)
    let arguments = ["pack", files.path("x.kfpkg"), "\(program)@0x1001"]
    let refused = try KilnTool.run(arguments)
    #expect(refused.exitCode == 1)
    #expect(refused.talk.contains("hint: if it is meant so: --force"))
    #expect(try KilnTool.run(arguments + ["--force"]).exitCode == 0)
    #expect(FileManager.default.fileExists(atPath: files.path("x.kfpkg")))
  }

  @Test("wrong usage is exit 2, missing files are exit 3") func usage() throws {
    let program = try files.program("app.bin", count: 100)
    let package = files.path("x.kfpkg")
    let twin = try files.folder.write([9], to: "twin/app.bin")
    let cases: [([String], Int32, String)] = [
      ([package], 2, "Missing expected argument"),
      ([package, program], 2, "no address; must be FILE@ADDRESS"),
      ([package, "\(program)@x"], 2, "'x' is no address"),
      (["\(program)@0", package], 2, "the package to write comes first"),
      ([package, "\(program)@0", "--raw", "--firmware"], 2, "exclude each other"),
      ([package, "\(program)@0", "\(twin)@0x10000"], 2, "rename one of the files"),
      ([package, "\(files.path("none"))@0"], 3, "no such file"),
    ]
    for (arguments, code, words) in cases {
      let result = try KilnTool.run(["pack"] + arguments)
      #expect(result.exitCode == code)
      #expect(result.output.isEmpty)
      #expect(result.talk.contains(words), "\(result.talk)")
    }
  }

  @Test("--store keeps bytes as they are, --json reports") func options() throws {
    let program = try files.program("app.bin", count: 5000)
    let result = try KilnTool.run("pack", files.path("x.kfpkg"), "\(program)@0", "--store", "--json")
    let report = try result.json()
    #expect(report["schema"] as? Int == 1)
    #expect(report["written"] as? [String] == [files.path("x.kfpkg")])
    #expect(report["bytes"] as? Int == (try files.folder.bytes("x.kfpkg").count))
    let file = try #require((report["files"] as? [[String: Any]])?.first)
    #expect(file["flash_bytes"] as? Int == 5037)
    #expect(file["erased_end"] as? Int == 65_536)
    #expect(try files.folder.bytes("x.kfpkg").count > 5000)
    let refused = try KilnTool.run("pack", files.path("y.kfpkg"), "\(program)@1", "--json")
    #expect(refused.exitCode == 1)
    let problem = try #require((refused.json()["problems"] as? [[String: Any]])?.first)
    #expect(problem["severity"] as? String == "warning")
    #expect(try refused.json()["written"] as? [String] == [])
  }
}
