/// What `pad` puts round a tensor.
public enum PadMode: Sendable, Equatable {
  /// One number.
  case constant(Float)
  /// The outermost elements again.
  case edge
  /// What lies inside, as in a mirror that stands on the outermost element.
  case reflect
  /// The other end, as if copies stood beside each other.
  case wrap
}

/// Functions of many elements.
public enum ReductionFunction: String, Sendable, CaseIterable {
  case mean = "ReduceMean"
  case sum = "ReduceSum"
  case maximum = "ReduceMax"
  case minimum = "ReduceMin"
  case product = "ReduceProd"
  /// The sum of magnitudes.
  case l1 = "ReduceL1"
  /// The root of the sum of squares.
  case l2 = "ReduceL2"
  case sumSquare = "ReduceSumSquare"
}

/// `x / (bias + alpha / size * sum of squares)^beta`, over `size` neighbouring channels.
public struct LocalResponse: Sendable, Equatable {
  /// Channels that are summed, the middle one the element's own.
  public var size: Int
  /// Share of the sum.
  public var alpha: Float
  /// The power.
  public var beta: Float
  /// What is added before.
  public var bias: Float

  /// A normalisation of the given parts.
  public init(size: Int, alpha: Float, beta: Float, bias: Float) {
    (self.size, self.alpha, self.beta, self.bias) = (size, alpha, beta, bias)
  }
}

/// How rows and columns of a larger or smaller picture are made; words and rules are those of ONNX's `Resize`.
public struct Resampling: Sendable, Equatable {
  /// How an output place reads input pixels.
  public enum Mode: Sendable, Equatable {
    /// One pixel, by a rule of rounding.
    case nearest(Rounding)
    /// The two pixels beside it, by their distances.
    case linear
    /// Four pixels; the coefficient is usually -0.75 or -0.5.
    case cubic(coefficient: Float)
  }

  /// ONNX's `nearest_mode`.
  public enum Rounding: String, Sendable, CaseIterable {
    case roundPreferFloor = "round_prefer_floor"
    case roundPreferCeil = "round_prefer_ceil"
    case floor
    case ceil
  }

  /// ONNX's `coordinate_transformation_mode`.
  public enum Coordinates: String, Sendable, CaseIterable {
    case halfPixel = "half_pixel"
    case pytorchHalfPixel = "pytorch_half_pixel"
    case alignCorners = "align_corners"
    case asymmetric
    case tfHalfPixelForNearest = "tf_half_pixel_for_nn"
    /// Half pixels, the output's middle on the input's also where the scale gives no whole number of places.
    case halfPixelSymmetric = "half_pixel_symmetric"
  }

  /// How an output place reads input pixels.
  public var mode: Mode
  /// Where output places lie on the input.
  public var coordinates: Coordinates
  /// Output extents per input extent, of rows and columns; files may give ones that the extents do not have exactly.
  public var scales: [Float]

  /// A resampling of the given parts; `scales` are two.
  public init(mode: Mode, coordinates: Coordinates, scales: [Float]) {
    precondition(scales.count == 2)
    (self.mode, self.coordinates, self.scales) = (mode, coordinates, scales)
  }
}

/// Which input pixels an output place of one axis reads, and their weights.
struct ResamplingTaps: Sendable, Equatable {
  /// As many for each place.
  let tapCount: Int
  /// `[place][tap]`, all inside the axis.
  private(set) var indices: [Int] = []
  /// `[place][tap]`.
  private(set) var weights: [Float] = []

  /// The taps of an axis.
  ///
  /// **Source**: the definition of `Resize` in ONNX's operator list, opset 19; pixels beyond the edge are the outermost ones.
  init(_ resampling: Resampling, scale: Float, size: Int, outputSize: Int) {
    switch resampling.mode {
    case .nearest: tapCount = 1
    case .linear: tapCount = 2
    case .cubic: tapCount = 4
    }
    for place in 0..<outputSize {
      let x = resampling.coordinates.source(of: place, scale: scale, size: size, outputSize: outputSize)
      switch resampling.mode {
      case .nearest(let rounding):
        append(rounding(x), 1, size)
      case .linear:
        let low = x.rounded(.down)
        append(Int(low), 1 - (x - low), size)
        append(Int(low) + 1, x - low, size)
      case .cubic(let coefficient):
        let low = x.rounded(.down)
        for (tap, weight) in Self.cubicWeights(x - low, coefficient).enumerated() {
          append(Int(low) - 1 + tap, weight, size)
        }
      }
    }
  }

  private mutating func append(_ index: Int, _ weight: Float, _ size: Int) {
    indices.append(min(max(index, 0), size - 1))
    weights.append(weight)
  }

  /// Keys' kernel at the distances of the four pixels.
  private static func cubicWeights(_ x: Float, _ a: Float) -> [Float] {
    let inner = { (d: Float) in ((a + 2) * d - (a + 3)) * d * d + 1 }
    let outer = { (d: Float) in ((a * d - 5 * a) * d + 8 * a) * d - 4 * a }
    return [outer(1 + x), inner(x), inner(1 - x), outer(2 - x)]
  }
}

extension Resampling.Coordinates {
  /// Where an output place lies on the input axis; bounded by the axis and a little beyond.
  func source(of place: Int, scale: Float, size: Int, outputSize: Int) -> Float {
    let x = Float(place)
    let position: Float =
      switch self {
      case .halfPixel: (x + 0.5) / scale - 0.5
      case .pytorchHalfPixel: outputSize > 1 ? (x + 0.5) / scale - 0.5 : 0
      case .alignCorners: outputSize > 1 ? x * Float(size - 1) / Float(outputSize - 1) : 0
      case .asymmetric: x / scale
      case .tfHalfPixelForNearest: (x + 0.5) / scale
      case .halfPixelSymmetric:
        Float(size) / 2 * (1 - Float(outputSize) / (scale * Float(size))) + (x + 0.5) / scale - 0.5
      }
    // Scales of files may lead anywhere.
    guard position == position else { return 0 }
    return min(max(position, -2), Float(size) + 2)
  }
}

extension Resampling.Rounding {
  /// The pixel for a place.
  func callAsFunction(_ x: Float) -> Int {
    switch self {
    case .floor: Int(x.rounded(.down))
    case .ceil: Int(x.rounded(.up))
    case .roundPreferFloor: x == x.rounded(.down) + 0.5 ? Int(x.rounded(.down)) : Int(x.rounded())
    case .roundPreferCeil: x == x.rounded(.down) + 0.5 ? Int(x.rounded(.up)) : Int(x.rounded())
    }
  }
}
