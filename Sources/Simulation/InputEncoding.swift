public import Tensors

/// What pictures are brought to for a model: an order of planes, or a format of cameras.
public enum PictureOrder: String, Sendable, CaseIterable {
  case gray, rgb, bgr, nv12, nv21
}

/// How numbers become the bytes of a model's input, for models that say so.
public struct InputEncoding: Sendable, Equatable {
  /// Taken off each channel's numbers; empty for none.
  public let means: [Float]
  /// What they are divided by then; empty for none.
  public let deviations: [Float]
  /// What the codes stand for; nil for floats.
  public let quantization: AffineQuantization?
  /// `int8`, `uint8`, `float16` or `float32`.
  public let elementType: ElementType
  /// Whether channels lie innermost in the bytes (NHWC); the numbers come as the shape says (NCHW).
  public let isInterleaved: Bool
  /// What a picture has to be brought to; nil where the model does not say.
  public let color: PictureOrder?

  /// An encoding of the given parts.
  public init(
    means: [Float], deviations: [Float], quantization: AffineQuantization?, elementType: ElementType,
    isInterleaved: Bool, color: PictureOrder? = nil
  ) {
    (self.means, self.deviations, self.quantization) = (means, deviations, quantization)
    (self.elementType, self.isInterleaved, self.color) = (elementType, isInterleaved, color)
  }

  /// The bytes for numbers in the order of a shape, as many as it has; codes are the nearest ones, halves to even.
  ///
  /// **Source**: what the runtime does with inputs that do not "pass through".
  public func bytes(of values: [Float], shape: Shape) -> [UInt8] {
    let extents = shape.extents
    let isMap = extents.count == 4
    let (channels, pixels) = isMap ? (extents[1], extents[2] * extents[3]) : (1, values.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * elementType.byteCount)
    for index in values.indices {
      // Which number comes next, and of which channel it is.
      let batch = index / (channels * pixels) * channels * pixels
      let place = index - batch
      let (channel, pixel) =
        isMap && isInterleaved ? (place % channels, place / channels) : (place / pixels, place % pixels)
      append(normalized(values[batch + channel * pixels + pixel], channel), to: &bytes)
    }
    return bytes
  }

  private func normalized(_ value: Float, _ channel: Int) -> Float {
    let mean = channel < means.count ? means[channel] : 0
    let deviation = channel < deviations.count ? deviations[channel] : 1
    return (value - mean) / deviation
  }

  private func append(_ value: Float, to bytes: inout [UInt8]) {
    let bits: UInt32
    switch elementType {
    case .float16: bits = UInt32(value.halfBitPattern)
    case .float32: bits = value.bitPattern
    default: bits = UInt32(truncatingIfNeeded: code(for: value))
    }
    for index in 0..<elementType.byteCount {
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(8 * index)))
    }
  }

  private func code(for value: Float) -> Int {
    let range = elementType == .uint8 ? 0...255 : -128...127
    let zeroPoint = quantization?.zeroPoint ?? 0
    let steps = (value / (quantization?.scale ?? 1)).rounded(.toNearestOrEven) + Float(zeroPoint)
    guard steps == steps else { return Int(zeroPoint) }
    return Int(min(max(steps, Float(range.lowerBound)), Float(range.upperBound)))
  }
}
