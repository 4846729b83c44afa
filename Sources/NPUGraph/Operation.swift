public import OpKernels

/// What a node computes; names are ONNX's.
public enum Operation: Sendable {
  /// A convolution of s8 codes; a second input is the operand of its requantisation.
  case integerConvolution(IntegerConvolution)
  /// A convolution of floats; a second input is added behind it.
  case floatConvolution(FloatConvolution)
  /// The largest element of each window.
  case maxPool(Window2D)
  /// The mean of each window; `countsPadding` as ONNX's `count_include_pad`.
  case averagePool(Window2D, countsPadding: Bool)
  /// Two inputs element by element; extents of 1 are repeated, as ONNX broadcasts.
  case binary(BinaryFunction)
  /// One input element by element.
  case activation(Activation)
  /// All inputs one behind the other along an axis.
  case concatenate(axis: Int)
  /// Stretches of the input along an axis, as long as the outputs' extents.
  case split(axis: Int)
  /// Rows and columns of the nearest input pixel: `floor(output * size / outputSize)`.
  case resizeNearest
  /// Rows and columns between input pixels, at `output * size / outputSize`, or with corners on corners.
  case resizeBilinear(alignsCorners: Bool)
  /// ONNX's `Resize` of rows and columns in every other mode.
  case resample(Resampling)
  /// `outputShape[i] = shape[permutation[i]]`.
  case transpose([Int])
  /// The input seen with `extents`, its axes permuted, the result seen with the output's shape: depth to space and back.
  case rearrange(extents: [Int], permutation: [Int])
  /// Elements before and after each axis; negative numbers crop.
  case pad(before: [Int], after: [Int], PadMode)
  /// Every `steps`-th element from `starts` on along each axis, as many as the output has.
  case slice(starts: [Int], steps: [Int])
  /// The given places along an axis, in their order.
  case gather(axis: Int, indices: [Int])
  /// Extents of 1 repeated, to the output's shape.
  case expand
  /// The same elements in another shape.
  case reshape
  /// `exp(x - max)` over its sum along an axis.
  case softmax(axis: Int)
  /// Products of matrices `[…, m, k]` and `[…, k, n]`; what stands before them is broadcast.
  case matrixMultiply
  /// One number for all elements along the axes.
  case reduce(ReductionFunction, axes: [Int])
  /// The place of the greatest or least element along an axis, the first of equals, as a number.
  case extremum(isGreatest: Bool, axis: Int)
  /// Each element over a power of the squares of its neighbours in other channels.
  case localResponseNormalization(LocalResponse)
  /// The same values in another type or other codes.
  case convert
}

/// A convolution of s8 codes whose sums are finished by a policy; see `QuantizedLayerKernel`.
public struct IntegerConvolution: Sendable {
  /// The convolution's extents; for a transposed one those of the convolution over spread pixels.
  public var window: Window2D
  /// Zero points taken off, `[oc][ic][ky][kx]`, depthwise `[c][ky][kx]`, for other groups `[oc][ic / groups][ky][kx]`.
  public var weights: [Int16]
  /// One per output channel, added as it is.
  public var bias: [Int32]
  /// What windows read outside of the image.
  public var paddingByte: Int8
  /// From sums to codes.
  public var requantization: StagedRequantization
  /// Not nil for a transposed convolution: how far apart input pixels are spread.
  public var spread: (rows: Int, columns: Int)?

  /// A convolution of the given parts.
  public init(
    window: Window2D, weights: [Int16], bias: [Int32], paddingByte: Int8,
    requantization: StagedRequantization,
    spread: (rows: Int, columns: Int)? = nil
  ) {
    (self.window, self.weights, self.bias) = (window, weights, bias)
    (self.paddingByte, self.requantization, self.spread) = (paddingByte, requantization, spread)
  }
}

/// A convolution of floats.
public struct FloatConvolution: Sendable {
  /// The convolution's extents; for a transposed one those of its own input and output, taps land at
  /// `input * stride - padding + tap`.
  public var window: Window2D
  /// `[oc][ic / groups][ky][kx]`.
  public var weights: [Float]
  /// One per output channel.
  public var bias: [Float]
  /// Whether input pixels are spread instead of gathered.
  public var isTransposed: Bool
  /// What follows before an operand is added.
  public var activation: Activation
  /// What is done with a second input.
  public var operand: BinaryFunction?
  /// What follows behind the operand.
  public var outputActivation: Activation
  /// What each output channel's weights are whole multiples of, where the file has them as codes; whoever changes the
  /// weights changes these.
  public var weightSteps: [Float]?

  /// A convolution of the given parts.
  public init(
    window: Window2D, weights: [Float], bias: [Float], isTransposed: Bool = false,
    activation: Activation = .identity,
    operand: BinaryFunction? = nil, outputActivation: Activation = .identity, weightSteps: [Float]? = nil
  ) {
    (self.window, self.weights, self.bias, self.isTransposed) = (window, weights, bias, isTransposed)
    (self.activation, self.operand, self.outputActivation) = (activation, operand, outputActivation)
    self.weightSteps = weightSteps
  }
}

/// Functions of two elements.
public enum BinaryFunction: String, Sendable, CaseIterable {
  case add = "Add"
  case subtract = "Sub"
  case multiply = "Mul"
  case divide = "Div"
  case maximum = "Max"
  case minimum = "Min"

  /// The result in single precision.
  @inlinable
  public func callAsFunction(_ a: Float, _ b: Float) -> Float {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .maximum: Swift.max(a, b)
    case .minimum: Swift.min(a, b)
    }
  }
}
