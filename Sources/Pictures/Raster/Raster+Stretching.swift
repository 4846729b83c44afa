/// Filters of MaixPy's own, which OpenMV lacks.
extension Raster {
  /// Stretches the brightness of a grey image so that its inner pixels' range becomes another (`stretch`).
  ///
  /// **Source**: `py_image.c`: the factor is a whole number, rounded toward 0, and at most 5; pixels beyond the range wrap round.
  package mutating func stretch(from least: Int, to most: Int) {
    guard format == .grayscale, bytes.count > width + 1 else { return }
    var (darkest, brightest) = (bytes[width + 1], bytes[width + 1])
    for y in 1..<max(1, height - 1) {
      for x in 1..<max(1, width - 1) {
        let shade = bytes[y * width + x]
        darkest = min(darkest, shade)
        brightest = max(brightest, shade)
      }
    }
    guard brightest != darkest else { return }
    let (least, most) = (Self.held(least), Self.held(most))
    let factor = min(Float(5), Float((most - least) / (Int(brightest) - Int(darkest))))
    for index in bytes.indices {
      let number = Float(Int(bytes[index]) - Int(darkest)) * factor + Float(least)
      bytes[index] = Self.byte(number)
    }
  }

  /// Stretches what is brighter than the mean of a grey image over the whole range, for digits on paper
  /// (`strech_char`).
  ///
  /// - Parameter isDarkened: Whether pixels fade the further they are from the middle.
  package mutating func stretchCharacters(isDarkened: Bool) {
    guard format == .grayscale else { return }
    let sum = bytes.reduce(0) { $0 + Int($1) }
    let mean = sum / width / height
    let range = Int(bytes.max() ?? 0) - mean
    for index in bytes.indices {
      let scaled = (Int(bytes[index]) - mean) * 255
      // A division by zero gives -1 on RISC-V.
      var shade = max(0, min(255, range == 0 ? -1 : scaled / range))
      if isDarkened {
        let (x, y) = (index % width - width / 2, index / width - height / 2)
        let distance = Double(x * x + y * y)
        let size = Double(width) * Double(height)
        shade = Int(Double(shade) / (1 + 32 * distance * distance / size / size))
      }
      bytes[index] = UInt8(shade)
    }
  }

  /// Weighs each place of planes with its eight neighbours, which are 0 beyond the edges; results are held to 0…255.
  ///
  /// - Parameter weights: Nine, row by row.
  package static func convolved(planes: [UInt8], width: Int, height: Int, weights: [Float]) -> [UInt8] {
    let count = width * height
    guard weights.count == 9, count > 0 else { return planes }
    var result = [UInt8](repeating: 0, count: planes.count)
    let source = planes.span
    let factors = weights.span
    var target = result.mutableSpan
    for plane in 0..<(planes.count / count) {
      for y in 0..<height {
        for x in 0..<width {
          var sum: Float = 0
          for row in max(0, y &- 1)...min(height &- 1, y &+ 1) {
            for column in max(0, x &- 1)...min(width &- 1, x &+ 1) {
              let factor = factors[(row &- y &+ 1) &* 3 &+ column &- x &+ 1]
              sum += factor * Float(source[plane &* count &+ row &* width &+ column])
            }
          }
          target[plane &* count &+ y &* width &+ x] = UInt8(max(0, min(255, sum.isNaN ? 0 : sum)))
        }
      }
    }
    return result
  }
}
