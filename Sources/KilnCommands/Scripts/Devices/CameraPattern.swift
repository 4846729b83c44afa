package import Pictures

/// What the camera sees when nobody gave it a picture: colour bars that move, with a white disc on its way.
package enum CameraPattern {
  /// As the frames that most scripts ask for.
  package static let size = Size(width: 320, height: 240)

  private static let colors: [(red: UInt8, green: UInt8, blue: UInt8)] = [
    (235, 235, 235), (235, 235, 16), (16, 235, 235), (16, 235, 16), (235, 16, 235), (235, 16, 16),
    (16, 16, 235),
    (16, 16, 16),
  ]

  /// The pattern's picture of a number; each differs from its neighbours.
  package static func picture(_ number: Int) -> Picture? {
    let (width, height) = (size.width, size.height)
    var pixels = [UInt8](repeating: 0, count: 3 * width * height)
    var target = pixels.mutableSpan
    let shift = number &* 2
    // The disc goes to and fro.
    let centreX = 24 + bounce(number &* 3, width - 48)
    let centreY = 24 + bounce(number &* 2, height - 48)
    for y in 0..<height {
      var place = 3 &* y &* width
      for x in 0..<width {
        let color = colors[((x &+ shift) / 40) & 7]
        let (dx, dy) = (x &- centreX, y &- centreY)
        let isDisc = dx &* dx &+ dy &* dy < 400
        // Darker towards the ground, so that up and down differ.
        let light = 255 &- y / 2
        target[place] = isDisc ? 255 : UInt8(truncatingIfNeeded: (Int(color.red) &* light) >> 8)
        target[place &+ 1] = isDisc ? 255 : UInt8(truncatingIfNeeded: (Int(color.green) &* light) >> 8)
        target[place &+ 2] = isDisc ? 255 : UInt8(truncatingIfNeeded: (Int(color.blue) &* light) >> 8)
        place &+= 3
      }
    }
    return try? Picture(width: width, height: height, format: .rgb888, pixels: pixels)
  }

  /// A place between 0 and `limit` that goes up and down with the way.
  private static func bounce(_ way: Int, _ limit: Int) -> Int {
    let place = (way & Int.max) % (2 * limit)
    return place < limit ? place : 2 * limit - place
  }
}
