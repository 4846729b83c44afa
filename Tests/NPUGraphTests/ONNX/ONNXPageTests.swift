import BenchmarkKit
import Foundation
import NPUGraph
import Testing

@Suite("docs/onnx.md")
struct ONNXPageTests {
  /// The table of operators, as the page has it.
  private static var table: String {
    let rows = ONNXOperator.allCases.sorted { $0.rawValue < $1.rawValue }
      .map { "| `\($0.rawValue)` | \($0.remark) |" }
    return (["| operator | what is imported |", "|---|---|"] + rows).joined(separator: "\n")
  }

  /// `make onnx-page` writes it.
  @Test("lists the operators that are imported")
  func operators() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/onnx.md")
    let page = try String(contentsOf: path, encoding: .utf8)
    let current = try #require(MarkedSection("operators").replaced(in: page, by: Self.table))
    if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1" {
      try current.write(to: path, atomically: true, encoding: .utf8)
    } else {
      #expect(page == current, "`make onnx-page` brings it up to date")
    }
  }
}
