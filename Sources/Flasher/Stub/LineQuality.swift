/// How well frames get through, and how long they should be for that.
package struct LineQuality: Sendable, Equatable {
  /// Bytes of data in a frame at most.
  package private(set) var pieceByteCount = largestPiece
  /// The share of frames that were lost, the newest counting most.
  package private(set) var damagedShare = 0.0
  private var sampleCount = 0
  private var goodRun = 0

  private static let largestPiece = 4096
  private static let smallestPiece = 64
  /// Below this, a slower line does more than shorter frames.
  private static let shortPiece = 1024
  private static let weight = 0.08
  /// Losses above which frames get shorter.
  private static let lossLimit = 0.2
  /// Good frames in a row after which longer ones are tried.
  private static let goodLimit = 64

  /// A line of which nothing is known.
  package init() {}

  /// A frame got through.
  package mutating func noteArrival() {
    sampleCount += 1
    damagedShare *= 1 - Self.weight
    goodRun += 1
    guard goodRun >= Self.goodLimit, pieceByteCount < Self.largestPiece else { return }
    pieceByteCount *= 2
    goodRun = 0
  }

  /// A frame was lost or damaged.
  package mutating func noteLoss() {
    sampleCount += 1
    damagedShare += Self.weight * (1 - damagedShare)
    goodRun = 0
    guard damagedShare > Self.lossLimit, pieceByteCount > Self.smallestPiece else { return }
    pieceByteCount /= 2
    // The shorter ones get their chance.
    damagedShare = Self.lossLimit / 2
  }

  /// Whether a slower line should be tried, or at its slowest nothing be tried any more.
  package func isHopeless(at baud: Int) -> Bool {
    guard sampleCount > 30 else { return false }
    if baud > FrameLink.startBaud {
      return pieceByteCount <= Self.shortPiece && damagedShare > Self.lossLimit * 0.75
    }
    return pieceByteCount == Self.smallestPiece && damagedShare > 0.9
  }

  /// What is known at another speed: nothing but that long frames were a bad idea.
  package mutating func slowDown() { (damagedShare, sampleCount, goodRun) = (0, 0, 0) }
}
