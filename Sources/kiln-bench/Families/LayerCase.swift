import BenchmarkKit
import OpKernels

/// One KPU layer of a typical shape, on bytes of no meaning.
struct LayerCase {
  /// `3x3 64→128 40x30`.
  let name: String
  /// The layer.
  let shape: LayerShapeK210
  /// Segments of the activation that values reach, 1...16.
  var segments = 2

  /// A dense layer on a map of `width` × `height` pixels; a stride of 2 is made by a pool, as on the chip.
  static func dense(
    _ size: Int, _ input: Int, _ output: Int, width: Int, height: Int, stride: Int = 1, segments: Int = 2
  ) -> LayerCase {
    let stride2 = stride == 2 ? " stride 2" : ""
    return LayerCase(
      name: "\(size)x\(size) \(input)→\(output) \(width)x\(height)\(stride2)",
      shape: LayerShapeK210(
        inputChannels: input, outputChannels: output, height: height, width: width, kernelSize: size,
        pooling: stride == 2 ? .leftTop2Stride2 : .bypass),
      segments: segments)
  }

  /// A depthwise 3×3 layer.
  static func depthwise(_ channels: Int, width: Int, height: Int, stride: Int = 1) -> LayerCase {
    let stride2 = stride == 2 ? " stride 2" : ""
    return LayerCase(
      name: "3x3 \(channels) \(width)x\(height)\(stride2)",
      shape: LayerShapeK210(
        inputChannels: channels, outputChannels: channels, height: height, width: width, kernelSize: 3,
        isDepthwise: true, pooling: stride == 2 ? .leftTop2Stride2 : .bypass))
  }

  /// Whether channels are mixed.
  var family: KernelFamily { shape.isDepthwise ? .depthwise : .dense }

  /// Products of the pixels that are computed, in millions.
  var mmac: Double { Double(shape.productCount) / 1e6 }

  /// The layer packed for a set; its activation's regions are as many as `segments`.
  func kernel(_ set: KernelSet) -> K210LayerKernel {
    let weights = (0..<shape.weightCount).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ 13) }
    // Brings sums of some 128 × 128 per product to 2^15; most of them are below twice that.
    let multiplier = max(1, (1 << 30) / (128 * 128 * shape.weightsPerChannel))
    let entry = (0..<8).map { UInt8(truncatingIfNeeded: (multiplier & 0x7F_FFFF | 15 << 56) >> (8 * $0)) }
    let batchNorm = (0..<shape.outputChannels).flatMap { _ in entry }
    let kernel = K210LayerKernel(
      shape: shape, padValue: 0, weights: weights.span, correction: CorrectionTermsK210(),
      batchNorm: batchNorm.span, activation: activation, rounding: .halfEven, set: set)
    precondition(kernel.regionCount == segments && kernel.isNarrow)
    return kernel
  }

  /// An interleaved input map.
  var input: [UInt8] { (0..<shape.inputByteCount).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 >> 7) } }

  /// Slopes side by side that part 0...2^16 evenly.
  private var activation: ActivationTableK210 {
    ActivationTableK210(
      segments: .init { index in
        let live = index - (16 - segments)
        let start = live <= 0 ? Int64(live - 1) << 30 : Int64(live << 16) / Int64(segments)
        return .init(
          start: start, multiplier: live < 0 ? 0 : Int16(20 + live), shift: live == 0 ? 24 : 15,
          bias: UInt8(max(0, live) * 12))
      })
  }
}
