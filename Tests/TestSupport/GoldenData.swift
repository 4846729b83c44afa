public import Foundation

/// Where the golden data lies that tests read but the repository does not hold.
///
/// `KILN_SHARED_DATA` names the folder; without it, it is `../shared/data` beside the repository. Data that is
/// missing fails under `CI=true` and skips the test elsewhere: use `isExpected` as the condition of the test.
public enum GoldenData {
  /// The folder that should hold the data, whether it exists or not.
  public static let root: URL = {
    if let path = ProcessInfo.processInfo.environment["KILN_SHARED_DATA"] {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    // Tests/TestSupport/GoldenData.swift lies three levels below the repository's root.
    var repository = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { repository.deleteLastPathComponent() }
    return repository.deletingLastPathComponent().appendingPathComponent("shared/data", isDirectory: true)
  }()

  /// Whether a test over the part of the data called `name` has to run: it is there, or CI asks for it.
  public static func isExpected(_ name: String) -> Bool {
    ProcessInfo.processInfo.environment["CI"] == "true"
      || FileManager.default.fileExists(atPath: root.appendingPathComponent(name).path)
  }

  /// What a skipped test says.
  public static let missingMessage = "no golden data at KILN_SHARED_DATA or ../shared/data"

  /// The golden models' file names without `.kmodel`, sorted; empty when the data is missing.
  public static let kmodelNames: [String] = {
    let folder = root.appendingPathComponent("kmodels/models").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".kmodel") }.map { String($0.dropLast(7)) }.sorted()
  }()

  /// The bytes of a golden model.
  public static func kmodel(_ name: String) throws -> [UInt8] {
    try bytes("kmodels/models/\(name).kmodel")
  }

  /// The bytes of the file at a path inside the golden data.
  public static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appendingPathComponent(path)))
  }
}
