import Glibc

extension Raster {
  /// Takes each pixel from another place; those from outside become black.
  private mutating func warp(_ source: (_ x: Int, _ y: Int) -> (x: Int, y: Int)) {
    let values = pixelValues
    var result = [UInt16](repeating: 0, count: values.count)
    for y in 0..<height {
      for x in 0..<width {
        let place = source(x, y)
        if place.x >= 0, place.x < width, place.y >= 0, place.y < height {
          result[y &* width &+ x] = values[place.y &* width &+ place.x]
        }
      }
    }
    setPixelValues(result)
  }

  /// Straightens what a lens bends.
  ///
  /// **Source**: omv/img/imlib.c (`imlib_lens_corr`).
  package mutating func correctLens(strength: Float, zoom: Float) {
    let zoom = 1 / zoom
    let (centerX, centerY) = (width / 2, height / 2)
    let unit = strength / Float(width * width + height * height).squareRoot()
    warp { x, y in
      let (dx, dy) = (x - centerX, y - centerY)
      let radius = unit * Float(dx * dx + dy * dy).squareRoot()
      let factor = radius < 0.0000001 ? 1 : BoardMath.arcTangent(radius) / radius
      return (
        centerX + BoardMath.whole(factor * (Float(dx) * zoom)),
        centerY + BoardMath.whole(factor * (Float(dy) * zoom))
      )
    }
  }

  /// Lays angles along the rows and distances from the centre, or their logarithms, down the columns; or undoes that.
  ///
  /// **Source**: omv/img/phasecorrelation.c (`imlib_logpolar_int`).
  package mutating func convertToPolar(isLinear: Bool, isReversed: Bool) {
    let (halfWidth, halfHeight) = (Float(width) / 2, Float(height) / 2)
    func logarithm(_ number: Float) -> Float { isLinear ? number : BoardMath.logarithm(number) }
    func exponential(_ number: Float) -> Float { isLinear ? number : BoardMath.exponential(number) }
    let farthest = (halfWidth * halfWidth + halfHeight * halfHeight).squareRoot()
    let distanceScale = logarithm(farthest) / Float(height)
    let angleScale = 360 / Float(width)
    let (inverseDistance, inverseAngle) = (1 / distanceScale, 1 / angleScale)
    // Colours alone have places beyond the border moved to it.
    let (size, isMoved) = (size, format == .rgb565)
    let (sines, cosines) = (BoardMath.sines, BoardMath.cosines)
    warp { x, y in
      if !isReversed {
        let angle = (630 - BoardMath.whole(Float(x) * angleScale)) % 360
        let distance = exponential(Float(y) * distanceScale)
        return (
          BoardMath.whole(distance * cosines[angle] + halfWidth),
          BoardMath.whole(distance * sines[angle] + halfHeight)
        )
      }
      let (dx, dy) = (Float(x) - halfWidth, Float(y) - halfHeight)
      let distance = logarithm((dx * dx + dy * dy).squareRoot())
      let degrees = Float(Double(BoardMath.angle(y: dy, x: dx)) * (180 / Double.pi))
      let turned = 630 - (dx == 0 ? (dy < 0 ? 270 : 90) : BoardMath.whole(degrees))
      let angle = turned >= 360 ? turned - 360 : turned
      let place = (
        x: BoardMath.whole(Float(angle) * inverseAngle), y: BoardMath.whole(distance * inverseDistance)
      )
      guard isMoved else { return place }
      return (min(max(place.x, 0), size.width - 1), min(max(place.y, 0), size.height - 1))
    }
  }

  /// Turns the picture in space as if the camera were turned, in radians, moved and zoomed.
  ///
  /// **Source**: omv/img/apriltag.c (`imlib_rotation_corr`).
  ///
  /// - Parameters:
  ///   - view: The angle that the diagonal takes in, in radians.
  ///   - corners: Where the picture's corners lie, from the upper left, clockwise, x before y; nil leaves them.
  package mutating func rotate(
    x: Float, y: Float, z: Float, translation: (x: Float, y: Float), zoom: Float, view: Float,
    corners: [Float]?
  ) {
    let depth = Double((Float(width * width + height * height).squareRoot() / 2) / tanf(view / 2))
    let (centerX, centerY) = (Double(width / 2), Double(height / 2))
    let rotation =
      Matrix3([1, 0, 0, 0, Double(cosf(x)), -Double(sinf(x)), 0, Double(sinf(x)), Double(cosf(x))])
      * Matrix3([Double(cosf(y)), 0, -Double(sinf(y)), 0, 1, 0, Double(sinf(y)), 0, Double(cosf(y))])
      * Matrix3([Double(cosf(z)), -Double(sinf(z)), 0, Double(sinf(z)), Double(cosf(z)), 0, 0, 0, 1])
    let turned = rotation * Matrix3([1, 0, -centerX, 0, 1, -centerY, 0, 0, 0])
    let moved = turned + Matrix3([0, 0, Double(translation.x), 0, 0, Double(translation.y), 0, 0, depth])
    let scale = depth * Double(zoom)
    let shown = Matrix3([scale, 0, centerX, 0, scale, centerY, 0, 0, 1]) * moved
    guard var places = shown.inverse else {
      self = Raster(trustedWidth: width, height: height, format: format)
      return
    }
    if let corners, let homography = Matrix3(corners: corners, of: size) { places = homography * places }
    let m = places.numbers.map { Float($0) }
    warp { x, y in
      let (x, y) = (Float(x), Float(y))
      let depth = m[6] * x + m[7] * y + m[8]
      return (
        BoardMath.whole((m[0] * x + m[1] * y + m[2]) / depth),
        BoardMath.whole((m[3] * x + m[4] * y + m[5]) / depth)
      )
    }
  }
}
