/// Where files end up in flash and what is wrong with that: the plan before anything is sent.
public struct FlashMap: Sendable, Equatable {
  /// A file in its place.
  public struct Region: Sendable, Equatable {
    /// What it is called.
    public let name: String
    /// The bytes that are written, frame included.
    public let bytes: Range<Int>
    /// The erase blocks around them.
    public let erased: Range<Int>
    /// Whether it gets a firmware frame.
    public let isFramed: Bool
  }

  /// 16 MiB: W25Q128, GD25LQ128 and their like, which nearly every board has.
  public static let standardChipByteCount = 16 << 20

  /// Bytes of the chip.
  public let chipByteCount: Int
  /// Who writes.
  public let stub: FlashStub
  /// The files by address; equal addresses in the order they were given.
  public let regions: [Region]
  /// What is wrong or worth a look, the worst first.
  public let problems: [FlashProblem]

  /// Lays files out on a chip.
  ///
  /// - Parameter contentFault: Says what is wrong with a file whose format it knows, nil when nothing is.
  public init(
    _ pieces: [FlashPiece], chipByteCount: Int = standardChipByteCount, stub: FlashStub = .kflash,
    contentFault: (FlashPiece) -> String? = { _ in nil }
  ) {
    self.chipByteCount = chipByteCount
    self.stub = stub
    let sorted = pieces.enumerated().sorted {
      ($0.element.address, $0.offset) < ($1.element.address, $1.offset)
    }
    .map { $0.element }
    regions = sorted.map { piece in
      let bytes = piece.address..<(piece.address + piece.byteCount)
      return Region(
        name: piece.name, bytes: bytes, erased: stub.erasedRange(of: bytes), isFramed: piece.isFramed)
    }
    let survey = FlashSurvey(pieces: sorted, regions: regions, chipByteCount: chipByteCount, stub: stub)
    let found = survey.problems(contentFault: contentFault)
    problems = FlashProblem.Severity.allCases.flatMap { severity in found.filter { $0.severity == severity } }
  }

  /// Whether anything must not be written, whatever the user says.
  public var isRefused: Bool { problems.contains { $0.severity == .error } }
  /// Whether anything should be written only when the user insists.
  public var needsForce: Bool { problems.contains { $0.severity == .warning } }
  /// Bytes that are written.
  public var byteCount: Int { regions.reduce(0) { $0 + $1.bytes.count } }
}
