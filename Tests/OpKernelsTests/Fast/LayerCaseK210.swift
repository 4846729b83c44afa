import OpKernels
import TestSupport

/// One random KPU layer, what the reference kernels make of it, and what the fast ones do.
struct LayerCaseK210 {
  var shape: LayerShapeK210
  var padValue: UInt8 = 0
  var input: [UInt8]
  var weights: [UInt8]
  var correction = CorrectionTermsK210()
  var batchNorm: [UInt8]
  var segments: [ActivationTableK210.Segment]
  var rounding = RoundingRule.halfUp

  /// A layer whose values spread over its table, which is a proper one of 16 rising segments.
  init(_ shape: LayerShapeK210, random: inout SplitMix64) {
    self.shape = shape
    padValue = UInt8.random(in: 0...255, using: &random)
    input = random.mixedBytes(shape.inputByteCount)
    weights = random.mixedBytes(shape.weightCount)
    let highest = 255 * 130 * shape.weightsPerChannel
    // Batch norm brings sums of 0 to `highest` into about 0 to 2^20.
    var multiplier = (1 << 32) / highest
    var shift = 12
    while multiplier >= 1 << 23 {
      multiplier >>= 1
      shift -= 1
    }
    batchNorm = []
    for _ in 0..<shape.outputChannels {
      let factor = Int.random(in: (multiplier / 2)...max(multiplier, 1), using: &random)
      batchNorm += Self.batchNormBytes(
        multiplier: factor, addend: Int.random(in: -1000...1000, using: &random), shift: shift)
    }
    segments = (0..<16).map { index in
      .init(
        start: index == 0 ? -(1 << 35) : Int64(index) * 40_000 + Int64.random(in: 0...20_000, using: &random),
        multiplier: index == 0 ? 0 : Int16.random(in: -300...900, using: &random),
        shift: UInt8.random(in: 9...14, using: &random), bias: UInt8.random(in: 0...200, using: &random))
    }
  }

  /// One batch norm entry.
  static func batchNormBytes(multiplier: Int, addend: Int, shift: Int) -> [UInt8] {
    let word =
      UInt64(bitPattern: Int64(multiplier)) & 0xFF_FFFF | UInt64(UInt32(truncatingIfNeeded: addend)) << 24
      | UInt64(shift) << 56
    return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }

  var table: ActivationTableK210 { ActivationTableK210(segments: .init { segments[$0] }) }

  func kernel(_ set: KernelSet) -> K210LayerKernel {
    K210LayerKernel(
      shape: shape, padValue: padValue, weights: weights.span, correction: correction,
      batchNorm: batchNorm.span, activation: table, rounding: rounding, set: set)
  }

  /// The fast result.
  func output(_ set: KernelSet, threads: Int = 1) -> [UInt8] {
    let kernel = kernel(set)
    let scratch = KernelScratch()
    return filled(shape.outputByteCount, with: UInt8(77)) {
      kernel.run(input: input.span, output: &$0, scratch: scratch, threads: threads)
    }
  }

  /// The reference's result in the same layout.
  func expected() -> [UInt8] {
    let geometry = PlanesK210(
      channels: shape.inputChannels, height: shape.height, width: shape.width, kernelSize: shape.kernelSize)
    let planes = planes(geometry)
    let perChannel = shape.isDepthwise ? geometry.singleChannel : geometry
    let area = shape.height * shape.width
    let stride = LayerShapeK210.padded(shape.outputChannels)
    let outputArea = shape.outputHeight * shape.outputWidth
    var output = [UInt8](repeating: 0, count: shape.outputByteCount)
    for channel in 0..<shape.outputChannels {
      let first = shape.isDepthwise ? channel * geometry.planeByteCount : 0
      let part = planes.span.extracting(first..<(first + perChannel.byteCount))
      let kernel = Array(weights[(channel * shape.weightsPerChannel)...].prefix(shape.weightsPerChannel))
      let sums = filled(perChannel.sumCount, with: Int32(0)) {
        Reference.convolve(planes: part, geometry: perChannel, kernel: kernel.span, into: &$0)
      }
      let inputSums = filled(perChannel.sumCount, with: Int32(0)) {
        Reference.sumInputs(planes: part, geometry: perChannel, into: &$0)
      }
      let constant = correction.constant(
        weightSum: kernel.reduce(0) { $0 + Int64($1) }, inputChannels: perChannel.channels)
      let finished = filled(area, with: UInt8(0)) {
        Reference.finish(
          sums: sums.span.extracting(first: area), inputSums: inputSums.span.extracting(first: area),
          correction: CorrectionK210(argX: correction.argX, shiftX: correction.shiftX, constant: constant),
          batchNorm: BatchNormK210(bytes: batchNorm.span.extracting((8 * channel)..<(8 * channel + 8))),
          activation: table, rounding: rounding, output: &$0)
      }
      let pooled = filled(outputArea, with: UInt8(0)) {
        Reference.pool(
          shape.pooling, input: finished.span, height: shape.height, width: shape.width,
          outputRowStride: shape.outputWidth, output: &$0)
      }
      for pixel in 0..<outputArea { output[pixel * stride + channel] = pooled[pixel] }
    }
    return output
  }

  /// The input as planes with their ring.
  private func planes(_ geometry: PlanesK210) -> [UInt8] {
    var planes = [UInt8](repeating: padValue, count: geometry.byteCount)
    let stride = LayerShapeK210.padded(shape.inputChannels)
    for channel in 0..<shape.inputChannels {
      for row in 0..<shape.height {
        let start =
          channel * geometry.planeByteCount + (row + geometry.ring) * geometry.rowStride + geometry.ring
        for column in 0..<shape.width {
          planes[start + column] = input[(row * shape.width + column) * stride + channel]
        }
      }
    }
    return planes
  }
}

/// The sets that this processor has.
let availableSets = KernelSet.allCases.filter(\.isAvailable)
