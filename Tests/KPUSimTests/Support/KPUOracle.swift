import KModel
import KPUSim
import OpKernels

/// The KPU once more, written per output pixel from its description and sharing no arithmetic with the
/// simulator: plain `Int`, which traps where the numbers of a test would overflow.
struct KPUOracle {
  let argument: KPULayerArgument
  let parameters: KPUParameters
  let weightWidth: KPUDatapath.WeightWidth
  let rounding: RoundingRule
  /// The input map, planar CHW.
  let input: [UInt8]

  /// Byte of pixel (c, y, x) in KPU RAM for a map that starts at `row`.
  static func address(row: Int, height: Int, width: Int, c: Int, y: Int, x: Int) -> Int {
    let (groups, rowLength, pitch) =
      width <= 16 ? (4, 1, 16) : width <= 32 ? (2, 1, 32) : (1, (width + 63) / 64, 64)
    return row * 64 + (c / groups) * rowLength * height * 64 + (c % groups) * pitch + y * rowLength * 64 + x
  }

  /// The pooled output, planar CHW.
  func output() -> [UInt8] {
    var result: [UInt8] = []
    for channel in 0..<argument.outputChannels {
      for y in 0..<argument.outputHeight {
        for x in 0..<argument.outputWidth { result.append(pooled(channel, y, x)) }
      }
    }
    return result
  }

  private func pixel(_ c: Int, _ y: Int, _ x: Int) -> Int {
    guard (0..<argument.inputHeight).contains(y), (0..<argument.inputWidth).contains(x) else {
      return Int(argument.padValue)
    }
    return Int(input[(c * argument.inputHeight + y) * argument.inputWidth + x])
  }

  private func weight(_ index: Int) -> Int {
    let weights = parameters.weights
    guard weightWidth == .sixteenBit else { return Int(weights[weights.startIndex + index]) }
    let start = weights.startIndex + 2 * index
    return Int(weights[start]) + 256 * Int(weights[start + 1])
  }

  private func activated(_ channel: Int, _ y: Int, _ x: Int) -> Int {
    let side = argument.kernelTypeCode == 1 ? 3 : 1
    let channels = argument.isDepthwise ? [channel] : Array(0..<argument.inputChannels)
    var (products, inputs, weights) = (0, 0, 0)
    for (position, c) in channels.enumerated() {
      for ky in 0..<side {
        for kx in 0..<side {
          let value = pixel(c, y + ky - side / 2, x + kx - side / 2)
          let factor = weight(((channel * channels.count + position) * side + ky) * side + kx)
          products += value * factor
          inputs += value
          weights += factor
        }
      }
    }
    let sum =
      products + ((argument.inputSumFactor * inputs) >> argument.inputSumShift)
      + ((argument.weightSumFactor * weights) >> argument.weightSumShift)
      + Int(argument.constantPerChannel) * channels.count
    return activation(batchNorm(sum, channel))
  }

  private func word(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Int {
    let word = bytes.dropFirst(8 * index).prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(bitPattern: UInt(word))
  }

  private func signed(_ word: Int, _ lowest: Int, _ width: Int) -> Int {
    let field = (word >> lowest) & ((1 << width) - 1)
    return field >= 1 << (width - 1) ? field - (1 << width) : field
  }

  private func batchNorm(_ value: Int, _ channel: Int) -> Int {
    let word = self.word(parameters.batchNorm, channel)
    return ((value * signed(word, 0, 24)) >> ((word >> 56) & 15)) + signed(word, 24, 32)
  }

  private func activation(_ value: Int) -> Int {
    let table = (0..<16).map { self.word(parameters.activation, $0) }
    let chosen = table.indices.last { index in
      let start = signed(table[index], 24, 36)
      return rounding == .halfUp ? start <= value : start < value
    }
    let word = table[chosen ?? 0]
    let distance = (value - signed(word, 24, 36)) * signed(word, 8, 16)
    let bias = Int(parameters.activation[parameters.activation.startIndex + 128 + (chosen ?? 0)])
    return min(max(rounded(distance, word & 255) + bias, 0), 255)
  }

  private func rounded(_ distance: Int, _ shift: Int) -> Int {
    guard shift > 0 else { return distance }
    switch rounding {
    case .halfUp:
      let twice = distance >> (shift - 1)
      if twice % 2 == 0 { return twice >> 1 }
      return (twice >> 1) + (twice >= 0 ? 1 : -1)
    case .halfEven:
      let (floor, fraction, half) = (distance >> shift, distance & ((1 << shift) - 1), 1 << (shift - 1))
      let step = distance < 0 ? -1 : 1
      if fraction == half { return floor % 2 == 0 ? floor : floor + step }
      return fraction < half ? floor : floor + step
    }
  }

  private func pooled(_ channel: Int, _ y: Int, _ x: Int) -> UInt8 {
    func value(_ y: Int, _ x: Int) -> Int { activated(channel, y, x) }
    func window(_ side: Int) -> [Int] {
      (0..<side).flatMap { dy in (0..<side).map { dx in value(y * side + dy, x * side + dx) } }
    }
    let (bottom, right) = (argument.inputHeight - 1, argument.inputWidth - 1)
    let result =
      switch argument.poolTypeCode {
      case 1: window(2).max() ?? 0
      case 2: window(2).reduce(0, +) / 4
      case 3: window(4).max() ?? 0
      case 4: window(4).reduce(0, +) / 16
      case 5: value(2 * y, 2 * x)
      case 6: value(2 * y, 2 * x + 1)
      case 7: value(4 * y, 4 * x)
      case 8:
        [(y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1)]
          .map { value(min($0.0, bottom), min($0.1, right)) }.reduce(0, +) / 4
      case 9:
        [(y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1)]
          .filter { $0.0 <= bottom && $0.1 <= right }.map { value($0.0, $0.1) }.max() ?? 0
      default: value(y, x)
      }
    return UInt8(result)
  }
}
