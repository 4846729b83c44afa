import Foundation
import Scripting
import TestSupport
import Testing

/// The scripts that interpreters are measured with lie beside the golden data.
@Suite("Scripts that ran on MicroPython parse")
struct BenchScriptsTests {
  private static let folder = GoldenData.root.deletingLastPathComponent().appendingPathComponent(
    "bench/scripts")
  private static let files =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".py") }.sorted()

  @Test(.enabled(if: !files.isEmpty, "no scripts at ../bench/scripts beside the golden data"))
  func scripts() throws {
    #expect(Self.files.count >= 14)
    for file in Self.files {
      let content = try Data(contentsOf: Self.folder.appendingPathComponent(file))
      let tree = try Parser.module(try SourceText(Array(content), name: file))
      guard case .statements(let block) = tree.root else { continue }
      #expect(!block.isEmpty, "\(file)")
    }
  }
}
