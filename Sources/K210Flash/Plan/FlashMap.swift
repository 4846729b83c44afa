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
    /// Bytes of the erased blocks in front of and behind the file that belong to no file of the plan; neither range is empty.
    ///
    /// Whether they stay as they are is the stub's affair (``FlashStub/keepsNeighbours``).
    public let neighbours: [Range<Int>]
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
  /// - Parameter judge: Says what a file holds; nil when nothing shall be concluded from that.
  public init(
    _ pieces: [FlashPiece], chipByteCount: Int = standardChipByteCount, stub: FlashStub = .kflash,
    judge: (FlashPiece) -> FlashContent? = { _ in nil }
  ) {
    self.chipByteCount = chipByteCount
    self.stub = stub
    let sorted = pieces.enumerated().sorted {
      ($0.element.address, $0.offset) < ($1.element.address, $1.offset)
    }
    .map { $0.element }
    let taken = sorted.map { $0.address..<($0.address + $0.byteCount) }
    regions = zip(sorted, taken).map { piece, bytes in
      let erased = stub.erasedRange(of: bytes)
      return Region(
        name: piece.name, bytes: bytes, erased: erased,
        neighbours: Self.neighbours(of: bytes, in: erased, taken: taken), isFramed: piece.isFramed)
    }
    let survey = FlashSurvey(pieces: sorted, regions: regions, chipByteCount: chipByteCount, stub: stub)
    let found = survey.problems(judge)
    problems = FlashProblem.Severity.allCases.flatMap { severity in found.filter { $0.severity == severity } }
  }

  /// Whether anything must not be written, whatever the user says.
  public var isRefused: Bool { problems.contains { $0.severity == .error && !$0.yieldsToForce } }
  /// Whether anything should be written only when the user insists.
  public var needsForce: Bool { problems.contains(where: \.yieldsToForce) }
  /// Bytes that are written.
  public var byteCount: Int { regions.reduce(0) { $0 + $1.bytes.count } }

  /// What lies between a file and the ends of its erase blocks, up to the next file on either side.
  private static func neighbours(of bytes: Range<Int>, in erased: Range<Int>, taken: [Range<Int>])
    -> [Range<Int>]
  {
    guard !bytes.isEmpty else { return [] }
    var (start, end) = (erased.lowerBound, erased.upperBound)
    for other in taken where !other.isEmpty && other != bytes {
      if other.lowerBound <= bytes.lowerBound { start = max(start, min(other.upperBound, bytes.lowerBound)) }
      if other.upperBound >= bytes.upperBound { end = min(end, max(other.lowerBound, bytes.upperBound)) }
    }
    return [start..<bytes.lowerBound, bytes.upperBound..<end].filter { !$0.isEmpty }
  }
}
