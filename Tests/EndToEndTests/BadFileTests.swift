import Foundation
import KModel
import TestSupport
import Testing

@Suite("Bad files, end to end")
struct BadFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs info and sim on a file; both must refuse it with exit 3 and the same words.
  private func expectRefusal(
    _ path: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for command in ["info", "sim"] {
      let result = try KilnTool.run(command, path)
      #expect(result.exitCode == 3, sourceLocation: sourceLocation)
      #expect(result.output.isEmpty, sourceLocation: sourceLocation)
      #expect(result.talk.hasPrefix("error: \(path)"), sourceLocation: sourceLocation)
      #expect(result.talk.contains(words), "\(result.talk)", sourceLocation: sourceLocation)
    }
  }

  @Test("a missing file, with the name that was meant") func missing() throws {
    try expectRefusal("samples/digits/digits-v4.kmodl", "hint: did you mean samples/digits/digits-v4.kmodel?")
    try expectRefusal("nowhere/model.kmodel", "hint: there is no folder nowhere")
  }

  @Test("a folder") func folderAsModel() throws {
    try expectRefusal("samples/digits", "is a folder, not a file")
  }

  @Test("an empty file") func empty() throws {
    try expectRefusal(folder.write([], to: "empty.kmodel"), "an empty file")
  }

  @Test("a text file by the name of a model") func text() throws {
    try expectRefusal(
      folder.write(Array("<html>404</html>".utf8), to: "model.kmodel"), "a text file, not a model")
  }

  @Test("a picture given as model") func picture() throws {
    try expectRefusal(Sample.seven, "hint: pictures go behind --input: kiln sim MODEL --input PICTURE")
  }

  @Test("random bytes") func noise() throws {
    var random = SplitMix64(seed: 12)
    try expectRefusal(folder.write(random.bytes(1000), to: "noise"), "noise")
  }

  @Test("a truncated model names the offset", arguments: ["v3", "v4"]) func truncated(version: String) throws
  {
    let bytes = try Data(contentsOf: Sample.url("digits-\(version).kmodel"))
    for count in [40, 1000, bytes.count - 100] {
      let path = try folder.write(bytes.prefix(count), to: "cut.kmodel")
      try expectRefusal(path, " at 0x")
    }
  }

  @Test("the older task form and newer versions say how to come to one that runs") func versions() throws {
    var task = [UInt8](repeating: 0, count: 400)
    (task[0], task[8], task[16]) = (1, 1, 64)
    try expectRefusal(folder.write(task, to: "task.kmodel"), "compile the network again with nncase")
    let v5 = Array("LDMK".utf8) + [5, 0, 0, 0] + [UInt8](repeating: 0, count: 100)
    try expectRefusal(folder.write(v5, to: "v5.kmodel"), "the K210's firmware does not load it either")
  }

  @Test("a file that may not be read", .disabled(if: getuid() == 0, "root reads everything"))
  func unreadable() throws {
    let path = try folder.write([3], to: "secret.kmodel")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    try expectRefusal(path, "cannot be opened: Permission denied")
  }

  @Test(
    "inputs of the wrong size, type or shape are exit 3 and say what is taken",
    arguments: [
      ("in.bin", [UInt8](repeating: 0, count: 63), "63 bytes; input0 takes exactly 64"),
      (
        "a.npy", NumpyFile.bytes(type: "<f4", shape: "(16,)", elements: [UInt8](repeating: 0, count: 64)),
        "array of type f4 and shape [16]"
      ),
      (
        "a.npy", NumpyFile.bytes(type: "|u1", shape: "(4, 16)", elements: [UInt8](repeating: 0, count: 64)),
        "shape [4, 16]"
      ),
      ("a.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a.png: "),
    ] as [(String, [UInt8], String)])
  func inputs(name: String, bytes: [UInt8], words: String) throws {
    let result = try KilnTool.run("sim", Sample.v4, "--input", folder.write(bytes, to: name))
    #expect(result.exitCode == 3)
    #expect(result.output.isEmpty)
    #expect(result.talk.contains(words), "\(result.talk)")
  }

  @Test(
    "missing inputs and labels are exit 3", arguments: [["--input", "none.png"], ["--labels", "none.txt"]])
  func missingInputs(arguments: [String]) throws {
    let result = try KilnTool.run(["sim", Sample.v4] + arguments)
    #expect(result.exitCode == 3)
    #expect(result.talk.contains("no such file"))
  }

  @Test("a result that cannot be written is exit 1", arguments: ["--output-dir", "--layers-dir"])
  func unwritable(option: String) throws {
    let result = try KilnTool.run("sim", Sample.v4, option, "\(Sample.labels)/x")
    #expect(result.exitCode == 1)
    #expect(result.talk.contains("the folder cannot be made: Not a directory"), "\(result.talk)")
  }
}
