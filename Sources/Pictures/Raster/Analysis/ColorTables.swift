import Glibc

/// What MaixPy takes the sixteen bits of a pixel for: lightness and colour in CIE L*a*b*, and Y, U, V.
///
/// The tables are indexed by ``Color/rgb565``.
/// **Source**: MaixPy-v1, omv/img/lab_tab.c and yuv_tab.c; every one of the 393,216 numbers there equals these formulas.
package struct ColorTables: Sendable {
  /// Lightness, 0…100.
  package private(set) var lightness: [Int8]
  /// From green to red.
  package private(set) var a: [Int8]
  /// From blue to yellow.
  package private(set) var b: [Int8]
  /// Brightness less 128.
  package private(set) var y: [Int8]
  /// Blue less brightness.
  package private(set) var u: [Int8]
  /// Red less brightness.
  package private(set) var v: [Int8]

  /// What firmware with the large tables has.
  package static let exact = ColorTables()

  /// What the flavours that save 336 KiB have: an eighth of each table, and one correction for the lower bits of green.
  package static let coarse = ColorTables(coarsening: exact)

  private init() {
    lightness = [Int8](repeating: 0, count: 65536)
    (a, b, y, u, v) = (lightness, lightness, lightness, lightness, lightness)
    let linear = (0..<256).map { Self.linear(Double($0) / 255) }
    for pixel in 0..<65536 {
      let color = BoardColor.color(UInt16(pixel))
      let (red, green, blue) = (Int(color.red), Int(color.green), Int(color.blue))
      let lab = Self.lab(linear[red], linear[green], linear[blue])
      lightness[pixel] = Int8(lab.l)
      a[pixel] = Int8(lab.a)
      b[pixel] = Int8(lab.b)
      let (r, g, b) = (Double(red), Double(green), Double(blue))
      y[pixel] = Int8(Int(BoardColor.brightness[pixel]) - 128)
      u[pixel] = Int8(-(r * 0.168736) - g * 0.331264 + b * 0.5)
      v[pixel] = Int8(r * 0.5 - g * 0.418688 - b * 0.081312)
    }
  }

  /// Keeps the entries whose green is a multiple of 8 and adds, for its lower three bits, the same number to all.
  private init(coarsening exact: ColorTables) {
    self = exact
    let additions: [[Int8]] = [
      [0, 1, 3, 4, 5, 6, 8, 9], [0, 2, 3, 5, 6, 8, 9, 11], [0, 1, 3, 4, 6, 7, 9, 10],
      [0, 2, 5, 7, 9, 12, 14, 16], [0, -1, -3, -4, -5, -7, -8, -9], [0, -2, -3, -5, -7, -8, -10, -11],
    ]
    for pixel in 0..<65536 {
      let kept = pixel & ~(7 << 5)
      let low = pixel >> 5 & 7
      lightness[pixel] = exact.lightness[kept] &+ additions[0][low]
      a[pixel] = exact.a[kept] &+ additions[1][low]
      b[pixel] = exact.b[kept] &+ additions[2][low]
      y[pixel] = exact.y[kept] &+ additions[3][low]
      u[pixel] = exact.u[kept] &+ additions[4][low]
      v[pixel] = exact.v[kept] &+ additions[5][low]
    }
  }

  private static func linear(_ part: Double) -> Double {
    part <= 0.04045 ? 100 * part / 12.92 : 100 * pow((part + 0.055) / 1.055, 2.4)
  }

  private static func lab(_ r: Double, _ g: Double, _ b: Double) -> (l: Double, a: Double, b: Double) {
    let x = root((r * 0.4124 + g * 0.3576 + b * 0.1805) / 95.047)
    let y = root((r * 0.2126 + g * 0.7152 + b * 0.0722) / 100)
    let z = root((r * 0.0193 + g * 0.1192 + b * 0.9505) / 108.883)
    return ((116 * y).rounded() - 16, (500 * (x - y)).rounded(), (200 * (y - z)).rounded())
  }

  private static func root(_ part: Double) -> Double {
    part > 0.008856 ? cbrt(part) : 7.787037 * part + 0.137931
  }
}

extension ColorTables {
  /// The brightness of a pixel, 0…255.
  @inline(__always)
  func gray(_ pixel: UInt16) -> Int { Int(y[Int(pixel)]) &+ 128 }

  /// A colour as pixels of a format have it.
  package func value(of color: Color, in format: Raster.Format) -> UInt16 {
    format.value(of: color) { gray($0) }
  }

  /// The pixel of a brightness 0…255 and a colour (`imlib_yuv_to_rgb`).
  package static func pixel(brightness: Int, u: Int, v: Int) -> UInt16 {
    func part(_ number: Int) -> UInt8 { UInt8(min(max(number, 0), 255)) }
    return BoardColor.rgb565(
      Color(
        red: part(brightness + (91881 * v) >> 16), green: part(brightness - (22554 * u + 46802 * v) >> 16),
        blue: part(brightness + (116130 * u) >> 16)))
  }
}
