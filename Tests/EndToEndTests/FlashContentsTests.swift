import Bytes
import Foundation
import K210Flash
import TestSupport
import Testing

@Suite("Contents of flash files, end to end")
struct FlashContentsTests {
  private let files: FlashFiles

  init() throws { files = try FlashFiles() }

  @Test(
    "each file of a plan is called what it is",
    arguments: [
      (Array("hello".utf8), "text"), ([0x89, 0x50, 0x4E, 0x47, 0x0D], "PNG picture"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "JPEG picture"), ([0x50, 0x4B, 3, 4], "zip archive"),
      ([0x1F, 0x8B, 8, 0], "gzip archive"), (Array("RKNN\0\0\0\0".utf8), "model of another chip"),
      ([0, 0, 0, 0] + Array("TFL3".utf8), "TensorFlow Lite model"), ([0, 1, 2, 0xFE], "data"),
    ] as [([UInt8], String)])
  func words(bytes: [UInt8], words: String) throws {
    let path = try files.folder.write(bytes, to: "file.dat")
    let result = try KilnTool.run("pack", files.path("x.kfpkg"), "\(path)@0x100000", "--json")
    #expect(result.exitCode == 0, "\(result.talk)")
    let file = try #require((result.json()["files"] as? [[String: Any]])?.first)
    #expect(file["contents"] as? String == words)
    #expect(file["sha256"] as? String == Hexadecimal.string(SHA256.digest(of: bytes)))
  }

  @Test("models of a version that no firmware loads are named and need --force") func newerModel() throws {
    let v5 = Array("LDMK".utf8) + [5, 0, 0, 0] + [UInt8](repeating: 0, count: 100)
    let path = try files.folder.write(v5, to: "v5.kmodel")
    let result = try KilnTool.run("pack", files.path("x.kfpkg"), "\(path)@0x300000")
    #expect(result.exitCode == 1)
    #expect(
      result.output.contains("warning  'v5.kmodel' at 0x00300000: kmodel version 5; MaixPy loads version 3"))
    #expect(try KilnTool.run("pack", files.path("x.kfpkg"), "\(path)@0x300000", "--force").exitCode == 0)
  }

  @Test("an ELF and an empty file are refused with what to do", arguments: [true, false]) func unfit(
    isELF: Bool
  ) throws {
    let path = try files.folder.write(isELF ? Array("\u{7F}ELF".utf8) : [], to: "app.bin")
    let result = try KilnTool.run("pack", files.path("x.kfpkg"), "\(path)@0", "--force")
    #expect(result.exitCode == 1)
    #expect(result.output.contains(isELF ? "objcopy -O binary" : "the file is empty"))
  }

  @Test("a package inside a package is refused") func packageInPackage() throws {
    let package = try files.archive("in.kfpkg", [("flash-list.json", Array("{\"files\": []}".utf8))])
    let result = try KilnTool.run("pack", files.path("x.kfpkg"), "\(package)@0x100000")
    #expect(result.exitCode == 2)
    #expect(result.talk.contains("hint: take it apart first: kiln unpack"))
  }

  @Test("an encrypted image is shown without a guess at its contents") func encrypted() throws {
    let program = [UInt8](repeating: 1, count: 100)
    let key = try #require(AES128(key: 0..<16))
    let image = try FirmwareImage(program: program, key: key, isDualIO: false).encoded
    let path = try files.folder.write(image, to: "secret.bin")
    let result = try KilnTool.run("info", path)
    #expect(result.output.contains("01: encrypted with AES-128, read over one data line"))
    #expect(!result.output.contains("caution"))
    let report = try KilnTool.run("info", path, "--json").json()
    #expect(report["encrypted"] as? Bool == true)
    #expect(report["looks_like_program"] == nil)
    #expect(report["payload_bytes"] as? Int == 112)
    // The same bytes plain do not begin like a program.
    let plain = try files.folder.write(FirmwareImage(program: program).encoded, to: "plain.bin")
    #expect(try KilnTool.run("info", plain).output.contains("does not begin like a RISC-V program"))
  }

  @Test("an empty package is a package") func emptyPackage() throws {
    let package = try files.archive("e.kfpkg", [("flash-list.json", Array("{\"files\": []}".utf8))])
    let result = try KilnTool.run("info", package)
    #expect(result.exitCode == 0)
    #expect(result.output.contains("kfpkg, 0 files"))
  }
}
