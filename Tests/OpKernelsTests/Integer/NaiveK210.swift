import OpKernels

/// The KPU's arithmetic written a second time, per output pixel, straight from the specification.
enum NaiveK210 {
  /// `S` and `Sx` of one output pixel; `image` is planar `[c][y][x]`, `weights` `[c][ky][kx]`.
  static func sums(
    image: [UInt8], channels: Int, height: Int, width: Int, weights: [Int], kernelSize: Int, padValue: UInt8,
    row: Int, column: Int
  ) -> (products: Int, inputs: Int) {
    var products = 0
    var inputs = 0
    for channel in 0..<channels {
      for ky in 0..<kernelSize {
        for kx in 0..<kernelSize {
          let y = row + ky - kernelSize / 2
          let x = column + kx - kernelSize / 2
          let inside = (0..<height).contains(y) && (0..<width).contains(x)
          let pixel = inside ? image[(channel * height + y) * width + x] : padValue
          products += Int(pixel) * weights[(channel * kernelSize + ky) * kernelSize + kx]
          inputs += Int(pixel)
        }
      }
    }
    return (products, inputs)
  }

  /// `floor(value / 2^shift)` by division.
  static func floorShift(_ value: Int, _ shift: Int) -> Int {
    let divisor = 1 << shift
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }

  /// The activation by search from the last segment down and by division.
  static func activate(
    _ value: Int, table: [ActivationTableK210.Segment], rounding: RoundingRule
  ) -> UInt8 {
    let index = table.lastIndex { rounding == .halfUp ? $0.start <= value : $0.start < value } ?? 0
    let segment = table[index]
    let product = (value - Int(segment.start)) * Int(segment.multiplier)
    let shift = Int(segment.shift)
    var result = product
    if shift > 0 {
      let floor = floorShift(product, shift)
      let twiceFraction = 2 * (product - (floor << shift))
      let away = product < 0 ? -1 : 1
      switch rounding {
      case .halfUp:
        // The SDK looks at bit shift - 1 and steps away from floor of the value.
        let half = floorShift(product, shift - 1)
        result = half.isMultiple(of: 2) ? floor : floor + (half < 0 ? -1 : 1)
      case .halfEven:
        let exact = 1 << shift
        let isUp = twiceFraction > exact || (twiceFraction == exact && !floor.isMultiple(of: 2))
        result = isUp ? floor + away : floor
      }
    }
    return UInt8(min(max(result + Int(segment.bias), 0), 255))
  }
}
