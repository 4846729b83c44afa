import Bytes

/// Four extents or coordinates, NCHW; shorter shapes get leading ones.
public struct ShapeV4: Sendable, Equatable {
  /// Batches, or the first coordinate.
  public var n: Int32
  /// Channels, or the second coordinate.
  public var c: Int32
  /// Rows, or the third coordinate.
  public var h: Int32
  /// Columns, or the fourth coordinate.
  public var w: Int32

  /// The four values in NCHW order.
  public init(_ n: Int32, _ c: Int32, _ h: Int32, _ w: Int32) {
    self.n = n
    self.c = c
    self.h = h
    self.w = w
  }

  /// The values as an array, outermost first.
  public var values: [Int32] { [n, c, h, w] }

  /// Product of the extents; nil when one is negative or the product does not fit an `Int`.
  public var elementCount: Int? { Int.product(Int(n), Int(c), Int(h), Int(w)) }
}
