/// Pixels from (`x`, `y`) to the right and down; any numbers, also outside of a picture.
public struct Rectangle: Sendable, Equatable, CustomStringConvertible {
  /// Column of the left edge.
  public let x: Int
  /// Row of the top edge.
  public let y: Int
  /// Columns; none when below 1.
  public let width: Int
  /// Rows; none when below 1.
  public let height: Int

  /// A rectangle by its corner and extent.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Column after the last one, held at `Int.max`.
  public var endX: Int { Self.end(x, width) }

  /// Row after the last one, held at `Int.max`.
  public var endY: Int { Self.end(y, height) }

  /// Holds no pixel.
  public var isEmpty: Bool { width < 1 || height < 1 }

  /// The part that lies in another rectangle too; empty when there is none.
  public func intersection(_ other: Rectangle) -> Rectangle {
    let left = max(x, other.x)
    let top = max(y, other.y)
    let right = min(endX, other.endX)
    let bottom = min(endY, other.endY)
    guard right > left, bottom > top, !isEmpty, !other.isEmpty else {
      return Rectangle(x: 0, y: 0, width: 0, height: 0)
    }
    return Rectangle(
      x: left, y: top, width: right.subtractingSaturated(left), height: bottom.subtractingSaturated(top))
  }

  /// Corner and extent, as `(10, 20) 30x40`.
  public var description: String { "(\(x), \(y)) \(width)x\(height)" }

  private static func end(_ start: Int, _ extent: Int) -> Int {
    let (sum, overflow) = start.addingReportingOverflow(max(0, extent))
    return overflow ? Int.max : sum
  }
}

extension Int {
  /// The difference, held at the limits of `Int`.
  func subtractingSaturated(_ other: Int) -> Int {
    let (difference, overflow) = subtractingReportingOverflow(other)
    guard overflow else { return difference }
    return other < 0 ? .max : .min
  }
}
