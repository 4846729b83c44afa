extension Raster {
  /// Part of the image, scaled: each pixel is the one at its place divided by the scale, rounded down.
  ///
  /// `region` must lie inside. Nil when no pixel is left or the size is out of bounds.
  package func copied(_ region: Rectangle, scaleX: Float = 1, scaleY: Float = 1) -> Raster? {
    let (width, height) = copiedSize(region, scaleX: scaleX, scaleY: scaleY)
    guard width >= 1, height >= 1, var result = try? Raster(width: width, height: height, format: format)
    else { return nil }
    let (stepX, stepY) = (Float(1 / Double(scaleX)), Float(1 / Double(scaleY)))
    let columns = (0..<width).map { region.x + min(region.width - 1, Self.whole(Float($0) * stepX)) }
    let rows = (0..<height).map { region.y + min(region.height - 1, Self.whole(Float($0) * stepY)) }
    result.gather(self, columns, rows)
    return result
  }

  /// The size that ``copied(_:scaleX:scaleY:)`` gives.
  package func copiedSize(_ region: Rectangle, scaleX: Float, scaleY: Float) -> (width: Int, height: Int) {
    (Self.whole(Float(region.width) * scaleX), Self.whole(Float(region.height) * scaleY))
  }

  /// Part of the image, black where it reaches beyond the edges; nil when the size is out of bounds.
  package func cut(_ part: Rectangle) -> Raster? {
    guard var result = try? Raster(width: part.width, height: part.height, format: format) else { return nil }
    let inside = part.intersection(bounds)
    guard !inside.isEmpty else { return result }
    let (columns, rows) = (Array(inside.x..<inside.endX), Array(inside.y..<inside.endY))
    result.gather(self, columns, rows, startX: inside.x - part.x, startY: inside.y - part.y)
    return result
  }

  /// Takes pixels of another image of this format at given columns and rows, which lie inside.
  private mutating func gather(
    _ other: Raster, _ columns: [Int], _ rows: [Int], startX: Int = 0, startY: Int = 0
  ) {
    let from = other.bytes.span
    let places = columns.span
    let (stride, isWide) = (width, format == .rgb565)
    var target = bytes.mutableSpan
    var to = startY &* stride &+ startX
    for row in rows {
      let line = row &* other.width
      for index in places.indices {
        let source = line &+ places[index]
        if isWide {
          target[2 &* (to &+ index)] = from[2 &* source]
          target[2 &* (to &+ index) &+ 1] = from[2 &* source &+ 1]
        } else {
          target[to &+ index] = from[source]
        }
      }
      to &+= stride
    }
  }

  /// The image in another size, as `resize` makes it; nil when the size is out of bounds or the image is binary.
  ///
  /// **Source**: `py_image.c`. Colour: the nearest pixel up and left when the width does not grow or the height shrinks, else
  /// mixed of four. Grey: mixed of four when a side grows or stays, else the mean of a box — whose columns are found
  /// with the ratio of the heights, so that it distorts when the sides' ratio changes.
  package func resized(width: Int, height: Int) -> Raster? {
    guard format != .binary, var result = try? Raster(width: width, height: height, format: format)
    else { return nil }
    if width == self.width, height == self.height { return self }
    let stepX = Float(self.width) / Float(width)
    let stepY = Float(self.height) / Float(height)
    if format == .rgb565, self.width >= width || self.height > height {
      let columns = (0..<width).map { min(self.width - 1, Self.whole(Float($0) * stepX)) }
      let rows = (0..<height).map { min(self.height - 1, Self.whole(Float($0) * stepY)) }
      result.gather(self, columns, rows)
    } else if format == .rgb565 {
      result.mixColors(of: self, stepX, stepY)
    } else if width >= self.width || height >= self.height {
      result.mixShades(of: self, stepX, stepY)
    } else {
      result.averageShades(of: self, stepY)
    }
    return result
  }

  private mutating func mixColors(of other: Raster, _ stepX: Float, _ stepY: Float) {
    for y in 0..<height {
      let sourceY = (Float(y) + 0.5) * stepY - 0.5
      let top = Self.whole(sourceY)
      for x in 0..<width {
        let sourceX = (Float(x) + 0.5) * stepX - 0.5
        let left = Self.whole(sourceX)
        let first = other[left, top]
        guard left + 1 < other.width, top + 1 < other.height else {
          self[x, y] = first
          continue
        }
        let (second, third, fourth) = (other[left + 1, top], other[left, top + 1], other[left + 1, top + 1])
        let (near, far) = (Float(left + 1) - sourceX, sourceX - Float(left))
        let (upper, lower) = (Float(top + 1) - sourceY, sourceY - Float(top))
        // Left of the first pixel's middle the weights leave 0…1, so the firmware's bytes may wrap round.
        func mixed(_ shift: UInt16, _ mask: UInt16) -> UInt16 {
          let above = near * Float(first &>> shift & mask) + far * Float(second &>> shift & mask)
          let below = near * Float(third &>> shift & mask) + far * Float(fourth &>> shift & mask)
          return UInt16(truncatingIfNeeded: Int32(max(0, upper * above + lower * below))) & mask
        }
        self[x, y] = mixed(11, 31) << 11 | mixed(5, 63) << 5 | mixed(0, 31)
      }
    }
  }

  private mutating func mixShades(of other: Raster, _ stepX: Float, _ stepY: Float) {
    for y in 0..<height {
      let sourceY = (Float(y) + 0.5) * stepY - 0.5
      let top = min(other.height - 1, Self.whole(sourceY))
      let nextTop = min(other.height - 1, top + 1)
      let (upper, lower) = (Float(top + 1) - sourceY, sourceY - Float(top))
      for x in 0..<width {
        let sourceX = (Float(x) + 0.5) * stepX - 0.5
        let left = min(other.width - 1, Self.whole(sourceX))
        let nextLeft = min(other.width - 1, left + 1)
        let (near, far) = (Float(left + 1) - sourceX, sourceX - Float(left))
        let above = Float(other[left, top]) * near * upper + Float(other[nextLeft, top]) * far * upper
        let below = Float(other[left, nextTop]) * near * lower + Float(other[nextLeft, nextTop]) * far * lower
        self[x, y] = UInt16(Self.byte(above + below))
      }
    }
  }

  private mutating func averageShades(of other: Raster, _ step: Float) {
    let source = other.bytes.span
    let (width, height) = (self.width, self.height)
    // Sums of all bytes before each: a run costs the same however long it is.
    var sums = [Int](repeating: 0, count: source.count + 1)
    for index in 0..<source.count { sums[index + 1] = sums[index] &+ Int(source[index]) }
    var target = bytes.mutableSpan
    for y in 0..<height {
      let (top, bottom) = (Self.whole(Float(y) * step), Self.whole(Float(y + 1) * step))
      for x in 0..<width {
        let (left, right) = (Self.whole(Float(x) * step), Self.whole(Float(x + 1) * step))
        var sum = 0
        for row in top...bottom {
          // The firmware reads into the next row, and behind the image's end; here the last byte stands for that.
          let first = min(row &* other.width &+ left, source.count)
          let end = min(row &* other.width &+ right &+ 1, source.count)
          let missing = right &- left &+ 1 &- (end &- first)
          sum &+= sums[end] &- sums[first] &+ missing &* Int(source[source.count &- 1])
        }
        target[y &* width &+ x] = UInt8(truncatingIfNeeded: sum / ((bottom - top + 1) * (right - left + 1)))
      }
    }
  }

  /// A number as the chip stores it in a byte: 0 when negative, wrapping round above 255.
  static func byte(_ number: Float) -> UInt8 { UInt8(truncatingIfNeeded: max(0, whole(number))) }
}
