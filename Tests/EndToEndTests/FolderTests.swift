import Foundation
import ImageCodecs
import KModel
import Pictures
import TestSupport
import Testing

@Suite("kiln sim on folders, end to end")
struct FolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func copy(_ digits: [String]) throws {
    for digit in digits {
      let bytes = try Data(contentsOf: Sample.url("test/\(digit).png"))
      try folder.write(bytes, to: "pictures/\(digit.replacing("/", with: "-")).png")
    }
  }

  @Test("the test pictures give exactly the committed account", arguments: ["v3", "v4"])
  func expected(version: String) throws {
    let result = try KilnTool.run(
      "sim", "samples/digits/digits-\(version).kmodel", "--input", Sample.test, "--labels", Sample.labels)
    #expect(result.exitCode == 0)
    #expect(result.talk.isEmpty)
    #expect(try result.output == String(contentsOf: Sample.url("expected-\(version).txt"), encoding: .utf8))
  }

  private struct FloatNetwork: Decodable {
    struct Accuracy: Decodable { let float_accuracy: Double }
    let accuracy: Accuracy
  }

  private struct FloatOutputs: Decodable {
    struct Answer: Decodable {
      let file: String
      let predicted: Int
    }
    let pictures: [Answer]
  }

  @Test("the simulated model is within one point of the float network, and agrees picture by picture")
  func accuracy() throws {
    let report = try KilnTool.run("sim", Sample.v4, "--input", "\(Sample.test)/", "--json").json()
    let network = try JSONDecoder().decode(
      FloatNetwork.self, from: Data(contentsOf: Sample.url("network.json")))
    let answers = try JSONDecoder().decode(
      FloatOutputs.self, from: Data(contentsOf: Sample.url("float-outputs.json")))
    #expect(report["counted"] as? Int == answers.pictures.count)
    let accuracy = try #require(report["top1"] as? Double)
    #expect(abs(accuracy - network.accuracy.float_accuracy) <= 0.01)
    let results = try #require(report["results"] as? [[String: Any]])
    let simulated = Dictionary(
      uniqueKeysWithValues: results.map { ($0["file"] as? String ?? "", $0["predicted"] as? String ?? "") })
    let agreeing = answers.pictures.filter {
      simulated["samples/digits/\($0.file)"] == "class \($0.predicted)"
    }
    #expect(Double(agreeing.count) >= 0.99 * Double(answers.pictures.count))
  }

  @Test("a flat folder lists each picture with its class") func flat() throws {
    try copy(["3/000", "5/000"])
    let result = try KilnTool.run(
      "sim", Sample.v3, "--input", folder.path("pictures"), "--labels", Sample.labels)
    #expect(result.exitCode == 0)
    try Snapshot.expect(result.output, named: "sim-folder-flat", folder: folder.path)
  }

  @Test("a broken picture is warned of, the others run, and the exit code tells") func brokenPicture() throws
  {
    try copy(["3/000", "5/000"])
    try folder.write(Array("no picture".utf8), to: "pictures/4-broken.png")
    let result = try KilnTool.run("sim", Sample.v3, "--input", folder.path("pictures"), "--json")
    #expect(result.exitCode == 3)
    let report = try result.json()
    #expect(report["pictures"] as? Int == 2)
    #expect(report["unreadable"] as? Int == 1)
    #expect(result.talk.contains("warning: \(folder.path("pictures/4-broken.png")): 10 bytes"))
    #expect(
      result.talk.contains("error: \(folder.path("pictures")): 1 of 3 files could not be used as input"))
  }

  @Test("a folder of broken pictures alone prints no report") func allBroken() throws {
    try folder.write(Array("no picture".utf8), to: "pictures/a.png")
    let result = try KilnTool.run("sim", Sample.v3, "--input", folder.path("pictures"))
    #expect(result.exitCode == 3)
    #expect(result.output.isEmpty)
  }

  @Test("an empty folder is exit 3") func empty() throws {
    let result = try KilnTool.run("sim", Sample.v3, "--input", folder.path)
    #expect(result.exitCode == 3)
    #expect(result.talk.contains("the folder is empty"))
  }

  @Test("sub-folders that are no class are warned of and not counted") func strangeFolder() throws {
    try copy(["3/000"])
    let result = try KilnTool.run("sim", Sample.v3, "--input", folder.path, "--json")
    #expect(result.exitCode == 0)
    #expect(result.talk.contains("no label is named pictures"))
    #expect(try result.json()["counted"] as? Int == 0)
  }

  @Test("with anchors each picture is listed with its boxes") func boxes() throws {
    let model = try folder.write(KModel.v4(CommandModels.detector).encoded(), to: "model.kmodel")
    let picture = try Picture(width: 2, height: 2, format: .rgb888, filledWith: Color(gray: 128))
    try folder.write(picture.encoded(as: .png), to: "pictures/gray.png")
    let result = try KilnTool.run(
      "sim", model, "--input", folder.path("pictures"), "--yolo2", "0.5,0.01")
    #expect(result.exitCode == 0)
    #expect(result.lines[2].contains("4  class 0 88.1 %, class 0 88.1 %"), "\(result.output)")
  }
}
