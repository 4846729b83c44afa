/// A picture of a plane of brightness and one of both colours at half its rows and columns, as cameras give it: NV12, or
/// NV21 with V before U; what `Picture.semiPlanarYUV` makes.
///
/// **Layout**: `[y][x]` of brightness, then `[y / 2][x / 2][2]` of colours.
package struct SemiPlanarPicture: Sendable {
  private let width: Int
  private let height: Int
  private let bytes: [UInt8]
  private let isVFirst: Bool
  private let hasStudioRange: Bool

  /// Wraps bytes that are already in memory.
  ///
  /// - Parameters:
  ///   - width: columns, an even number.
  ///   - height: rows, an even number.
  ///   - bytes: at least `width * height * 3 / 2` of them; the caller has checked that.
  ///   - hasStudioRange: whether brightness reaches from 16 to 235 and colours from 16 to 240, instead of all bytes.
  package init(width: Int, height: Int, bytes: [UInt8], isVFirst: Bool, hasStudioRange: Bool = false) {
    precondition(bytes.count >= width * height * 3 / 2, "the caller checks what it is given")
    (self.width, self.height, self.bytes) = (width, height, bytes)
    (self.isVFirst, self.hasStudioRange) = (isVFirst, hasStudioRange)
  }

  /// The samples plane by plane, **layout** `[channel][y][x]`; gray is the brightness as it stands.
  ///
  /// **Source**: BT.601; which integer form cameras and vendors' tools have is not known, so single precision is rounded
  /// once.
  package func planar(_ order: ColorOrder) -> [UInt8] {
    let count = height * width
    if order == .gray { return Array(bytes.prefix(count)) }
    var planes = [UInt8](repeating: 0, count: 3 * count)
    let (red, blue) = order == .bgr ? (2, 0) : (0, 2)
    let (base, gain): (Float, Float) = hasStudioRange ? (16, 255 / 219) : (0, 1)
    let chroma: Float = hasStudioRange ? 255 / 224 : 1
    for row in 0..<height {
      for column in 0..<width {
        let pixel = row * width + column
        let pair = count + row / 2 * width + column / 2 * 2
        let (first, second) = (Float(bytes[pair]) - 128, Float(bytes[pair + 1]) - 128)
        let (u, v) = isVFirst ? (second * chroma, first * chroma) : (first * chroma, second * chroma)
        let y = (Float(bytes[pixel]) - base) * gain
        planes[red * count + pixel] = Self.byte(y + 1.402 * v)
        planes[count + pixel] = Self.byte(y - 0.344136 * u - 0.714136 * v)
        planes[blue * count + pixel] = Self.byte(y + 1.772 * u)
      }
    }
    return planes
  }

  private static func byte(_ value: Float) -> UInt8 {
    UInt8(min(max(value.rounded(.toNearestOrEven), 0), 255))
  }
}
