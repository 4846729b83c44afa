extension OperationV4 {
  /// f32 folding over the axes whose output extent is 1.
  public struct Reduce: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// How elements are folded.
    public var op: ReduceOperator
    /// NCHW extents of the input.
    public var inputShape: ShapeV4
    /// NCHW extents of the output.
    public var outputShape: ShapeV4
    /// What folding starts from.
    public var initialValue: Float

    /// A folding from `inputShape` to `outputShape`.
    public init(
      operands: UnaryOperands, op: ReduceOperator, inputShape: ShapeV4, outputShape: ShapeV4,
      initialValue: Float
    ) {
      self.operands = operands
      self.op = op
      self.inputShape = inputShape
      self.outputShape = outputShape
      self.initialValue = initialValue
    }
  }

  /// f32 pooling; NCHW, or NHWC for the `cpu_` form.
  public struct ReduceWindow2D: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// How elements are folded.
    public var op: ReduceOperator
    /// Extents of the input, NCHW (`cpu_` form: the four values are N, H, W, C).
    public var inputShape: ShapeV4
    /// Window, stride, dilation and padding.
    public var window: Window2D
    /// What folding starts from.
    public var initialValue: Float
    /// Bounds of the result.
    public var clamp: ClampRange

    /// A pooling of a map of `inputShape`.
    public init(
      operands: UnaryOperands, op: ReduceOperator, inputShape: ShapeV4, window: Window2D, initialValue: Float,
      clamp: ClampRange = .none
    ) {
      self.operands = operands
      self.op = op
      self.inputShape = inputShape
      self.window = window
      self.initialValue = initialValue
      self.clamp = clamp
    }
  }

  /// f32 softmax over rows.
  public struct Softmax: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// Elements of a row.
    public var innerSize: Int32
    /// Rows.
    public var outerSize: Int32
    /// Factor of the exponents.
    public var beta: Float

    /// A softmax over `outerSize` rows of `innerSize` elements.
    public init(operands: UnaryOperands, innerSize: Int32, outerSize: Int32, beta: Float = 1) {
      self.operands = operands
      self.innerSize = innerSize
      self.outerSize = outerSize
      self.beta = beta
    }
  }
}
