import Foundation
import Testing

/// Text that the tool is expected to print, kept in `Snapshots/` and rewritten with UPDATE_SNAPSHOTS=1 only.
enum Snapshot {
  /// Compares `text` with the snapshot `name` after the parts that change from run to run were replaced.
  static func expect(
    _ text: String, named name: String, folder: String? = nil, masksTimings: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = normalised(text, folder: folder, masksTimings: masksTimings)
    let file = KilnTool.root.appending(path: "Tests/EndToEndTests/Snapshots/\(name).txt")
    if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1" {
      try Data(found.utf8).write(to: file)
    }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(found == expected, "UPDATE_SNAPSHOTS=1 rewrites \(name).txt", sourceLocation: sourceLocation)
  }

  /// Paths of temporary folders become FOLDER, the space that they need in tables two blanks, timings `# ms` unless they
  /// are computed and not measured.
  static func normalised(_ text: String, folder: String?, masksTimings: Bool) -> String {
    let plain = folder.map { text.replacing($0, with: "FOLDER").replacing(#/ {2,}/#, with: "  ") } ?? text
    return !masksTimings ? plain : plain.replacing(#/[0-9]+\.[0-9]+ ms/#, with: "# ms")
  }
}
