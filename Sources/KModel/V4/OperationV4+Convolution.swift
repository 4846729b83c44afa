extension OperationV4 {
  /// f32 convolution; NCHW with groups, or NHWC for the `cpu_` forms (groups 1, depthwise: none stored).
  public struct Conv2D: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// Extents of the input, NCHW (`cpu_` forms: the four values are N, H, W, C).
    public var inputShape: ShapeV4
    /// 1 for the `cpu_` forms, which store none.
    public var groups: Int32
    /// The input's channels for `cpu_depthwise_conv2d`, which stores none.
    public var outputChannels: Int32
    /// Window, stride, dilation and padding.
    public var window: Window2D
    /// Bounds of the result.
    public var clamp: ClampRange
    /// f32, little endian: `[oc][ic/groups][fh][fw]`; `cpu_`: `[oc][fh][fw][ic]`, depthwise `[c][fh][fw]`.
    public var weights: ArraySlice<UInt8>
    /// f32 per output channel, little endian.
    public var bias: ArraySlice<UInt8>

    /// A convolution with the given weights and bias.
    public init(
      operands: UnaryOperands, inputShape: ShapeV4, groups: Int32 = 1, outputChannels: Int32,
      window: Window2D, clamp: ClampRange = .none, weights: ArraySlice<UInt8>, bias: ArraySlice<UInt8>
    ) {
      self.operands = operands
      self.inputShape = inputShape
      self.groups = groups
      self.outputChannels = outputChannels
      self.window = window
      self.clamp = clamp
      self.weights = weights
      self.bias = bias
    }
  }

  /// u8 convolution; NCHW with groups, or NHWC for the `cpu_` forms.
  public struct QuantizedConv2D: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// Extents of the input, NCHW (`cpu_` forms: the four values are N, H, W, C).
    public var inputShape: ShapeV4
    /// 1 for the `cpu_` forms, which store none.
    public var groups: Int32
    /// The input's channels for the depthwise form, which stores none.
    public var outputChannels: Int32
    /// Window, stride, dilation and padding.
    public var window: Window2D
    /// Added to inputs; subtracted in the `cpu_` forms.
    public var inputOffset: Int32
    /// Added to weights; subtracted in the `cpu_` forms.
    public var weightsOffset: Int32
    /// How the sums become codes.
    public var output: Rescale
    /// u8, order as in `Conv2D`.
    public var weights: ArraySlice<UInt8>
    /// i32 per output channel, little endian.
    public var bias: ArraySlice<UInt8>

    /// A convolution with the given weights and bias.
    public init(
      operands: UnaryOperands, inputShape: ShapeV4, groups: Int32 = 1, outputChannels: Int32,
      window: Window2D, inputOffset: Int32, weightsOffset: Int32, output: Rescale, weights: ArraySlice<UInt8>,
      bias: ArraySlice<UInt8>
    ) {
      self.operands = operands
      self.inputShape = inputShape
      self.groups = groups
      self.outputChannels = outputChannels
      self.window = window
      self.inputOffset = inputOffset
      self.weightsOffset = weightsOffset
      self.output = output
      self.weights = weights
      self.bias = bias
    }
  }

  /// f32 transposed convolution.
  public struct Conv2DTranspose: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// NCHW extents of the input.
    public var inputShape: ShapeV4
    /// NCHW extents of the output.
    public var outputShape: ShapeV4
    /// Groups that the channels are divided into.
    public var groups: Int32
    /// Window, stride, dilation and padding.
    public var window: Window2D
    /// Bounds of the result.
    public var clamp: ClampRange
    /// f32, little endian, used as `[g][oc][ic][fh][fw]`.
    public var weights: ArraySlice<UInt8>
    /// f32 per output channel; stored, but the reference runtime never adds it.
    public var bias: ArraySlice<UInt8>

    /// A transposed convolution with the given weights and bias.
    public init(
      operands: UnaryOperands, inputShape: ShapeV4, outputShape: ShapeV4, groups: Int32 = 1, window: Window2D,
      clamp: ClampRange = .none, weights: ArraySlice<UInt8>, bias: ArraySlice<UInt8>
    ) {
      self.operands = operands
      self.inputShape = inputShape
      self.outputShape = outputShape
      self.groups = groups
      self.window = window
      self.clamp = clamp
      self.weights = weights
      self.bias = bias
    }
  }

  /// f32 matrix product.
  public struct Matmul: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: BinaryOperands
    /// Rows of the first operand and of the result.
    public var aRows: Int32
    /// Columns of the first operand, rows of the second.
    public var aColumns: Int32
    /// Columns of the second operand and of the result.
    public var bColumns: Int32
    /// Bounds of the result.
    public var clamp: ClampRange
    /// f32 per column of b, little endian.
    public var bias: ArraySlice<UInt8>

    /// A product of row-major matrices.
    public init(
      operands: BinaryOperands, aRows: Int32, aColumns: Int32, bColumns: Int32, clamp: ClampRange = .none,
      bias: ArraySlice<UInt8>
    ) {
      self.operands = operands
      self.aRows = aRows
      self.aColumns = aColumns
      self.bColumns = bColumns
      self.clamp = clamp
      self.bias = bias
    }
  }

  /// u8 matrix product.
  public struct QuantizedMatmul: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: BinaryOperands
    /// Rows of the first operand and of the result.
    public var aRows: Int32
    /// Columns of the first operand, rows of the second.
    public var aColumns: Int32
    /// Columns of the second operand and of the result.
    public var bColumns: Int32
    /// Added to the elements of a.
    public var aOffset: Int32
    /// Added to the elements of b.
    public var bOffset: Int32
    /// How the sums become codes.
    public var output: Rescale
    /// i32 per column of b, little endian.
    public var bias: ArraySlice<UInt8>

    /// A product of row-major matrices.
    public init(
      operands: BinaryOperands, aRows: Int32, aColumns: Int32, bColumns: Int32, aOffset: Int32,
      bOffset: Int32, output: Rescale, bias: ArraySlice<UInt8>
    ) {
      self.operands = operands
      self.aRows = aRows
      self.aColumns = aColumns
      self.bColumns = bColumns
      self.aOffset = aOffset
      self.bOffset = bOffset
      self.output = output
      self.bias = bias
    }
  }
}
