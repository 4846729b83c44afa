import OpKernels
public import Tensors

/// How a network takes pixels in, so that as little as possible is computed before its first convolution.
enum PixelPlan {
  /// Pixels are codes of what the network of floats gets.
  case codes(AffineQuantization)
  /// Convolutions take pixels' codes with weights and biases of their own.
  case folded(AffineQuantization, slopes: [Float], offsets: [Float])
  /// A node of its own makes codes of pixels.
  case table(slopes: [Float], offsets: [Float])

  /// Whether convolutions take the pixels in place of what the network of floats gets.
  var isFolded: Bool {
    if case .folded = self { return true }
    return false
  }

  /// The cheapest way for an input that is a map of `slopes.count` channels.
  ///
  /// - Parameter convolutions: what reads the input; nil when other nodes read it as well.
  init(slopes: [Float], offsets: [Float], convolutions: [FloatConvolution]?) {
    // The pixel that stands for 0, if it is one in all channels.
    let zeros = zip(slopes, offsets).map { -$1 / $0 }
    let zero = (zeros.first ?? 0).rounded(.toNearestOrEven)
    let isCommon =
      zero >= 0 && zero <= 255 && zip(slopes, zeros).allSatisfy { abs($1 - zero) <= 1e-4 && $0.isFinite }
    let point = Int32(isCommon ? zero : 0) - 128
    if isCommon, let slope = slopes.first, slope > 0, slopes.allSatisfy({ $0 == slope }) {
      self = .codes(AffineQuantization(scale: slope, zeroPoint: point))
    } else if let convolutions, isCommon || convolutions.allSatisfy({ !$0.readsOutside }) {
      // Where 0 is a pixel's value in all channels, nothing is added, and padding means it.
      self = .folded(
        AffineQuantization(scale: 1, zeroPoint: point), slopes: slopes,
        offsets: isCommon ? slopes.map { _ in 0 } : offsets)
    } else {
      self = .table(slopes: slopes, offsets: offsets)
    }
  }
}

extension FloatConvolution {
  /// Whether windows reach beyond the image, where 0 is read.
  var readsOutside: Bool {
    if isTransposed { return true }
    func reaches(_ size: Int, _ output: Int, _ stride: Int, _ kernel: Int, _ dilation: Int, _ padding: Int)
      -> Bool
    {
      padding > 0 || (output - 1) * stride - padding + (kernel - 1) * dilation >= size
    }
    return reaches(
      window.inputHeight, window.outputHeight, window.strideHeight, window.kernelHeight,
      window.dilationHeight, window.paddingTop)
      || reaches(
        window.inputWidth, window.outputWidth, window.strideWidth, window.kernelWidth, window.dilationWidth,
        window.paddingLeft)
  }

  /// The same convolution of `x` where this one takes `x * slope + offset`, one of each per input channel.
  func taking(slopes: [Float], offsets: [Float]) -> FloatConvolution {
    var result = self
    // A window that is not the input's is refused when the network is made ready to run.
    guard min(slopes.count, offsets.count) >= window.inputChannels else { return self }
    // Steps hold for all inputs of a channel, and so do slopes that are all the same.
    let isCommon = slopes.allSatisfy { $0 == slopes[0] }
    result.weightSteps = isCommon ? weightSteps?.map { $0 * slopes[0].magnitude } : nil
    let taps = window.kernelHeight * window.kernelWidth
    let depth = window.inputChannelsPerGroup
    for output in 0..<window.outputChannels {
      var sum = 0.0
      for input in 0..<depth {
        let channel = output / window.outputChannelsPerGroup * depth + input
        for index in ((output * depth + input) * taps)..<((output * depth + input + 1) * taps) {
          sum += Double(weights[index]) * Double(offsets[channel])
          result.weights[index] *= slopes[channel]
        }
      }
      result.bias[output] = Float(Double(bias[output]) + sum)
    }
    return result
  }
}

extension InputForm {
  /// The bytes that an input takes for what a network of floats gets: nearest codes or pixels, or floats.
  ///
  /// - Parameters:
  ///   - shape: of the input; channels are its second extent.
  ///   - quantization: of the input's codes; nil for floats.
  public func bytes(of numbers: [Float], shape: Shape, quantization: AffineQuantization?) -> [UInt8] {
    switch self {
    case .floats: return Tensor(floats: numbers, shape: shape).bytes
    case .codes:
      guard let quantization else { return Tensor(floats: numbers, shape: shape).bytes }
      let codes = AffineBytes(quantization)
      return numbers.map { UInt8(bitPattern: codes.code(for: $0)) }
    case .pixels(let slopes, let offsets):
      let extents = shape.extents
      let plane = max(1, extents.dropFirst(2).reduce(1, *))
      return numbers.enumerated().map { index, number in
        let channel = index / plane % max(1, extents.count > 1 ? extents[1] : 1)
        let slope = slopes[slopes.count == 1 ? 0 : channel]
        let offset = offsets[offsets.count == 1 ? 0 : channel]
        let pixel = ((number - offset) / slope).rounded(.toNearestOrEven)
        return UInt8(pixel == pixel ? min(max(pixel, 0), 255) : 0) ^ 0x80
      }
    }
  }
}
