import Bytes
import KModel

/// One float convolution turned into the KPU's integers.
///
/// Activations are u8 with zero point 0 (they follow a relu), weights u8 with one scale and zero point per
/// layer; batch norm brings each channel's sum to 1/4096 of an output step, the activation table cuts off
/// below 0 and rounds.
struct KPULayerQuantizer {
  let parameters: KPUParameters
  /// `arg_x`: minus the weights' zero point, which the KPU multiplies with the sum of inputs.
  let inputSumFactor: Int
  /// What one step of the output is worth.
  let outputScale: Double

  /// Bits of fraction between batch norm and activation table.
  private static let fractionBits = 12
  private static let normShift = 15

  /// Quantises `layer`, whose input's steps are worth `inputScale`.
  init(_ layer: SampleNetwork.Layer, inputScale: Double) throws {
    guard let rows = layer.weights, let biases = layer.biases, let maximum = layer.activationMaximum,
      rows.count == biases.count
    else { throw SampleError.incompleteLayer(layer.name) }
    let all = rows.flatMap { $0 }
    let lowest = min(0, all.min() ?? 0)
    let highest = max(0, all.max() ?? 0)
    let weightScale = max((highest - lowest) / 255, .leastNormalMagnitude)
    let zeroPoint = (-lowest / weightScale).rounded()
    let weights = all.map { UInt8(min(255, max(0, ($0 / weightScale).rounded() + zeroPoint))) }
    outputScale = maximum / 255
    inputSumFactor = -Int(zeroPoint)

    let one = Double(1 << Self.fractionBits)
    var batchNorm = ByteWriter()
    for bias in biases {
      let multiplier = (inputScale * weightScale / outputScale * one * Double(1 << Self.normShift)).rounded()
      let addend = (bias / outputScale * one).rounded()
      batchNorm.append(
        KPUParameters.batchNormEntry(
          multiplier: Int64(multiplier), addend: Int64(addend), shift: Self.normShift))
    }
    parameters = KPUParameters(
      batchNorm: batchNorm.bytes[...], activation: Self.reluTable()[...], weights: weights[...])
  }

  /// Fifteen segments of zero below 0, then a slope of one output step per `2^fractionBits`.
  private static func reluTable() -> [UInt8] {
    var table = ByteWriter()
    for segment in KPUParameters.reluSegments(fractionBits: fractionBits) { table.append(segment) }
    table.append(contentsOf: repeatElement(0, count: 16))
    return table.bytes
  }
}
