import Foundation
import TestSupport
import Testing

/// What the benchmark does with its figures; what they are is nobody's business here.
@Suite("kiln-bench")
struct BenchTests {
  private static let network = """
    {"networks": [{"name": "mobilenet_small", "channels": 3, "height": 8, "width": 8, "layers": [
      {"kind": "dense", "kernel": 3, "stride": 2, "channels": 8},
      {"kind": "depthwise", "kernel": 3, "stride": 1, "channels": 8}]}]}
    """

  /// A program in the place of Python that answers every request with the same time.
  private static func peer(answering answer: String, in folder: TemporaryFolder) throws -> String {
    let script = """
      #!/bin/bash
      echo '{"peers": ["onnxruntime u8×u8"], "notes": ["pretended"]}'
      while read -r network peer threads clock; do echo '\(answer)'; done
      """
    let path = try folder.write(Array(script.utf8), to: "peer")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  @Test("models: a table, JSON, and a page whose marked part is new")
  func models() throws {
    let folder = try TemporaryFolder()
    let json = try folder.write([], to: "figures.json")
    let page = try folder.write(
      Array("before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n".utf8), to: "page.md")
    let result = try KilnTool.bench(
      "--only", "models", "--seconds", "0", "--json", json, "--page", page)
    #expect(result.exitCode == 0, "\(result.talk)")
    #expect(result.output.contains("| digits-v3 |") && result.output.contains("| digits-v4 |"))
    #expect(result.output.contains("### Limits"))
    let text = String(decoding: try folder.bytes("page.md"), as: UTF8.self)
    #expect(text.hasPrefix("before\n") && text.hasSuffix("after\n") && !text.contains("old"))
    #expect(text.contains("| digits-v3 |"))
    let figures =
      try JSONSerialization.jsonObject(with: Data(folder.bytes("figures.json"))) as? [String: Any] ?? [:]
    #expect(figures["schema"] as? Int == 3)
    let models = figures["models"] as? [[String: Any]] ?? []
    #expect(models.count == 2 && models.allSatisfy { $0["reference_milliseconds"] as? Double ?? 0 > 0 })
  }

  @Test("a page without marks is left alone")
  func unmarked() throws {
    let folder = try TemporaryFolder()
    let page = try folder.write(Array("text\n".utf8), to: "page.md")
    let result = try KilnTool.bench("--only", "models", "--seconds", "0", "--page", page)
    #expect(result.exitCode != 0 && result.talk.contains("has no marks for figures"))
    #expect(try folder.bytes("page.md") == Array("text\n".utf8))
  }

  @Test("peers: pairs of runs, and a limit that a slower one keeps and a faster one breaks")
  func peers() throws {
    let folder = try TemporaryFolder()
    let networks = try folder.write(Array(Self.network.utf8), to: "networks.json")
    for (answer, verdict, exitCode) in [("1e6", "PASS", 0), ("1e-9", "MISS", 1)] {
      let result = try KilnTool.bench(
        "--models", folder.path, "--only", "models", "--seconds", "0", "--networks", networks, "--peers",
        Self.peer(answering: answer, in: folder), "--limits")
      #expect(result.exitCode == exitCode, "\(result.talk)")
      #expect(result.talk.contains("peers: pretended"))
      #expect(result.lines.count { $0.hasPrefix("| mobilenet_small | 0 |") } == 2)
      #expect(result.lines.contains { $0.contains("against onnxruntime") && $0.contains(verdict) })
    }
  }

  @Test("a peer that answers with anything but a time ends the run")
  func nonsense() throws {
    let folder = try TemporaryFolder()
    let networks = try folder.write(Array(Self.network.utf8), to: "networks.json")
    let result = try KilnTool.bench(
      "--models", folder.path, "--only", "models", "--seconds", "0", "--networks", networks, "--peers",
      Self.peer(answering: "out of order", in: folder))
    #expect(result.exitCode != 0 && result.talk.contains("the peers' process said: out of order"))
  }

  @Test(
    "a peer that ends early, or says nothing, ends the run",
    arguments: ["echo '{\"peers\": [\"p\"], \"notes\": []}'", ""])
  func end(greeting: String) throws {
    let folder = try TemporaryFolder()
    let networks = try folder.write(Array(Self.network.utf8), to: "networks.json")
    let path = try folder.write(Array("#!/bin/bash\n\(greeting)\n".utf8), to: "peer")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let result = try KilnTool.bench(
      "--models", folder.path, "--only", "models", "--seconds", "0", "--networks", networks, "--peers", path)
    #expect(result.exitCode == 1 && result.talk.contains("Error: "), "\(result.talk)")
  }

  @Test("a baseline of another processor is not compared, one that is not there is named")
  func baseline() throws {
    let folder = try TemporaryFolder()
    let other = #"{"schema": 1, "machines": [{"processor": "Abacus", "date": "1", "ratios": {}}]}"#
    let file = try folder.write(Array(other.utf8), to: "baseline.json")
    let result = try KilnTool.bench("--compare", file)
    #expect(
      result.exitCode == 0 && result.output.hasPrefix("note: the baseline has no ratios of this processor"))
    let missing = try KilnTool.bench("--compare", folder.path + "/none.json")
    #expect(missing.exitCode != 0 && missing.talk.contains("cannot read the baseline"))
  }
}
