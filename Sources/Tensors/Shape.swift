/// The extents of a tensor, outermost first.
public struct Shape: Sendable, Equatable, CustomStringConvertible {
  /// One extent per axis; none is negative.
  public let extents: [Int]

  /// A shape with the given extents; negative ones become 0.
  public init(_ extents: [Int]) { self.extents = extents.map { max(0, $0) } }

  /// Number of elements, or `nil` when it does not fit an `Int`.
  public var elementCount: Int? {
    var count = 1
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// The extents joined by `x`, as in `1x3x240x320`.
  public var description: String { extents.map { String($0) }.joined(separator: "x") }
}
