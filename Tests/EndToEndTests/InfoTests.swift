import Bytes
import Foundation
import Testing

@Suite("kiln info, end to end")
struct InfoTests {
  @Test("both samples are described as the snapshots say", arguments: ["v3", "v4"])
  func samples(version: String) throws {
    let result = try KilnTool.run("info", "samples/digits/digits-\(version).kmodel")
    #expect(result.exitCode == 0)
    #expect(result.talk.isEmpty)
    try Snapshot.expect(result.output, named: "info-\(version)", masksTimings: false)
  }

  @Test("the JSON form has the keys of the contract", arguments: [3, 4]) func json(version: Int) throws {
    let name = "digits-v\(version).kmodel"
    let report = try KilnTool.run("info", "samples/digits/\(name)", "--json").json()
    #expect(report["schema"] as? Int == 1)
    let file = [UInt8](try Data(contentsOf: Sample.url(name)))
    let model = try #require(report["model"] as? [String: Any])
    #expect(model["format"] as? String == "kmodel")
    #expect(model["version"] as? Int == version)
    #expect(model["sha256"] as? String == Hexadecimal.string(SHA256.digest(of: file)))
    let memory = try #require(report["memory"] as? [String: Int])
    #expect(memory["model_bytes"] == file.count)
    #expect(memory["main_bytes"] == 2640)
    #expect(memory["kpu_bytes"] == 8704)
    let fits = try #require(report["fits"] as? [String])
    #expect(
      fits == (version == 4 ? ["c", "openmv-v4", "minimum-v4"] : fits) && fits.count == 5 * (4 - version) + 3)
    #expect(report["probably_fits"] as? [String] == [])
    let input = try #require((report["inputs"] as? [[String: Any]])?.first)
    #expect(input["shape"] as? [Int] == [1, 1, 8, 8])
    #expect(input["dtype"] as? String == "u8")
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(layers.map { $0["index"] as? Int } == (0..<7).map { $0 })
    #expect(layers.reduce(0) { $0 + ($1["macs"] as? Int ?? 0) } == report["macs"] as? Int)
  }

  @Test("--all shows every remark, and the same layers when they are shown in full") func all() throws {
    func layers(_ text: String) -> Substring? { text.split(separator: "\n\n").last }
    let (all, some) = (try KilnTool.run("info", Sample.v4, "--all"), try KilnTool.run("info", Sample.v4))
    #expect(layers(all.output) == layers(some.output))
    #expect(some.output.contains("--all lists them") && !all.output.contains("--all lists them"))
    #expect(all.lines.count > some.lines.count - 1)
  }
}
