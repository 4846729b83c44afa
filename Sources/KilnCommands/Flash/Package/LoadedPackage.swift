import Console
import Containers
import K210Flash

/// A kfpkg that was read, with its plan on a chip of the usual size.
struct LoadedPackage {
  let path: String
  let file: [UInt8]
  let package: FlashPackage
  let pieces: [FlashPiece]
  let map: FlashMap

  /// Reads a package.
  ///
  /// - Throws: a failure with exit code 3.
  init(
    path: String, file: [UInt8], chipByteCount: Int = FlashMap.standardChipByteCount
  ) throws(CommandFailure) {
    do throws(PackageError) {
      package = try FlashPackage(file)
    } catch {
      throw CommandFailure(.file, "\(path): \(error)", hints: error.hints(path: path))
    }
    self.path = path
    self.file = file
    pieces = package.entries.map { FlashPiece($0) }
    map = FlashContents.map(pieces, chipByteCount: chipByteCount)
  }

  /// The JSON form.
  func report(written: [String] = []) -> PackageReport {
    PackageReport(path: path, file: file, package: package, pieces: pieces, map: map, written: written)
  }

  /// The form for people.
  func text(width: Int?) -> String {
    let version = package.version.map { " version \($0)" } ?? ""
    let count = package.entries.count
    let plan = FlashPlanText(pieces: pieces, map: map, width: width)
    var lines = [
      "\(path): kfpkg\(version), \(count) \(count == 1 ? "file" : "files"), \(NumberForm.bytes(file.count))",
      "",
      plan.table, "", plan.time,
    ]
    lines += plan.problems
    lines += package.notes.map { "note     \($0)" }
    return lines.joined(separator: "\n")
  }
}

extension PackageError {
  /// What to try about a package that is refused.
  func hints(path: String) -> [String] {
    switch self {
    case .archive(let error): error.hints
    case .list: ["correct the list and pack the files again: kiln pack OUT.kfpkg FILE@ADDRESS…"]
    case .noList: ["a zip archive without it is no kfpkg; to see what is inside: unzip -l \(path)"]
    case .missingMember, .nestedName:
      ["pack the files again: kiln pack OUT.kfpkg FILE@ADDRESS…"]
    }
  }
}

extension ZipError {
  fileprivate var hints: [String] {
    switch kind {
    case .noEndRecord, .truncated, .badSignature, .brokenStream, .contradiction:
      ["the file is incomplete or damaged: copy or download it again and compare its size"]
    case .unsupported: ["unpack it with unzip, then pack the files again: kiln pack OUT.kfpkg FILE@ADDRESS…"]
    case .unsafeName, .duplicateName, .overlap, .zipBomb:
      ["no flash tool makes such an archive; do not trust where it comes from"]
    case .notWritable: []
    }
  }
}
