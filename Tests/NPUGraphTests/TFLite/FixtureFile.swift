import Foundation

/// Files under Fixtures.
enum FixtureFile {
  /// The bytes of a file.
  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return Array(try Data(contentsOf: folder.appendingPathComponent("Fixtures").appendingPathComponent(name)))
  }
}
