import Bytes
import Foundation
import ImageCodecs
import KModel
import Pictures
import TestSupport
import Testing

@Suite("kiln sim, end to end")
struct SimTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func kmodel(_ model: KModelV4) throws -> String {
    try folder.write(KModel.v4(model).encoded(), to: "model.kmodel")
  }

  @Test("a picture is named as the snapshot says", arguments: ["v3", "v4"]) func picture(version: String)
    throws
  {
    let result = try KilnTool.run(
      "sim", "samples/digits/digits-\(version).kmodel", "--input", Sample.seven, "--labels", Sample.labels)
    #expect(result.exitCode == 0)
    #expect(result.talk.isEmpty)
    try Snapshot.expect(result.output, named: "sim-seven-\(version)")
  }

  @Test("without input zeros are run, and that is said") func zeros() throws {
    let result = try KilnTool.run("sim", Sample.v4)
    #expect(result.exitCode == 0)
    #expect(result.lines[0] == "input0: zeros, since no --input was given")
  }

  @Test("the JSON form has the keys of the contract") func json() throws {
    let result = try KilnTool.run(
      "sim", Sample.v3, "--input", Sample.seven, "--repeat", "3", "--warmup", "1", "--threads", "1", "--json",
      "--output-dir", folder.path)
    let report = try result.json()
    #expect(result.exitCode == 0)
    #expect(report["schema"] as? Int == 1)
    #expect((report["model"] as? [String: Any])?["version"] as? Int == 3)
    #expect((report["inputs"] as? [[String: Any]])?.count == 1)
    let output = try #require((report["outputs"] as? [[String: Any]])?.first)
    #expect(output["index"] as? Int == 0)
    #expect(output["dtype"] as? String == "f32")
    #expect(output["elements"] as? Int == 10)
    #expect(output["file"] as? String == folder.path("output0.bin"))
    #expect(
      (report["memory"] as? [String: Int])?.keys.sorted() == ["kpu_bytes", "main_bytes", "model_bytes"])
    let wall = try #require(report["wall"] as? [String: Double])
    #expect(wall["runs"] == 3)
    #expect(wall["threads"] == 1)
    let (median, least) = (try #require(wall["ms_median"]), try #require(wall["ms_min"]))
    #expect(0 < least && least <= median)
    #expect((report["top"] as? [[String: Any]])?.first?["index"] as? Int == 7)
  }

  @Test("results and layers are written with their digests") func files() throws {
    let (results, layers) = (folder.path("out/"), folder.path("deep/layers"))
    let result = try KilnTool.run(
      "sim", Sample.v4, "--input", Sample.seven, "--output-dir", results, "--layers-dir", layers)
    #expect(result.exitCode == 0)
    #expect(try folder.bytes("out/output0.bin").count == 40)
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(folder.bytes("deep/layers/index.json"))) as? [[String: Any]])
    #expect(rows.map { $0["op"] as? Int }.prefix(2) == [8194, 8194])
    for (index, row) in rows.enumerated() {
      #expect(row["index"] as? Int == index)
      let bytes = try folder.bytes("deep/layers/\(try #require(row["file"] as? String))")
      #expect(row["bytes"] as? Int == bytes.count)
      #expect(row["sha256"] as? String == Hexadecimal.string(SHA256.digest(of: bytes)))
    }
    #expect(try folder.bytes("deep/layers/006.bin") == folder.bytes("out/output0.bin"))
  }

  @Test("raw bytes and arrays give the result of the picture they hold") func otherInputs() throws {
    let gray = try ImageDecoder().decode([UInt8](Data(contentsOf: Sample.url("test/3/001.png")))).picture
    let pixels = gray.converted(to: .gray8).pixels
    let raw = try folder.write(pixels, to: "in.bin")
    let array = try folder.write(
      NumpyFile.bytes(type: "|u1", shape: "(8, 8)", elements: pixels), to: "in.npy")
    let results = try ["samples/digits/test/3/001.png", raw, array].map {
      try KilnTool.run("sim", Sample.v4, "--input", $0).lines[1...7]
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test("several inputs are taken in their order") func twoInputs() throws {
    var (a, b) = (ByteWriter(), ByteWriter())
    for value in 1...6 {
      a.append(Float(value))
      b.append(Float(value) * 10)
    }
    let model = try kmodel(CommandModels.sum)
    let result = try KilnTool.run(
      "sim", model, "--input", folder.write(a.bytes, to: "a.bin"), "--input",
      folder.write(b.bytes, to: "b.bin"))
    #expect(result.output.contains("output0: f32 1x1x2x3, 24 bytes: 11.0, 22.0, 33.0, 44.0, 55.0, 66.0\n"))
  }

  @Test("pictures for f32 inputs become shares of 255") func floatPicture() throws {
    let white = try Picture(width: 5, height: 5, format: .rgb888, filledWith: .white)
    let result = try KilnTool.run(
      "sim", kmodel(CommandModels.floatPictureCopy), "--input",
      folder.write(white.encoded(as: .bmp), to: "w.bmp"))
    #expect(result.lines[0].hasSuffix("5x5 → 2x2, stretched, rgb planes, values 0 to 1 (byte / 255)"))
    #expect(result.lines[1].hasSuffix("from 1.0 to 1.0"))
  }

  @Test("boxes of a YOLOv2 output are listed and drawn") func boxes() throws {
    let picture = try Picture(width: 200, height: 100, format: .rgb888, filledWith: Color(gray: 128))
    let (input, boxes) = (try folder.write(picture.encoded(as: .png), to: "p.png"), folder.path("boxes.png"))
    let arguments = ["sim", try kmodel(CommandModels.detector), "--input", input, "--yolo2", "0.5,0.01"]
    let result = try KilnTool.run(arguments + ["--boxes", boxes])
    #expect(result.exitCode == 0)
    #expect(result.lines[2] == "boxes:")
    #expect(result.lines[3] == "  class 0  88.1 %  x 0.125…0.375, y 0.232…0.268")
    let drawn = try ImageDecoder().decode(folder.bytes("boxes.png")).picture
    #expect(drawn.size == picture.size)
    #expect(drawn != picture)
    let report = try #require(KilnTool.run(arguments + ["--json"]).json()["boxes"] as? [[String: Any]])
    #expect(report.count == 4)
    #expect(report.first?["class"] as? Int == 0)
    let none = try KilnTool.run(arguments + ["--threshold", "0.95"])
    #expect(none.output.contains("no box above 0.95\n"))
  }

  @Test("a model that the SDK refuses runs with a warning, and not at all with --strict") func strict() throws
  {
    let model = try folder.write(
      KModel.v3(SampleModelsV3.model(.dequantize)).encoded(), to: "first-layer.kmodel")
    let result = try KilnTool.run("sim", model)
    #expect(result.exitCode == 0)
    #expect(result.talk.hasPrefix("warning: the SDK starts only models whose first layer"))
    let strict = try KilnTool.run("sim", model, "--strict")
    #expect(strict.exitCode == 3)
    #expect(strict.output.isEmpty)
    #expect(strict.talk.contains("hint: without --strict it runs all the same"))
  }

  @Test("--max-memory refuses, and the hint it gives suffices") func maximumMemory() throws {
    let refused = try KilnTool.run("sim", Sample.v3, "--max-memory", "1k")
    #expect(refused.exitCode == 3)
    #expect(refused.talk.contains("2640 bytes of memory for its tensors; the limit is 1024"))
    #expect(refused.talk.contains("--max-memory 2640"))
    #expect(try KilnTool.run("sim", Sample.v3, "--max-memory", "2640").exitCode == 0)
  }

  @Test("labels of another number are warned of") func otherLabels() throws {
    let labels = try folder.write(Array("a\nb\n".utf8), to: "two.txt")
    let result = try KilnTool.run("sim", Sample.v4, "--labels", labels)
    #expect(result.exitCode == 0)
    #expect(result.talk.contains("two.txt: 2 labels; the model's outputs have 10 elements"))
  }
}
