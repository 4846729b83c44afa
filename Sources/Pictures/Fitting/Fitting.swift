/// How a picture becomes one of another size.
public enum Fitting: Sendable, Equatable {
  /// It must have the size already.
  case asIs
  /// Both sides are scaled on their own; proportions change.
  case stretch
  /// Scaled to lie inside, centred, the rest filled with a colour.
  case letterbox(Color)
  /// The largest centred part with the target's proportions is cut out, then scaled.
  case centreCrop
}

/// A fitted picture with the account of how it came about.
public struct FittedPicture: Sendable, Equatable {
  /// The picture in the target's size, in the format of the source.
  public let picture: Picture
  /// What was done.
  public let placement: FitPlacement
}

/// Where the pixels of a fitted picture came from and where they went.
public struct FitPlacement: Sendable, Equatable, CustomStringConvertible {
  /// The rule that was asked for; `.asIs` whenever the sizes were equal.
  public let fitting: Fitting
  /// Size of the picture before.
  public let source: Size
  /// Size of the picture after.
  public let target: Size
  /// The part of the source that was used.
  public let crop: Rectangle
  /// The part of the target that shows it.
  public let content: Rectangle

  /// In words: `640x480 → 320x320, centre-cropped to 480x480`.
  public var description: String {
    switch fitting {
    case .asIs: "\(source) as it is"
    case .stretch: "\(source) → \(target), stretched"
    case .letterbox:
      "\(source) → \(target), letterboxed to \(content.width)x\(content.height) at (\(content.x), \(content.y))"
    case .centreCrop:
      "\(source) → \(target), centre-cropped to \(crop.width)x\(crop.height) at (\(crop.x), \(crop.y))"
    }
  }

  /// Turns a box of the target into the pixels of the source that it covers.
  ///
  /// **Units**: fractions of the target, 0…1 from the left and the top; values outside and NaN are clipped.
  /// The rectangle lies in the source and may be empty.
  public func sourceRectangle(left: Double, top: Double, right: Double, bottom: Double) -> Rectangle {
    let columns = Self.span(left, right, target.width, content.x, content.width, crop.x, crop.width)
    let rows = Self.span(top, bottom, target.height, content.y, content.height, crop.y, crop.height)
    return Rectangle(x: columns.start, y: rows.start, width: columns.count, height: rows.count)
  }

  /// One axis: fraction of the target → pixels of the target → pixels of the source, clipped to the crop.
  private static func span(
    _ start: Double, _ end: Double, _ target: Int, _ contentStart: Int, _ contentCount: Int, _ cropStart: Int,
    _ cropCount: Int
  ) -> (start: Int, count: Int) {
    func place(_ fraction: Double) -> Int {
      let inContent = (fraction * Double(target) - Double(contentStart)) / Double(contentCount)
      guard inContent > 0 else { return cropStart }
      return cropStart + Int((min(inContent, 1) * Double(cropCount)).rounded())
    }
    let first = place(start)
    return (first, max(0, place(end) - first))
  }
}
