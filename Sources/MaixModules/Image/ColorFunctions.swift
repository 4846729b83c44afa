import Glibc
import Pictures

/// Colours between RGB, Lab and brightness as the functions of the module `image` convert them.
///
/// **Source**: `imlib_rgb_to_lab` and its neighbours in `imlib.c`: floats, whole parts, and a cube root that is quick rather
/// than exact. (Images and thresholds use tables, which are exact.)
enum ColorFunctions {
  /// Linear light of a part, from 0 to 100.
  private static func linear(_ part: UInt8) -> Float {
    let part = Double(part) / 255
    return Float(100 * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)))
  }

  /// A part of 0 to 1, and beyond, of linear light.
  private static func part(_ light: Float) -> Float {
    light > 0.0031308 ? 1.055 * powf(light, 0.416666) - 0.055 : light * 12.92
  }

  private static func byte(_ number: Float) -> UInt8 { UInt8(max(0, min(255, number))) }

  /// Nearly the cube root, by the bits of the float: a third of its exponent.
  private static func quickCubeRoot(_ number: Float) -> Float {
    let bits = Int(number.bitPattern)
    var third = bits / 4 + bits / 16
    third += third / 16
    third += third / 256
    return Float(bitPattern: UInt32(truncatingIfNeeded: 0x2A51_1CD0 + third))
  }

  /// Lightness from 0 to 100, and two parts from -128 to 127.
  static func lab(_ color: Color) -> (lightness: Int, a: Int, b: Int) {
    let (red, green, blue) = (linear(color.red), linear(color.green), linear(color.blue))
    func bent(_ light: Float) -> Float {
      light > 0.008856 ? quickCubeRoot(light) : light * 7.787037 + 0.137931
    }
    let x = bent((red * 0.4124 + green * 0.3576 + blue * 0.1805) / 95.047)
    let y = bent((red * 0.2126 + green * 0.7152 + blue * 0.0722) / 100)
    let z = bent((red * 0.0193 + green * 0.1192 + blue * 0.9505) / 108.883)
    func small(_ number: Float) -> Int { Int(Int8(truncatingIfNeeded: Int(number))) }
    return (small(116 * y) - 16, small(500 * (x - y)), small(200 * (y - z)))
  }

  /// The colour of Lab's parts.
  static func color(lightness: Int, a: Int, b: Int) -> Color {
    let middle = Float(lightness + 16) * 0.008621
    func straight(_ number: Float) -> Float {
      number > 0.206897 ? number * number * number : 0.128419 * number - 0.017713
    }
    let x = straight(middle + Float(a) * 0.002) * 95.047
    let y = straight(middle) * 100
    let z = straight(middle - Float(b) * 0.005) * 108.883
    return Color(
      red: byte(part((x * 3.2406 + y * -1.5372 + z * -0.4986) / 100) * 255),
      green: byte(part((x * -0.9689 + y * 1.8758 + z * 0.0415) / 100) * 255),
      blue: byte(part((x * 0.0557 + y * -0.2040 + z * 1.0570) / 100) * 255))
  }

  /// Brightness by linear light.
  static func brightness(_ color: Color) -> Int {
    let light = linear(color.red) * 0.2126 + linear(color.green) * 0.7152 + linear(color.blue) * 0.0722
    return Int(byte(part(light / 100) * 255))
  }
}
