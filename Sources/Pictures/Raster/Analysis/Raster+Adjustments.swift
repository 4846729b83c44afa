extension Raster {
  /// Makes white what is within some limits and black the rest, or, if `zeroing`, black what is within them.
  ///
  /// **Source**: omv/img/binary.c (`imlib_binary`).
  ///
  /// - Parameter isBitmap: Whether the result is of format ``Format/binary``.
  package func binary(
    _ thresholds: [ColorThreshold], inverted: Bool, zeroing: Bool, isBitmap: Bool = false,
    mask: Raster? = nil,
    _ tables: ColorTables = .exact
  ) -> Raster {
    var members = [UInt8](repeating: 0, count: format == .rgb565 ? 65_536 : 256)
    for threshold in thresholds {
      for (value, isMember) in threshold.members(of: format, inverted: inverted, tables).enumerated() {
        members[value] |= isMember
      }
    }
    let mask = mask?.maskBits(for: size, tables)
    let bits = isBitmap ? maskBits(for: size, tables) : []
    var result = Raster(trustedWidth: width, height: height, format: isBitmap ? .binary : format)
    let full = result.format.fullValue
    var values = pixelValues
    for index in values.indices {
      let isMember = members[Int(values[index])] != 0
      let kept = isBitmap ? (bits[index] ? 1 : 0) : values[index]
      guard mask?[index] ?? true else {
        values[index] = kept
        continue
      }
      values[index] = zeroing ? (isMember ? 0 : kept) : isMember ? full : 0
    }
    result.setPixelValues(values)
    return result
  }

  /// Turns bright and dark, and every colour into the one opposite.
  package mutating func negate() {
    let full = format.fullValue
    setPixelValues(pixelValues.map { full - $0 })
  }

  /// Changes brightness by a curve: `value ^ (1 / gamma) * contrast + brightness`, of parts from 0 to 1.
  ///
  /// **Source**: omv/img/mathop.c (`imlib_gamma_corr`).
  package mutating func correctGamma(_ gamma: Float, contrast: Float, brightness: Float) {
    let exponent = gamma == 0 ? 0 : Float(1 / Double(gamma))
    let curves = format.limits.map { limit in
      let scale = Float(limit)
      let unit = 1 / scale
      return (0...limit).map { value in
        let part = BoardMath.power(Float(value) * unit, exponent) * contrast + brightness
        return min(max(BoardMath.whole(part * scale), 0), limit)
      }
    }
    guard format == .rgb565 else {
      setPixelValues(
        pixelValues.map { UInt16(truncatingIfNeeded: curves[0][min(Int($0), curves[0].count - 1)]) })
      return
    }
    setPixelValues(
      pixelValues.map { pixel in
        let (red, green, blue) = Format.parts(pixel)
        return Format.pixel(curves[0][red], curves[1][green], curves[2][blue])
      })
  }

  /// Spreads brightness so that each is as frequent as any other.
  ///
  /// **Source**: omv/img/filter.c (`imlib_histeq`).
  package mutating func equalize(mask: Raster? = nil, _ tables: ColorTables = .exact) {
    let mask = mask?.maskBits(for: size, tables)
    let limit = format == .binary ? 1 : 255
    let isColor = format == .rgb565
    var values = pixelValues
    var sums = [Int](repeating: 0, count: 256)
    for value in values { sums[isColor ? tables.gray(value) : Int(value)] += 1 }
    for place in 1..<256 { sums[place] += sums[place - 1] }
    let scale = Float(limit) / Float(values.count)
    let levels = sums.map { BoardMath.whole(scale * Float($0)) }
    for index in values.indices where mask?[index] ?? true {
      let value = values[index]
      values[index] =
        isColor
        ? ColorTables.pixel(
          brightness: levels[tables.gray(value)] & 255, u: Int(tables.u[Int(value)]),
          v: Int(tables.v[Int(value)]))
        : UInt16(truncatingIfNeeded: levels[Int(value)])
    }
    setPixelValues(values)
  }
}
