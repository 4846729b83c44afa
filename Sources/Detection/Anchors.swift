/// The box shapes that an output of a YOLO network starts from.
///
/// **Units**: cells of the grid for YOLOv2, as MaixPy's `init_yolo2` and Darknet's region layer take them;
/// pixels of the network's input for YOLOv5.
public struct Anchors: Sendable, Equatable {
  /// One box shape.
  public struct Anchor: Sendable, Equatable {
    /// Cells or pixels across.
    public let width: Float
    /// Cells or pixels down.
    public let height: Float
  }

  /// The most anchors taken; published networks have 5 or 9 at most.
  public static let limit = 64

  /// The shapes, in the order of the output's boxes.
  public let shapes: [Anchor]

  init(shapes: [Anchor]) { self.shapes = shapes }

  /// Reads `w,h,w,h,…`; spaces and brackets around the numbers are allowed, as a script's tuple has them.
  ///
  /// - Throws: `DetectionError` naming the piece that is no positive number, or the count when it is odd.
  public init(parsing text: String) throws(DetectionError) {
    let ignored: Set<Character> = [" ", "\t", "\n", "(", ")", "[", "]"]
    let pieces = String(text.filter { !ignored.contains($0) })
      .split(separator: ",", omittingEmptySubsequences: false)
    // A tuple may end in a comma.
    let numbers = pieces.last?.isEmpty == true ? pieces.dropLast() : pieces[...]
    guard numbers.count >= 2, numbers.count.isMultiple(of: 2), numbers.count <= 2 * Self.limit else {
      throw DetectionError(kind: .anchorCount(numbers: numbers.count))
    }
    var values: [Float] = []
    for (index, piece) in numbers.enumerated() {
      guard let value = Float(piece), value > 0, value.isFinite else {
        throw DetectionError(kind: .anchorNumber(position: index + 1, found: String(piece.prefix(20))))
      }
      values.append(value)
    }
    shapes = stride(from: 0, to: values.count, by: 2).map {
      Anchor(width: values[$0], height: values[$0 + 1])
    }
  }
}
