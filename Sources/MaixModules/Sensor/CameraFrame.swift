import Pictures

/// What the camera interface (DVP) writes for one picture: pixels for the display and planes for the KPU.
///
/// The OV7740 is set to YUV 4:2:2 even for `sensor.RGB565`, and the interface makes RGB565 pixels and planes
/// of eight bits of that at the same time. So the planes are the picture's own eight bits, not widened from
/// RGB565 as `pix_to_ai()` does it; what YUV 4:2:2 loses of the colours, and the interface's coefficients,
/// nobody has published. In GRAYSCALE the interface is set to pass the brightness on: the pixels *are* the
/// first plane.
/// **Source**: `sensor_set_pixformat` and `sensor_snapshot` in MaixPy's `omv/sensor.c` (high); that the other
/// two planes hold the brightness, too, is a guess (low).
struct CameraFrame {
  let raster: Raster
  /// Red, green, blue.
  let planes: [UInt8]

  /// Fits a picture to a view: scaled to cover the frame, centred, cropped; then flipped, then windowed.
  init(_ picture: Picture, _ view: Camera.View) throws(PictureError) {
    let size = Size(width: view.width, height: view.height)
    let fitted = try picture.fitted(to: size, by: .centreCrop).picture
    let part = view.part.intersection(fitted.bounds)
    guard !part.isEmpty else { throw PictureError(kind: .size(width: part.width, height: part.height)) }
    let source = Source(fitted, view, part)
    (raster, planes) = view.isGray ? try source.gray() : try source.color()
  }

  /// A fitted picture and how its pixels are walked.
  private struct Source {
    let picture: Picture
    let part: Rectangle
    /// Steps in bytes from a pixel to the next one right and below.
    let step: Int
    let rowStep: Int
    /// Where the first pixel begins.
    let start: Int
    let mask: UInt8

    init(_ picture: Picture, _ view: Camera.View, _ part: Rectangle) {
      (self.picture, self.part) = (picture, part)
      let channels = picture.format.channelCount
      let (width, height) = (picture.width, picture.height)
      step = view.flipsColumns ? -channels : channels
      rowStep = (view.flipsRows ? -width : width) * channels
      let column = view.flipsColumns ? width - 1 - part.x : part.x
      let row = view.flipsRows ? height - 1 - part.y : part.y
      start = (row * width + column) * channels
      mask = view.isNegative ? 0xFF : 0
    }

    func color() throws(PictureError) -> (Raster, [UInt8]) {
      let count = part.width * part.height
      var pixels = [UInt8](repeating: 0, count: 2 * count)
      var planes = [UInt8](repeating: 0, count: 3 * count)
      let bytes = picture.pixels.span
      var target = pixels.mutableSpan
      var planar = planes.mutableSpan
      // Grey reads its one byte three times.
      let (second, third) = picture.format == .gray8 ? (0, 0) : (1, 2)
      var index = 0
      for row in 0..<part.height {
        var place = start &+ row &* rowStep
        for _ in 0..<part.width {
          let red = bytes[place] ^ mask
          let green = bytes[place &+ second] ^ mask
          let blue = bytes[place &+ third] ^ mask
          target[2 &* index] = red & 0xF8 | green >> 5
          target[2 &* index &+ 1] = (green & 0x1C) << 3 | blue >> 3
          planar[index] = red
          planar[count &+ index] = green
          planar[2 &* count &+ index] = blue
          index &+= 1
          place &+= step
        }
      }
      return (
        try Raster(width: part.width, height: part.height, format: .rgb565, bytes: pixels), planes
      )
    }

    func gray() throws(PictureError) -> (Raster, [UInt8]) {
      let count = part.width * part.height
      var pixels = [UInt8](repeating: 0, count: count)
      let bytes = picture.pixels.span
      var target = pixels.mutableSpan
      let isGray = picture.format == .gray8
      var index = 0
      for row in 0..<part.height {
        var place = start &+ row &* rowStep
        for _ in 0..<part.width {
          let shade =
            isGray
            ? bytes[place]
            : Color(red: bytes[place], green: bytes[place &+ 1], blue: bytes[place &+ 2]).luma
          target[index] = shade ^ mask
          index &+= 1
          place &+= step
        }
      }
      let raster = try Raster(width: part.width, height: part.height, format: .grayscale, bytes: pixels)
      return (raster, pixels + pixels + pixels)
    }
  }
}
