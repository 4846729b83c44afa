public import Tensors

/// Which numbers become codes, and of what kind.
public struct QuantizationScheme: Sendable, Equatable {
  /// What a node computes with.
  public enum Precision: String, Sendable, CaseIterable {
    /// Codes of 8 bits, weights of 8 bits, sums of 32.
    case bits8
    /// Codes of 16 bits; convolutions run on what codes and weights stand for.
    case bits16
    /// Single precision.
    case float
  }

  /// A precision of its own for some nodes.
  public struct Override: Sendable, Equatable {
    /// Which nodes are meant.
    public enum Subject: Sendable, Equatable {
      /// The node of that name.
      case name(String)
      /// All nodes of the file's operation of that name.
      case label(String)
    }

    /// Which nodes are meant.
    public var subject: Subject
    /// What they compute with.
    public var precision: Precision

    /// A precision for some nodes.
    public init(_ subject: Subject, _ precision: Precision) {
      (self.subject, self.precision) = (subject, precision)
    }
  }

  /// What nodes compute with, unless `overrides` say otherwise.
  public var precision: Precision
  /// Whether 0 has the code 0: steps of `threshold / 127`, without zero points.
  public var isSymmetric: Bool
  /// Whether symmetric codes of values that are never below 0 start at 0: 255 steps of `threshold / 255`.
  ///
  /// Sophon's u8; as s8 they have the zero point -128.
  public var usesUnsignedCodes: Bool
  /// Whether each output channel's weights have a step of their own; else one step for all.
  public var hasWeightStepPerChannel: Bool
  /// Bits of the weights of nodes of 16 bits, 2 to 16.
  public var wideWeightBits: Int
  /// Whether outputs are floats behind a last node, or the codes themselves.
  public var hasFloatOutputs: Bool
  /// Precisions of some nodes; the last that names a node counts, names before operations.
  public var overrides: [Override]

  /// Affine codes of 8 bits and weights with a step per channel, unless told otherwise.
  public init(
    precision: Precision = .bits8, isSymmetric: Bool = false, usesUnsignedCodes: Bool = true,
    hasWeightStepPerChannel: Bool = true, wideWeightBits: Int = 16, hasFloatOutputs: Bool = true,
    overrides: [Override] = []
  ) {
    (self.precision, self.isSymmetric, self.usesUnsignedCodes) = (precision, isSymmetric, usesUnsignedCodes)
    self.hasWeightStepPerChannel = hasWeightStepPerChannel
    self.wideWeightBits = min(max(wideWeightBits, 2), 16)
    (self.hasFloatOutputs, self.overrides) = (hasFloatOutputs, overrides)
  }

  /// What a node computes with.
  public func precision(of node: Graph.Node) -> Precision {
    let byName = overrides.last { $0.subject == .name(node.name) && !node.name.isEmpty }
    return (byName ?? overrides.last { $0.subject == .label(node.label) })?.precision ?? precision
  }

  /// The codes for a range.
  ///
  /// Affine: `(upper - lower) / (2^bits - 1)` is a step, 0 is always in the range, and has a code of its own.
  ///
  /// - Parameter bits: 8 or 16.
  public func quantization(of range: ValueRange, bits: Int) -> AffineQuantization {
    let (least, greatest) = (-(1 << (bits - 1)), 1 << (bits - 1) - 1)
    if isSymmetric {
      let startsAtZero = usesUnsignedCodes && range.observed.lowerBound >= 0
      let levels = startsAtZero ? greatest - least : greatest
      return AffineQuantization(
        scale: Self.step(Double(range.threshold) / Double(levels)),
        zeroPoint: startsAtZero ? Int32(least) : 0)
    }
    let (lower, upper) = (Double(min(range.lower, 0)), Double(max(range.upper, 0)))
    let scale = Self.step((upper - lower) / Double(greatest - least))
    let zero = (Double(least) - lower / Double(scale)).rounded()
    return AffineQuantization(
      scale: scale, zeroPoint: Int32(min(max(zero, Double(least)), Double(greatest))))
  }

  /// A step in single precision that is neither 0 nor infinite.
  private static func step(_ step: Double) -> Float {
    // Values that hold next to nothing get steps as if they reached 10^-5.
    let least = Double(ValueRange.nearZero) / 65535
    return Float(min(max(step, least), 1e38))
  }
}

/// How an input of a network of codes is given.
public enum InputForm: Sendable, Equatable {
  /// Floats, made codes by the first node.
  case floats
  /// The codes of the input's range.
  case codes
  /// Bytes of a picture, less 128: `pixel * slope + offset` is what the network of floats gets; one of each per channel,
  /// or one for all.
  case pixels(slopes: [Float], offsets: [Float])

  /// Pixels that were normalised as `(pixel - mean) / deviation`.
  public static func pixels(means: [Float], deviations: [Float]) -> InputForm {
    let count = max(means.count, deviations.count)
    func element(_ array: [Float], _ index: Int, _ missing: Float) -> Float {
      index < array.count ? array[index] : array.last ?? missing
    }
    let slopes = (0..<count).map { 1 / element(deviations, $0, 1) }
    return .pixels(slopes: slopes, offsets: (0..<count).map { -element(means, $0, 0) * slopes[$0] })
  }
}
