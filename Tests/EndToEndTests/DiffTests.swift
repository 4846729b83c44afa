import Foundation
import ImageCodecs
import KModel
import Pictures
import TestSupport
import Testing

@Suite("kiln diff, end to end")
struct DiffTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs a model into a folder of results and layers.
  private func sim(_ model: String, _ name: String, _ arguments: [String]) throws {
    let out = folder.path(name)
    let result = try KilnTool.run(
      ["sim", model] + arguments + ["--output-dir", out, "--layers-dir", out])
    try #require(result.exitCode == 0, "\(result.talk)")
  }

  private func diff(_ a: String, _ b: String, _ arguments: [String] = []) throws -> KilnTool.Result {
    try KilnTool.run(["diff", folder.path(a), folder.path(b)] + arguments)
  }

  @Test("equal runs are equal, exit 0") func equal() throws {
    try sim(Sample.v4, "a", ["--input", Sample.seven])
    try sim(Sample.v4, "b", ["--input", Sample.seven])
    let result = try diff("a", "b", ["--all"])
    #expect(result.exitCode == 0)
    #expect(result.talk.isEmpty)
    try Snapshot.expect(result.output, named: "diff-equal", folder: folder.path)
  }

  @Test("another fit is named as the first cause, exit 1") func fits() throws {
    let wide = try Picture(width: 16, height: 8, format: .gray8, pixels: (0..<128).map { UInt8($0 * 2) })
    let input = try folder.write(wide.encoded(as: .png), to: "wide.png")
    try sim(Sample.v4, "a", ["--input", input])
    try sim(Sample.v4, "b", ["--input", input, "--fit", "crop"])
    let result = try diff("a", "b")
    #expect(result.exitCode == 1)
    #expect(result.talk.isEmpty)
    #expect(result.output.contains("first difference: layer 0 (kpu_conv2d), element"))
    #expect(result.output.contains("\npossible cause: the runs differ: fit is stretch in A, crop in B\n"))
  }

  @Test("another colour order is seen in the runs and in the values") func colors() throws {
    let model = try folder.write(KModel.v4(CommandModels.pictureCopy).encoded(), to: "color.kmodel")
    let picture = try Picture(
      width: 8, height: 8, format: .rgb888, filledWith: Color(red: 200, green: 90, blue: 10))
    let input = try folder.write(picture.encoded(as: .png), to: "p.png")
    try sim(model, "a", ["--input", input])
    try sim(model, "b", ["--input", input, "--color", "bgr"])
    let result = try diff("a", "b")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("the runs differ: colour order is rgb in A, bgr in B"))
    #expect(result.output.contains("colour order: first and third plane are swapped"))
  }

  @Test("the same network as v3 and v4 differs in the last bits of f32 alone") func versions() throws {
    let report = try KilnTool.run("diff", Sample.v3, Sample.v4, "--input", Sample.seven, "--json").json()
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(layers.filter { $0["dtype"] as? String == "u8" }.allSatisfy { $0["equal"] as? Bool == true })
    let output = try #require((report["outputs"] as? [[String: Any]])?.first)
    #expect(try #require(output["max_abs"] as? Double) < 1e-6)
    #expect(try #require(output["cosine"] as? Double) > 0.999999)
    #expect(report["first_difference"] as? String == "layer 4 (dequantize)")
  }

  @Test("a model against itself is equal") func itself() throws {
    let result = try KilnTool.run("diff", Sample.v3, Sample.v3)
    #expect(result.exitCode == 0)
    #expect(result.output.hasSuffix("equal: all 8 compared tensors, byte for byte\n"))
  }

  @Test(
    "raw dumps: what the values say is named",
    arguments: [
      (
        [1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12],
        "possible cause: layout: both hold the same values in another order"
      ),
      (
        [2, 2, 3, 4, 5, 6, 7, 8, 9, 9, 11, 12],
        "possible cause: rounding rule: no value differs by more than one"
      ),
      ([1, 2, 3, 4], "possible cause: dump (u8) has 12 bytes in A, 4 in B"),
    ] as [([UInt8], String)])
  func dumps(other: [UInt8], cause: String) throws {
    try folder.write([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], to: "a.raw")
    try folder.write(other, to: "b.raw")
    let result = try diff("a.raw", "b.raw")
    #expect(result.exitCode == 1)
    #expect(result.output.contains(cause), "\(result.output)")
  }

  @Test("an HWC dump of a known shape is told by its layout") func interleaved() throws {
    let model = try folder.write(KModel.v4(CommandModels.pictureCopy).encoded(), to: "copy.kmodel")
    let planes = (0..<192).map { UInt8($0) }
    try sim(model, "a", ["--input", folder.write(planes, to: "in.bin")])
    try folder.write((0..<64).flatMap { p in (0..<3).map { planes[64 * $0 + p] } }, to: "board/output0.bin")
    let result = try diff("a", "board")
    #expect(result.exitCode == 1)
    #expect(
      result.output.contains("layout: the values are equal in HWC instead of CHW order"), "\(result.output)")
  }

  @Test("what is missing or of another kind is refused") func refusals() throws {
    try folder.write([1], to: "a/output0.bin")
    #expect(try diff("a", "b").exitCode == 3)
    #expect(try diff("a", "a/output0.bin").exitCode == 2)
    let mixed = try KilnTool.run("diff", Sample.v3, folder.path("a/output0.bin"))
    #expect(mixed.exitCode == 2)
    #expect(mixed.talk.contains("is a model, but"))
  }
}
