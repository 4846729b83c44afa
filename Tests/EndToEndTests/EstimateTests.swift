import Foundation
import TestSupport
import Testing

@Suite("kiln estimate, end to end")
struct EstimateTests {
  @Test("both samples are estimated as the snapshots say", arguments: ["v3", "v4"])
  func samples(version: String) throws {
    let result = try KilnTool.run("estimate", "samples/digits/digits-\(version).kmodel")
    #expect(result.exitCode == 0 && result.talk.isEmpty)
    try Snapshot.expect(result.output, named: "estimate-\(version)", masksTimings: false)
  }

  @Test("the JSON form has the keys of the contract, and its parts add up")
  func json() throws {
    let report = try KilnTool.run("estimate", Sample.v4, "--json").json()
    #expect(report["schema"] as? Int == 1)
    let estimate = try #require(report["estimate"] as? [String: Any])
    let cycles = try #require(estimate["cycles"] as? Int)
    let by = try #require(estimate["by"] as? [String: Int])
    #expect(by.values.reduce(0, +) == cycles)
    #expect(Set(by.keys) == ["compute", "weights", "data", "cpu", "fixed"])
    #expect(try abs(#require(estimate["ms"] as? Double) - Double(cycles) / 400_000) < 1e-9)
    #expect(estimate["input_ms"] is Double)
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(layers.compactMap { $0["cycles"] as? Int }.reduce(0, +) == cycles)
    #expect(layers.compactMap { $0["index"] as? Int } == Array(0..<7))
    #expect(layers.allSatisfy { $0["kind"] is String && $0["ms"] is Double })
    let sim = try KilnTool.run("sim", Sample.v4, "--json").json()
    #expect((sim["estimate"] as? [String: Any])?["cycles"] as? Int == cycles)
  }

  @Test("twice the clocks take half the time")
  func clocks() throws {
    func milliseconds(_ options: String...) throws -> Double {
      let report = try KilnTool.run(["estimate", Sample.v3, "--json"] + options).json()
      return try #require((report["estimate"] as? [String: Any])?["ms"] as? Double)
    }
    let ratio = try milliseconds() / milliseconds("--kpu-mhz", "800", "--cpu-mhz", "800")
    #expect(abs(ratio - 2) < 0.01)
    #expect(try KilnTool.run("estimate", Sample.v3, "--kpu-mhz", "0").exitCode == 2)
  }

  @Test("comma-separated values have a line per layer")
  func values() throws {
    let lines = try KilnTool.run("estimate", Sample.v3, "--csv").output.split(separator: "\n")
    #expect(lines.count == 8 && lines[0].hasPrefix("index,kind,unit,"))
  }

  @Test("the page is written, and said so")
  func page() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "page.html").path(percentEncoded: false)
    let result = try KilnTool.run("estimate", Sample.v4, "--html", path)
    #expect(result.exitCode == 0 && result.talk == "wrote \(path)\n")
    #expect(String(decoding: try folder.bytes("page.html"), as: UTF8.self).hasPrefix("<!doctype html>"))
    #expect(try KilnTool.run("estimate", Sample.v4, "--html", "/nowhere/page.html").exitCode == 1)
  }

  @Test("--accuracy needs no model and prints every measurement with its source")
  func accuracy() throws {
    let result = try KilnTool.run("estimate", "--accuracy")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("nncase issue 77") && result.output.contains("bbs.sipeed.com/t/topic/691"))
    let report = try KilnTool.run("estimate", "--accuracy", "--json").json()
    #expect((report["measurements"] as? [[String: Any]])?.count ?? 0 > 55)
    #expect(try KilnTool.run("estimate").exitCode == 2)
    #expect(try KilnTool.run("estimate", "nothing.kmodel").exitCode == 3)
  }
}
