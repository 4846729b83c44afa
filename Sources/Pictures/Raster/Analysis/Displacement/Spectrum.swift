/// The frequencies of a part of a picture, filled up with black to powers of two.
///
/// **Source**: omv/img/fft.c and phasecorrelation.c.
package struct Spectrum {
  /// Columns, a power of two.
  package let width: Int
  /// Rows, a power of two.
  package let height: Int
  private var plane: ComplexPlane

  /// Bytes that the device takes for the spectrum of an area.
  package static func byteCount(_ area: Size) -> Int {
    8 * power(atLeast: area.width) * power(atLeast: area.height)
  }

  private static func power(atLeast side: Int) -> Int {
    var power = 1
    while power < side { power *= 2 }
    return power
  }

  /// An area's brightness, not transformed yet; `area` lies inside.
  ///
  /// - Parameter size: What the spectrum is for; larger than the area where the rest of it is black.
  package init(of raster: Raster, in area: Rectangle, for size: Size, _ tables: ColorTables = .exact) {
    (width, height) = (Self.power(atLeast: size.width), Self.power(atLeast: size.height))
    plane = ComplexPlane(count: width * height)
    for y in 0..<min(area.height, height) {
      for x in 0..<min(area.width, width) {
        let value = raster[area.x + x, area.y + y]
        plane.real[y * width + x] =
          switch raster.format {
          case .binary: value == 0 ? 0 : 255
          case .grayscale: Float(value)
          // The table's numbers are from -128 on and are taken as bytes without sign.
          case .rgb565: Float(UInt8(bitPattern: tables.y[Int(value)]))
          }
      }
    }
  }

  /// Makes brightness frequencies.
  package mutating func transform() { transform(isInverse: false) }

  private mutating func transform(isInverse: Bool) {
    let rows = FourierRows(width)
    for y in 0..<height { rows.transform(&plane, from: y * width, stride: 1, isInverse: isInverse) }
    let columns = FourierRows(height)
    for x in 0..<width { columns.transform(&plane, from: x, stride: width, isInverse: isInverse) }
  }

  /// Keeps how strong frequencies are, with the lowest in the middle, by angle and the logarithm of distance: turning and
  /// scaling the picture then moves this one.
  package mutating func becomePolar() {
    let magnitudes = zip(plane.real, plane.imaginary).map { ($0 * $0 + $1 * $1).squareRoot() }
    let (halfWidth, halfHeight) = (Float(width) / 2, Float(height) / 2)
    let scale = Self.distanceScale(Size(width: width, height: height))
    let angleScale = 360 / Float(width)
    plane = ComplexPlane(count: width * height)
    let (sines, cosines) = (BoardMath.sines, BoardMath.cosines)
    for y in 0..<height {
      let distance = BoardMath.exponential(Float(y) * scale)
      for x in 0..<width {
        let angle = (630 - BoardMath.whole(Float(x) * angleScale)) % 360
        let column = BoardMath.whole(distance * cosines[angle] + halfWidth)
        let row = BoardMath.whole(distance * sines[angle] + halfHeight)
        guard column >= 0, column < width, row >= 0, row < height else { continue }
        // The halves lie swapped as long as the lowest frequency is in the corner.
        let place = (row + height / 2) % height * width + (column + width / 2) % width
        plane.real[y * width + x] = magnitudes[place]
      }
    }
  }

  /// The logarithm of distance that a row stands for.
  package static func distanceScale(_ size: Size) -> Float {
    let (halfWidth, halfHeight) = (Float(size.width) / 2, Float(size.height) / 2)
    return BoardMath.logarithm((halfWidth * halfWidth + halfHeight * halfHeight).squareRoot())
      / Float(size.height)
  }

  /// How far the other picture must be moved, to the right and up, to come to lie on this one.
  ///
  /// Both must be of one size.
  package func shift(from other: Spectrum) -> SpectrumShift {
    precondition(width == other.width && height == other.height)
    var product = self
    for place in 0..<(width * height) {
      let (a, b) = (plane.real[place], plane.imaginary[place])
      let (c, d) = (other.plane.real[place], -other.plane.imaginary[place])
      let (real, imaginary) = (a * c - b * d, a * d + b * c)
      // A frequency that is missing makes everything no number, and the shift none.
      let scale = 1 / (real * real + imaginary * imaginary).squareRoot()
      product.plane.real[place] = real * scale
      product.plane.imaginary[place] = imaginary * scale
    }
    product.transform(isInverse: true)
    return product.peak
  }

  /// The brightest place, refined by its neighbours.
  private var peak: SpectrumShift {
    var (sum, greatest): (Float, Float) = (0, 0)
    var place = 0
    for (index, value) in plane.real.enumerated() {
      sum += value
      if value > greatest { (greatest, place) = (value, index) }
    }
    let (column, row) = (place % width, place / width)
    var (x, y, weight): (Float, Float, Float) = (0, 0, 0)
    for dy in -2..<2 {
      for dx in -2..<2 {
        let value = plane.real[(row + dy + height) % height * width + (column + dx + width) % width]
        x += Float(column + dx) * value
        y += Float(row + dy) * value
        weight += value
      }
    }
    (x, y) = (x / weight, y / weight)
    let (halfWidth, halfHeight) = (Float(width) / 2, Float(height) / 2)
    x = x >= halfWidth ? x - Float(width) : x
    y = y >= halfHeight ? Float(height) - y : -y
    let response = greatest / sum
    guard x.isFinite, y.isFinite, response.isFinite, x >= -halfWidth, x < halfWidth, y >= -halfHeight,
      y < halfHeight
    else { return SpectrumShift() }
    return SpectrumShift(x: x, y: y, response: response)
  }
}

/// How a picture has moved.
package struct SpectrumShift: Sendable, Equatable {
  /// Columns to the right.
  package var x: Float = 0
  /// Rows up.
  package var y: Float = 0
  /// How sure that is: 0 if nothing was found.
  package var response: Float = 0

  /// None.
  package init() {}

  init(x: Float, y: Float, response: Float) { (self.x, self.y, self.response) = (x, y, response) }
}
