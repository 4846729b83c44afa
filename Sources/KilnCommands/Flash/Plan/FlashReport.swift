import Bytes
import K210Flash

/// One file of a plan, in every report.
struct FlashFileReport: Encodable {
  let name: String
  let address: Int
  let end: Int
  let bytes: Int
  let flash_bytes: Int
  let erased_start: Int
  let erased_end: Int
  let sha256_prefix: Bool
  let reverse4_bytes: Bool
  let contents: String
  let sha256: String

  init(_ piece: FlashPiece, stub: FlashStub) {
    let range = piece.address..<(piece.address + piece.byteCount)
    let erased = stub.erasedRange(of: range)
    name = piece.name
    (address, end) = (range.lowerBound, range.upperBound)
    (bytes, flash_bytes) = (piece.file.count, piece.byteCount)
    (erased_start, erased_end) = (erased.lowerBound, erased.upperBound)
    (sha256_prefix, reverse4_bytes) = (piece.isFramed, piece.isReversed)
    contents = FlashContents.words(for: piece)
    sha256 = Hexadecimal.string(SHA256.digest(of: piece.file))
  }
}

/// One problem of a plan, in every report.
struct FlashProblemReport: Encodable {
  let severity: String
  let file: String
  let address: Int
  let message: String

  init(_ problem: FlashProblem) {
    severity = problem.severity.rawValue
    file = problem.name
    address = problem.address
    message = problem.description
  }
}

/// The time to write a plan at one speed.
struct WriteTimeReport: Encodable {
  let baud: Int
  let seconds: Double

  init(_ map: FlashMap, baud: Int, stubByteCount: Int = WriteTime.kflashStubByteCount) {
    self.baud = baud
    // Tenths: the estimate knows no more.
    seconds = (WriteTime(map, baud: baud, stubByteCount: stubByteCount).total * 10).rounded() / 10
  }
}

/// The JSON form of `kiln info` on a package, and of `kiln pack` and `kiln unpack`.
struct PackageReport: Encodable {
  let schema = 1
  let kind = "kfpkg"
  let file: String
  let bytes: Int?
  let sha256: String?
  let version: String?
  let files: [FlashFileReport]
  let unlisted: [String]
  let notes: [String]
  let problems: [FlashProblemReport]
  let write_time: [WriteTimeReport]
  let written: [String]

  /// - Parameters:
  ///   - file: The package; empty when it was not written.
  ///   - written: Paths of files that the command wrote.
  init(
    path: String, file: [UInt8], package: FlashPackage, pieces: [FlashPiece], map: FlashMap,
    written: [String] = []
  ) {
    self.file = path
    bytes = file.isEmpty ? nil : file.count
    sha256 = file.isEmpty ? nil : Hexadecimal.string(SHA256.digest(of: file))
    version = package.version
    files = pieces.map { FlashFileReport($0, stub: map.stub) }
    unlisted = package.unlisted.map { $0.name }
    notes = package.notes.map { $0.description }
    problems = map.problems.map { FlashProblemReport($0) }
    write_time = FlashPlanText.rates.map { WriteTimeReport(map, baud: $0) }
    self.written = written
  }
}
