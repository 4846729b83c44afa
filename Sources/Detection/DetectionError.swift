/// A detector's settings or output that can't be used.
public struct DetectionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Kind: Equatable, Sendable {
    /// A piece of the anchors' text is not a positive number; `position` counts the pieces from 1.
    case anchorNumber(position: Int, found: String)
    /// The anchors' text has an odd count of numbers, or too many.
    case anchorCount(numbers: Int)
    /// A threshold lies outside of 0…1.
    case threshold(name: String, found: Float)
    /// The grid has no cells or its numbers are too large.
    case grid(width: Int, height: Int)
    /// The output does not split into the anchors' boxes; `fits` are the counts that would do.
    case elementCount(found: Int, anchors: Int, gridWidth: Int, gridHeight: Int, fits: [BoxLayout])
  }

  /// What was wrong.
  public let kind: Kind

  /// Records what was wrong.
  public init(kind: Kind) { self.kind = kind }

  /// Found and expected, in words.
  public var description: String {
    switch kind {
    case .anchorNumber(let position, let found):
      "anchors: number \(position) is '\(found)'; must be a number above 0"
    case .anchorCount(let numbers):
      "anchors: \(numbers) numbers; must be pairs w,h,w,h,… of 1 to \(Anchors.limit) anchors"
    case .threshold(let name, let found): "\(name) \(found); must be 0…1"
    case .grid(let width, let height):
      "grid of \(width)x\(height) cells; must be 1…\(RegionLayer.gridLimit) a side"
    case .elementCount(let found, let anchors, let width, let height, let fits):
      "output of \(found) elements on a grid of \(width)x\(height); \(anchors) anchors need"
        + " \(anchors)*(5 + classes)*\(width)*\(height); " + Self.words(for: fits)
    }
  }

  private static func words(for fits: [BoxLayout]) -> String {
    guard !fits.isEmpty else { return "no count of anchors and classes fits this grid" }
    let pieces = fits.map { "\($0.anchorCount) anchors with \($0.classCount) classes" }
    return "it would fit " + pieces.joined(separator: " or ")
  }
}

/// A count of anchors and classes that fits an output.
public struct BoxLayout: Sendable, Equatable {
  /// Boxes per cell.
  public let anchorCount: Int
  /// Classes per box.
  public let classCount: Int

  /// A pair of counts.
  public init(anchorCount: Int, classCount: Int) {
    self.anchorCount = anchorCount
    self.classCount = classCount
  }
}
