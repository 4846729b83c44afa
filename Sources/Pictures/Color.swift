/// A colour with eight bits per channel.
public struct Color: Sendable, Hashable {
  /// 0 none, 255 full.
  public let red: UInt8
  /// 0 none, 255 full.
  public let green: UInt8
  /// 0 none, 255 full.
  public let blue: UInt8

  /// A colour of its three parts.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A shade between black (0) and white (255).
  public init(gray: UInt8) { self.init(red: gray, green: gray, blue: gray) }

  /// Brightness by the weights of ITU-R BT.601 with eight-bit weights: `(77 R + 150 G + 29 B + 128) / 256`.
  ///
  /// The weights are 0.299, 0.587 and 0.114 times 256; they sum to 256, so a grey keeps its value.
  public var luma: UInt8 {
    let sum = 77 &* UInt32(red) &+ 150 &* UInt32(green) &+ 29 &* UInt32(blue)
    return UInt8(truncatingIfNeeded: (sum &+ 128) >> 8)
  }

  /// No light.
  public static let black = Color(gray: 0)
  /// Full light.
  public static let white = Color(gray: 255)

  /// Colours that are told apart easily on photographs, for boxes of different classes.
  public static let palette: [Color] = [
    Color(red: 255, green: 64, blue: 64), Color(red: 64, green: 220, blue: 96),
    Color(red: 72, green: 144, blue: 255), Color(red: 255, green: 200, blue: 32),
    Color(red: 208, green: 96, blue: 255), Color(red: 32, green: 216, blue: 224),
    Color(red: 255, green: 136, blue: 32), Color(red: 255, green: 128, blue: 192),
  ]

  /// The palette's colour for a class, starting again when the palette ends.
  public static func palette(for index: Int) -> Color {
    let place = index % palette.count
    return palette[place < 0 ? place + palette.count : place]
  }

  /// Black or white, whichever reads better on this colour.
  public var contrasting: Color { luma >= 128 ? .black : .white }
}
