/// Spreads brightness in tiles, each by its own histogram, with a limit to contrast, and blends between tiles (CLAHE).
///
/// **Source**: omv/img/clahe.c, after K. Zuiderveld, "Contrast Limited Adaptive Histogram Equalization", Graphics Gems IV.
struct AdaptiveEqualization {
  private let columns: Int
  private let rows: Int
  private let tileWidth: Int
  private let tileHeight: Int
  private let width: Int
  private let height: Int
  private var samples: [UInt8]
  private let offsetX: Int
  private let offsetY: Int

  /// Brightness of a picture; it is set in the middle of black so that tiles are whole.
  init(_ brightness: [UInt8], _ size: Size) {
    columns = Self.tiles(size.width)
    rows = Self.tiles(size.height)
    width = (size.width + columns - 1) / columns * columns
    height = (size.height + rows - 1) / rows * rows
    (tileWidth, tileHeight) = (width / columns, height / rows)
    (offsetX, offsetY) = ((width - size.width) / 2, (height - size.height) / 2)
    samples = [UInt8](repeating: 0, count: width * height)
    // The device counts its rows by the picture's width, not the padded one.
    for (place, value) in brightness.enumerated() {
      let target = (place / size.width + offsetY) * size.width + place % size.width + offsetX
      if target < samples.count { samples[target] = value }
    }
  }

  /// 2 to 16 tiles, one step more each time the side doubles.
  fileprivate static func tiles(_ side: Int) -> Int {
    // The device's logarithm counts bits.
    let bits = Int.bitWidth - side.leadingZeroBitCount
    return max(16 >> (10 - min(bits, 10)), 2)
  }

  /// Brightness of every pixel afterwards.
  mutating func equalized(limit: Float, _ size: Size) -> [UInt8] {
    if limit != 1 { blend(maps(limit: limit)) }
    return (0..<(size.width * size.height)).map { place in
      let source = (place / size.width + offsetY) * size.width + place % size.width + offsetX
      return source < samples.count ? samples[source] : 0
    }
  }

  private func maps(limit: Float) -> [[Int]] {
    let pixels = tileWidth * tileHeight
    // What is above the limit of a bin is shared out among all.
    let highest = limit > 0 ? max(BoardMath.whole(limit * Float(pixels) / 256), 1) : 1 << 14
    var maps: [[Int]] = []
    for row in 0..<rows {
      for column in 0..<columns {
        var bins = [Int](repeating: 0, count: 256)
        for y in (row * tileHeight)..<((row + 1) * tileHeight) {
          for x in (column * tileWidth)..<((column + 1) * tileWidth) {
            bins[Int(samples[y * width + x])] += 1
          }
        }
        Self.clip(&bins, highest)
        let scale = 255 / Float(pixels)
        var sum = 0
        maps.append(
          bins.map { bin in
            sum += bin
            return min(BoardMath.whole(Float(sum) * scale), 255)
          })
      }
    }
    return maps
  }

  private static func clip(_ bins: inout [Int], _ highest: Int) {
    var excess = bins.reduce(0) { $0 + max($1 - highest, 0) }
    let share = excess / 256
    for place in bins.indices {
      if bins[place] > highest {
        bins[place] = highest
      } else if bins[place] > highest - share {
        excess -= bins[place] - (highest - share)
        bins[place] = highest
      } else {
        excess -= share
        bins[place] += share
      }
    }
    // The rest one by one, evenly; what finds no room at all stays out.
    var start = 0
    while excess > 0, start < 256 {
      let step = max(256 / excess, 1)
      var place = start
      while place < 256, excess > 0 {
        if bins[place] < highest {
          bins[place] += 1
          excess -= 1
        }
        place += step
      }
      start += 1
      if start == 256, bins.contains(where: { $0 < highest }) { start = 0 }
    }
  }

  /// Each pixel from the maps of the four tiles whose centres are around it, by distance.
  private mutating func blend(_ maps: [[Int]]) {
    var top = 0
    for row in 0...rows {
      let upper = max(row - 1, 0)
      let lower = min(row, rows - 1)
      let sideY = row == 0 ? tileHeight / 2 : row == rows ? (tileHeight + 1) / 2 : tileHeight
      var left = 0
      for column in 0...columns {
        let sideX = column == 0 ? tileWidth / 2 : column == columns ? (tileWidth + 1) / 2 : tileWidth
        let (first, second) = (max(column - 1, 0), min(column, columns - 1))
        let corners = [
          maps[upper * columns + first], maps[upper * columns + second], maps[lower * columns + first],
          maps[lower * columns + second],
        ]
        for y in 0..<sideY {
          for x in 0..<sideX {
            let place = (top + y) * width + left + x
            let value = Int(samples[place])
            let above = (sideX - x) * corners[0][value] + x * corners[1][value]
            let below = (sideX - x) * corners[2][value] + x * corners[3][value]
            samples[place] = UInt8(((sideY - y) * above + y * below) / (sideX * sideY))
          }
        }
        left += sideX
      }
      top += sideY
    }
  }
}

extension Raster {
  /// How many tiles ``equalizeAdaptively(limit:mask:_:)`` takes.
  package var equalizationTiles: Int {
    AdaptiveEqualization.tiles(width) * AdaptiveEqualization.tiles(height)
  }

  /// Spreads brightness tile by tile.
  ///
  /// - Parameter limit: How many times its fair share a brightness may have; negative for no limit.
  package mutating func equalizeAdaptively(limit: Float, mask: Raster? = nil, _ tables: ColorTables = .exact)
  {
    let mask = mask?.maskBits(for: size, tables)
    var equalization = AdaptiveEqualization(brightness(in: bounds, tables), size)
    let results = equalization.equalized(limit: limit, size)
    var values = pixelValues
    for index in values.indices where mask?[index] ?? true {
      let value = Int(values[index])
      switch format {
      case .binary: values[index] = results[index] > 127 ? 1 : 0
      case .grayscale: values[index] = UInt16(results[index])
      case .rgb565:
        values[index] = ColorTables.pixel(
          brightness: Int(results[index]), u: Int(tables.u[value]), v: Int(tables.v[value]))
      }
    }
    setPixelValues(values)
  }
}
