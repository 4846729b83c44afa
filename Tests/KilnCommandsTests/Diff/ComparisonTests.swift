import ArgumentParser
import Foundation
import KModel
import KilnCommands
import Tensors
import TestSupport
import Testing

@Suite("Comparison of two runs")
struct ComparisonTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func compare(
    _ a: String, _ b: String, _ arguments: [String] = [], type: String? = nil
  ) throws -> Comparison {
    Comparison(
      try DiffSides(
        a: folder.path(a), b: folder.path(b), input: InputOptions.parse(arguments), elementType: type))
  }

  private func failure(_ a: String, _ b: String, type: String? = nil) throws -> CommandFailure {
    try #require(throws: CommandFailure.self) { try compare(a, b, type: type) }
  }

  /// A folder as `--layers-dir` writes it, with u8 layers of the given shape.
  private func layers(_ name: String, _ contents: [[UInt8]], shape: [Int]? = nil) throws {
    var rows: [[String: Any]] = []
    for (index, bytes) in contents.enumerated() {
      let file = "00\(index).bin"
      try folder.write(bytes, to: "\(name)/\(file)")
      var row: [String: Any] = [
        "index": index, "op": 1, "kind": "conv", "dtype": "u8", "bytes": bytes.count, "sha256": "",
        "file": file,
      ]
      if let shape { row["shape"] = shape }
      rows.append(row)
    }
    try folder.write(JSONSerialization.data(withJSONObject: rows), to: "\(name)/index.json")
  }

  @Test("equal folders are equal") func equal() throws {
    try layers("a", [[1, 2], [3]])
    try layers("b", [[1, 2], [3]])
    let comparison = try compare("a", "b")
    #expect(comparison.isEqual)
    #expect(comparison.firstDifference == nil)
    #expect(comparison.causes.isEmpty)
    #expect(comparison.layers.map { $0.item.name } == ["layer 0 (conv)", "layer 1 (conv)"])
  }

  @Test("a first layer that differs points to the input") func firstLayer() throws {
    try layers("a", [[1, 20], [3, 40]])
    try layers("b", [[9, 60], [3, 40]])
    let comparison = try compare("a", "b")
    #expect(comparison.firstDifference?.item.name == "layer 0 (conv)")
    #expect(comparison.causes.first?.hasPrefix("the input: how the picture was fitted (--fit)") == true)
  }

  @Test("a later layer that differs points to itself") func laterLayer() throws {
    try layers("a", [[1, 20], [3, 40]])
    try layers("b", [[1, 20], [30, 4]])
    let causes = try compare("a", "b").causes
    #expect(causes == ["layer 1 (conv) itself: all layers before it are equal, so its input was the same"])
  }

  @Test(
    "patterns in the values are named as causes",
    arguments: [
      ([10, 40, 70, 20, 50, 80, 30, 60, 90, 35, 65, 95], "layout: the values are equal in HWC"),
      ([70, 80, 90, 95, 40, 50, 60, 65, 10, 20, 30, 35], "colour order: first and third plane"),
      ([11, 20, 31, 35, 40, 49, 60, 65, 70, 80, 90, 95], "rounding rule: no value differs by more than one"),
      ([20, 10, 30, 35, 40, 50, 60, 65, 70, 80, 90, 95], "layout: both hold the same values"),
    ] as [([UInt8], String)])
  func patterns(other: [UInt8], cause: String) throws {
    try layers("a", [[10, 20, 30, 35, 40, 50, 60, 65, 70, 80, 90, 95]], shape: [3, 2, 2])
    try layers("b", [other], shape: [3, 2, 2])
    #expect(try compare("a", "b").causes.first?.hasPrefix(cause) == true)
  }

  @Test("other sizes are named before any guess") func sizes() throws {
    try layers("a", [[1, 2]])
    try layers("b", [[1, 2, 0, 0]])
    let comparison = try compare("a", "b")
    #expect(!comparison.isEqual)
    #expect(comparison.causes.first?.hasPrefix("layer 0 (conv) has 2 bytes in A, 4 in B") == true)
  }

  @Test("what only one side has is a difference") func unpaired() throws {
    try layers("a", [[1], [2]])
    try layers("b", [[1]])
    try folder.write([1, 2, 3, 4], to: "b/output0.bin")
    let comparison = try compare("a", "b")
    #expect(!comparison.isEqual)
    #expect(
      comparison.unpaired == [
        "layer 1 is only in \(folder.path("a"))", "output0.bin is only in \(folder.path("b"))",
      ])
  }

  @Test("layers on one side alone are said") func layersOnOneSide() throws {
    try layers("a", [[1]])
    try folder.write([0, 0, 0, 0], to: "a/output0.bin")
    try folder.write([0, 0, 0, 0], to: "b/output0.bin")
    #expect(try compare("a", "b").unpaired == ["layers are only in \(folder.path("a"))"])
  }

  @Test("an index cannot lead out of its folder") func indexOutside() throws {
    try layers("a", [[1]])
    try layers("b", [[1]])
    let rows: [[String: Any]] = [
      ["index": 0, "op": 1, "dtype": "u8", "bytes": 1, "sha256": "", "file": "../a/000.bin"]
    ]
    try folder.write(JSONSerialization.data(withJSONObject: rows), to: "b/index.json")
    try folder.write([7], to: "b/000.bin")
    #expect(try compare("a", "b").layers[0].item.b == [7])
  }

  @Test("raw dumps are compared in the type that is given") func dumps() throws {
    try folder.write([0, 0, 0x80, 0x3F], to: "a.raw")
    try folder.write([0, 0, 0, 0x40], to: "b.raw")
    #expect(try compare("a.raw", "b.raw", type: "f32").outputs[0].difference.maximum == 1)
    #expect(try compare("a.raw", "b.raw").outputs[0].difference.differing == 2)
  }

  @Test("folders, files and models are not mixed") func mixed() throws {
    try layers("a", [[1]])
    try folder.write([1], to: "dump.raw")
    try folder.write(KModel.v4(CommandModels.sum).encoded(), to: "m.kmodel")
    #expect(try failure("a", "dump.raw").exitCode == .usage)
    #expect(try failure("m.kmodel", "dump.raw").message.contains("m.kmodel: is a model, but"))
    #expect(try failure("dump.raw", "m.kmodel").exitCode == .usage)
    #expect(try failure("dump.raw", "dump.raw", type: "f8").message.contains("--dtype f8: must be one of u8"))
  }

  @Test("what is missing is a missing file, not wrong usage") func missing() throws {
    try layers("a", [[1]])
    #expect(try failure("a", "none").message.hasSuffix("none: no such file"))
    #expect(try failure("none", "a").exitCode == .file)
  }

  @Test("folders without results have nothing in common") func nothing() throws {
    try folder.write([1], to: "a/readme")
    try folder.write([1], to: "b/readme")
    #expect(try failure("a", "b").message.hasSuffix("nothing in common to compare"))
    try folder.write(Array("[".utf8), to: "a/index.json")
    try folder.write(Array("[".utf8), to: "b/index.json")
    #expect(try failure("a", "b").message.contains("index.json: is no list of layers"))
  }

  @Test("two models are run on one input, layer by layer") func models() throws {
    let bytes = try KModel.v4(CommandModels.pictureCopy).encoded()
    try folder.write(bytes, to: "a.kmodel")
    try folder.write(bytes, to: "b.kmodel")
    let input = try folder.write(SplitMix64.sequence(192), to: "in.bin")
    let comparison = try compare("a.kmodel", "b.kmodel", ["--input", input])
    #expect(comparison.isEqual)
    #expect(comparison.layers.count == 1)
    #expect(comparison.outputs[0].item.a == SplitMix64.sequence(192))
  }

  @Test("models with other numbers of outputs are not equal") func outputCounts() throws {
    try folder.write(KModel.v4(CommandModels.copy(byteCount: 64, outputs: 1)).encoded(), to: "a.kmodel")
    try folder.write(KModel.v4(CommandModels.copy(byteCount: 64, outputs: 2)).encoded(), to: "b.kmodel")
    let comparison = try compare("a.kmodel", "b.kmodel")
    #expect(!comparison.isEqual)
    #expect(comparison.unpaired == ["A has 1 outputs, B has 2"])
  }
}

extension SplitMix64 {
  /// The same bytes each time.
  fileprivate static func sequence(_ count: Int) -> [UInt8] {
    var random = SplitMix64(seed: 1)
    return random.bytes(count)
  }
}
