/// What becomes of each part of a pixel and that of another.
///
/// **Source**: omv/img/mathop.c.
package enum PixelOperation: Sendable {
  /// The sum, at most the greatest value.
  case add
  /// The difference, not below 0; of the other less this if reversed.
  case subtract(isReversed: Bool)
  /// The product as parts of the greatest value; of what is missing to it if inverted.
  case multiply(isInverted: Bool)
  /// The quotient (or its remainder) in parts of the greatest value; the other by this if inverted.
  case divide(isInverted: Bool, isRemainder: Bool)
  /// The lesser.
  case minimum
  /// The greater.
  case maximum
  /// How far they are apart.
  case difference
  /// A mix; 1 is this alone.
  case blend(Float)

  /// The result for one part of a pixel.
  @inline(__always)
  func result(_ this: Int, _ other: Int, limit: Int) -> Int {
    switch self {
    case .add: return min(this &+ other, limit)
    case .subtract(let isReversed): return max(isReversed ? other &- this : this &- other, 0)
    case .multiply(let isInverted):
      let (scale, unit) = (Float(limit), 1 / Float(limit))
      guard isInverted else { return BoardMath.whole(Float(this &* other) * unit) }
      return BoardMath.whole(scale - (scale - Float(this)) * (scale - Float(other)) * unit)
    case .divide(let isInverted, let isRemainder):
      let (dividend, divisor) = isInverted ? (other &* limit, this) : (this &* limit, other)
      guard divisor != 0 else { return 0 }
      return min(isRemainder ? dividend % divisor : dividend / divisor, limit)
    case .minimum: return min(this, other)
    case .maximum: return max(this, other)
    case .difference: return abs(this &- other)
    case .blend(let part): return BoardMath.whole(Float(this) * part + Float(other) * (1 - part))
    }
  }
}

/// The second picture of an operation.
package enum PixelOperand: Sendable {
  /// One of the same size and format.
  case raster(Raster)
  /// The same stored value everywhere.
  case value(UInt16)
}

extension Raster {
  /// Combines each pixel with another's; with a mask only pixels that it has.
  package mutating func apply(
    _ operation: PixelOperation, _ operand: PixelOperand, mask: Raster? = nil, _ tables: ColorTables = .exact
  ) {
    var values = pixelValues
    let mask = mask?.maskBits(for: size, tables)
    let others = operand.values(count: values.count)
    let isColor = format == .rgb565
    let limit = format.limits[0]
    for index in values.indices where mask?[index] ?? true {
      let (this, other) = (values[index], others[index])
      guard isColor else {
        let result = operation.result(Int(this), Int(other), limit: limit)
        values[index] = UInt16(truncatingIfNeeded: result) & (limit == 1 ? 1 : 255)
        continue
      }
      let (parts, otherParts) = (Format.parts(this), Format.parts(other))
      values[index] = Format.pixel(
        operation.result(parts.red, otherParts.red, limit: 31),
        operation.result(parts.green, otherParts.green, limit: 63),
        operation.result(parts.blue, otherParts.blue, limit: 31))
    }
    setPixelValues(values)
  }

  /// Puts another picture's pixels in place of these, mirrored, turned upside down, and with rows as columns.
  ///
  /// **Source**: omv/img/mathop.c (`imlib_replace`).
  package mutating func replace(
    with operand: PixelOperand, isMirrored: Bool, isFlipped: Bool, isTransposed: Bool, mask: Raster? = nil,
    _ tables: ColorTables = .exact
  ) {
    let mask = mask?.maskBits(for: size, tables)
    let others = operand.values(count: width * height)
    var values = pixelValues
    let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)
    for y in 0..<height {
      let targetY = isFlipped ? height - y - 1 : y
      for x in 0..<width {
        let sourceX = isMirrored ? width - x - 1 : x
        guard mask?[targetY * width + sourceX] ?? true else { continue }
        let place = isTransposed ? x * newWidth + targetY : targetY * width + x
        values[place] = others[y * width + sourceX]
      }
    }
    var result = Raster(trustedWidth: newWidth, height: newHeight, format: format)
    result.setPixelValues(values)
    self = result
  }
}

extension PixelOperand {
  /// One value for each pixel.
  func values(count: Int) -> [UInt16] {
    switch self {
    case .raster(let raster):
      let values = raster.pixelValues
      return values.count == count ? values : [UInt16](repeating: 0, count: count)
    case .value(let value): return [UInt16](repeating: value, count: count)
    }
  }
}
