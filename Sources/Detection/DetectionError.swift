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
    /// The text has anchors for too many outputs.
    case anchorRows(found: Int)
    /// There are anchors for another number of outputs.
    case headCount(outputs: Int, rows: Int)
    /// An output's grid does not divide the input into squares of whole pixels.
    case headGrid(index: Int, YoloV5Heads.Extent, inputWidth: Int, inputHeight: Int)
    /// An output's channels are no anchors' boxes.
    case headChannels(index: Int, found: Int, anchors: Int)
    /// An output has another number of classes than those before it.
    case headClasses(index: Int, found: Int, expected: Int)
    /// The outputs of one grid, the first of them `index`, are not sides, classes and maybe their sum.
    case headGroup(index: Int, [Int])
    /// There are more outputs or fewer than the settings were made for.
    case outputCount(found: Int, expected: Int)
    /// An output has not the values of its shape.
    case headElements(index: Int, found: Int, expected: Int)
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
    case .anchorRows(let found): "anchors: for \(found) outputs; must be 1…\(HeadAnchors.limit)"
    case .headCount(let outputs, let rows):
      "anchors for \(rows) output\(rows == 1 ? "" : "s"); the network has \(outputs)"
    case .headGrid(let index, let output, let width, let height):
      "output\(index): grid of \(output.width)x\(output.height) cells on an input of \(width)x\(height)"
        + " pixels; cells must be squares of whole pixels, at most \(RegionLayer.gridLimit) a side"
    case .headChannels(let index, let found, let anchors):
      "output\(index): \(found) channels; \(anchors) anchors need \(anchors)*(5 + classes)"
    case .headClasses(let index, let found, let expected):
      "output\(index): channels for \(found) classes; those before have \(expected)"
    case .headGroup(let index, let channels):
      channels.isEmpty
        ? "no outputs"
        : "output\(index): outputs of \(channels.map { "\($0)" }.joined(separator: ", ")) channels on one grid;"
          + " must be 4*bins, classes and maybe 1"
    case .outputCount(let found, let expected): "\(found) outputs; must be \(expected)"
    case .headElements(let index, let found, let expected):
      "output\(index): \(found) elements; must be \(expected)"
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
