/// Colours as MaixPy's firmware converts them between eight bits a part, RGB565 and brightness.
///
/// It rounds both ways, where ``Color/rgb565`` drops bits and ``Color/init(rgb565:)`` repeats them.
/// **Source**: its tables (`rgb2rgb_tab.c`, `yuv_tab.c`, `rainbow_tab.c`), all of whose entries the formulas give.
package enum BoardColor {
  /// Five bits as eight: the nearest of `255 n / 31`.
  package static let widened5: [UInt8] = (0..<32).map { UInt8((510 * $0 + 31) / 62) }
  /// Six bits as eight: the nearest of `255 n / 63`.
  package static let widened6: [UInt8] = (0..<64).map { UInt8((510 * $0 + 63) / 126) }
  /// Eight bits as five: the nearest of `31 n / 255`.
  package static let narrowed5: [UInt8] = (0..<256).map { UInt8((62 * $0 + 255) / 510) }
  /// Eight bits as six: the nearest of `63 n / 255`.
  package static let narrowed6: [UInt8] = (0..<256).map { UInt8((126 * $0 + 255) / 510) }

  /// The brightness of each RGB565: `0.299 R + 0.587 G + 0.114 B` of the widened parts, rounded down.
  package static let brightness: [UInt8] = (0..<65536).map { value in
    let color = color(UInt16(value))
    // A double, whose errors the firmware's table has, too.
    return UInt8(Double(color.red) * 0.299 + Double(color.green) * 0.587 + Double(color.blue) * 0.114)
  }

  /// The RGB565 of each brightness on a thermal scale, from blue over green and yellow to red.
  ///
  /// Hues from 193.6° down to 0.8° in equal steps; only the second entry, which repeats the first, is not the formula's.
  package static let rainbow: [UInt16] = (0..<256).map { thermal($0) }

  private static func thermal(_ level: Int) -> UInt16 {
    let hue = 193.6 / 60 * Double(256 - (level == 1 ? 0 : level)) / 256
    let rest = hue.truncatingRemainder(dividingBy: 1)
    let parts: (red: Double, green: Double, blue: Double) =
      switch Int(hue) {
      case 0: (1, rest, 0)
      case 1: (1 - rest, 1, 0)
      case 2: (0, 1, rest)
      default: (0, 1 - rest, 1)
      }
    let (red, green) = (UInt16((parts.red * 31).rounded()), UInt16((parts.green * 63).rounded()))
    return red << 11 | green << 5 | UInt16((parts.blue * 31).rounded())
  }

  /// A colour in sixteen bits.
  package static func rgb565(_ color: Color) -> UInt16 {
    UInt16(narrowed5[Int(color.red)]) << 11 | UInt16(narrowed6[Int(color.green)]) << 5
      | UInt16(narrowed5[Int(color.blue)])
  }

  /// Sixteen bits as a colour.
  package static func color(_ rgb565: UInt16) -> Color {
    Color(
      red: widened5[Int(rgb565 >> 11)], green: widened6[Int(rgb565 >> 5 & 63)],
      blue: widened5[Int(rgb565 & 31)])
  }
}
