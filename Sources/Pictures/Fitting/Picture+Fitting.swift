extension Picture {
  /// Makes a picture of the target's size by one of the rules of ``Fitting``.
  ///
  /// Equal sizes are returned as they are under every rule. Sides that get shorter are averaged by area, sides
  /// that get longer are interpolated linearly between pixel centres; sums are exact integers, rounded once, half up.
  ///
  /// - Throws: `PictureError` when the target is out of bounds, or `.asIs` was asked and the sizes differ.
  public func fitted(to target: Size, by fitting: Fitting) throws(PictureError) -> FittedPicture {
    _ = try Self.byteCount(width: target.width, height: target.height, format: format)
    if size == target { return placed(as: .asIs, self, crop: bounds, content: bounds) }
    let whole = Rectangle(x: 0, y: 0, width: target.width, height: target.height)
    switch fitting {
    case .asIs: throw PictureError(kind: .notTheSize(expected: target, found: size))
    case .stretch: return placed(as: fitting, scaled(bounds, to: target), crop: bounds, content: whole)
    case .centreCrop:
      let inside = Self.inscribed(target, in: size)
      let crop = Self.centred(inside, in: size)
      return placed(as: fitting, scaled(crop, to: target), crop: crop, content: whole)
    case .letterbox(let color):
      let inside = Self.inscribed(size, in: target)
      let content = Self.centred(inside, in: target)
      var canvas = try Picture(width: target.width, height: target.height, format: format, filledWith: color)
      canvas.paste(scaled(bounds, to: inside), x: content.x, y: content.y)
      return placed(as: fitting, canvas, crop: bounds, content: content)
    }
  }

  /// The part of the picture inside a rectangle.
  ///
  /// - Throws: `PictureError` when nothing of the picture lies in it.
  public func cropped(to rectangle: Rectangle) throws(PictureError) -> Picture {
    let inside = rectangle.intersection(bounds)
    guard !inside.isEmpty else { throw PictureError(kind: .size(width: inside.width, height: inside.height)) }
    return scaled(inside, to: Size(width: inside.width, height: inside.height))
  }

  /// Copies another picture of the same format onto this one, clipped.
  mutating func paste(_ other: Picture, x: Int, y: Int) {
    let target = Rectangle(x: x, y: y, width: other.width, height: other.height).intersection(bounds)
    guard other.format == format, !target.isEmpty else { return }
    let channels = format.channelCount
    for row in target.y..<target.endY {
      let from = ((row - y) * other.width + target.x - x) * channels
      let to = (row * width + target.x) * channels
      let count = target.width * channels
      pixels.replaceSubrange(to..<(to + count), with: other.pixels[from..<(from + count)])
    }
  }

  private func placed(
    as fitting: Fitting, _ picture: Picture, crop: Rectangle, content: Rectangle
  ) -> FittedPicture {
    FittedPicture(
      picture: picture,
      placement: FitPlacement(
        fitting: fitting, source: size, target: picture.size, crop: crop, content: content))
  }

  /// The largest size with the proportions of `shape` that fits into `frame`, rounded half up, at least 1.
  private static func inscribed(_ shape: Size, in frame: Size) -> Size {
    if shape.width * frame.height >= shape.height * frame.width {
      let height = (2 * shape.height * frame.width + shape.width) / (2 * shape.width)
      return Size(width: frame.width, height: max(1, min(height, frame.height)))
    }
    let width = (2 * shape.width * frame.height + shape.height) / (2 * shape.height)
    return Size(width: max(1, min(width, frame.width)), height: frame.height)
  }

  /// Centres a size; with an odd rest the extra pixel is right and below.
  private static func centred(_ inner: Size, in outer: Size) -> Rectangle {
    Rectangle(
      x: (outer.width - inner.width) / 2, y: (outer.height - inner.height) / 2, width: inner.width,
      height: inner.height)
  }
}
