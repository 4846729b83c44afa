extension Raster {
  /// The stored values in rows; filters and measures work on these.
  package var pixelValues: [UInt16] {
    var values = [UInt16](repeating: 0, count: width * height)
    let source = bytes.span
    var target = values.mutableSpan
    if format == .rgb565 {
      for index in 0..<target.count {
        target[index] = UInt16(source[2 &* index]) << 8 | UInt16(source[2 &* index &+ 1])
      }
    } else {
      for index in 0..<target.count { target[index] = UInt16(source[index]) }
    }
    return values
  }

  /// Stores values, one for each pixel, in rows.
  package mutating func setPixelValues(_ values: [UInt16]) {
    precondition(values.count == width * height)
    let source = values.span
    let isColor = format == .rgb565
    var target = bytes.mutableSpan
    if isColor {
      for index in 0..<source.count {
        target[2 &* index] = UInt8(truncatingIfNeeded: source[index] >> 8)
        target[2 &* index &+ 1] = UInt8(truncatingIfNeeded: source[index])
      }
    } else {
      for index in 0..<source.count { target[index] = UInt8(truncatingIfNeeded: source[index]) }
    }
  }

  /// A raster of this size and format with other values.
  func replacingPixels(_ values: [UInt16]) -> Raster {
    var result = self
    result.setPixelValues(values)
    return result
  }

  /// Brightness, 0…255, of every pixel in an area that lies inside.
  func brightness(in area: Rectangle, _ tables: ColorTables) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(area.width * area.height)
    for y in area.y..<area.endY {
      for x in area.x..<area.endX {
        let value = self[x, y]
        switch format {
        case .binary: result.append(value == 0 ? 0 : 255)
        case .grayscale: result.append(UInt8(truncatingIfNeeded: value))
        case .rgb565: result.append(UInt8(truncatingIfNeeded: tables.gray(value)))
        }
      }
    }
    return result
  }

  /// Whether each pixel counts as set when this raster is used as a mask of a raster of a size: bright half, and inside.
  func maskBits(for size: Size, _ tables: ColorTables) -> [Bool] {
    var bits = [Bool](repeating: false, count: size.width * size.height)
    for y in 0..<min(height, size.height) {
      for x in 0..<min(width, size.width) {
        bits[y * size.width + x] = format.passes(self[x, y]) { tables.gray($0) }
      }
    }
    return bits
  }
}

extension Raster.Format {
  /// The greatest value of each part of a pixel.
  var limits: [Int] {
    switch self {
    case .binary: [1]
    case .grayscale: [255]
    case .rgb565: [31, 63, 31]
    }
  }

  /// A pixel's parts.
  @inline(__always)
  package static func parts(_ pixel: UInt16) -> (red: Int, green: Int, blue: Int) {
    (Int(pixel >> 11), Int(pixel >> 5 & 63), Int(pixel & 31))
  }

  /// The pixel of parts that fit.
  @inline(__always)
  package static func pixel(_ red: Int, _ green: Int, _ blue: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: red << 11 | green << 5 | blue)
  }

  /// All bits set: white.
  var fullValue: UInt16 {
    switch self {
    case .binary: 1
    case .grayscale: 255
    case .rgb565: 0xFFFF
    }
  }
}
