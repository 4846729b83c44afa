/// An object that a detector found.
public struct DetectedBox: Sendable, Equatable {
  /// Number of the class.
  public let classIndex: Int
  /// Objectness times the class's probability, above the threshold and at most 1.
  public let score: Float
  /// Number of the box in the output: anchor by anchor, then row by row; the order in which the SDK reports.
  public let boxIndex: Int
  /// Horizontal centre, as a fraction of the input's width.
  public let centerX: Float
  /// Vertical centre, as a fraction of the input's height.
  public let centerY: Float
  /// Width, as a fraction of the input's width; may reach beyond the input.
  public let width: Float
  /// Height, as a fraction of the input's height; may reach beyond the input.
  public let height: Float

  /// A box by all its parts.
  public init(
    classIndex: Int, score: Float, boxIndex: Int, centerX: Float, centerY: Float, width: Float, height: Float
  ) {
    self.classIndex = classIndex
    self.score = score
    self.boxIndex = boxIndex
    self.centerX = centerX
    self.centerY = centerY
    self.width = width
    self.height = height
  }

  /// Left edge, clipped to 0…1.
  public var left: Float { Self.clipped(centerX - width / 2, otherwise: 0) }
  /// Top edge, clipped to 0…1.
  public var top: Float { Self.clipped(centerY - height / 2, otherwise: 0) }
  /// Right edge, clipped to 0…1.
  public var right: Float { Self.clipped(centerX + width / 2, otherwise: 1) }
  /// Bottom edge, clipped to 0…1.
  public var bottom: Float { Self.clipped(centerY + height / 2, otherwise: 1) }

  /// The pixels covered on a picture of this size, clipped; edges are cut to whole pixels as the SDK does.
  public func pixels(width: Int, height: Int) -> PixelBox {
    let (x, endX) = (Self.pixel(left, width), Self.pixel(right, width))
    let (y, endY) = (Self.pixel(top, height), Self.pixel(bottom, height))
    return PixelBox(x: x, y: y, width: endX - x, height: endY - y)
  }

  /// Overlap with another box: area of both over area of either; 0 for boxes without area.
  ///
  /// **Source**: `box_iou` of the Kendryte demo's `region_layer.c`, which works on the unclipped boxes.
  public func intersectionOverUnion(_ other: DetectedBox) -> Float {
    let across = Self.overlap(centerX, width, other.centerX, other.width)
    let down = Self.overlap(centerY, height, other.centerY, other.height)
    guard across > 0, down > 0 else { return 0 }
    let shared = across * down
    let ratio = shared / (width * height + other.width * other.height - shared)
    return ratio.isNaN ? 0 : ratio
  }

  private static func overlap(_ a: Float, _ aWidth: Float, _ b: Float, _ bWidth: Float) -> Float {
    min(a + aWidth / 2, b + bWidth / 2) - max(a - aWidth / 2, b - bWidth / 2)
  }

  private static func clipped(_ edge: Float, otherwise: Float) -> Float {
    edge.isNaN ? otherwise : max(0, min(1, edge))
  }

  /// A fraction from 0 to 1, so the product is at most `count`.
  private static func pixel(_ fraction: Float, _ count: Int) -> Int {
    Int(fraction * Float(max(0, min(count, 1 << 24))))
  }
}

/// Whole pixels inside of a picture.
public struct PixelBox: Sendable, Equatable {
  /// Column of the left edge.
  public let x: Int
  /// Row of the top edge.
  public let y: Int
  /// Columns, maybe 0.
  public let width: Int
  /// Rows, maybe 0.
  public let height: Int

  /// A box by its corner and extent.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}
