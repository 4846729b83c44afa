extension OperationV4 {
  /// Bytes of several tensors joined along one axis.
  public struct Concat: Sendable, Equatable {
    /// Where the output goes.
    public var output: MemoryRange
    /// Bytes of one step along the axis.
    public var innerSize: UInt32
    /// Repetitions.
    public var outerSize: UInt32
    /// Where the inputs lie.
    public var inputs: [MemoryRange]
    /// Extent of each input along the axis; as many as inputs.
    public var dimensions: [Int32]

    /// A concatenation of `inputs`.
    public init(
      output: MemoryRange, innerSize: UInt32, outerSize: UInt32, inputs: [MemoryRange], dimensions: [Int32]
    ) {
      self.output = output
      self.innerSize = innerSize
      self.outerSize = outerSize
      self.inputs = inputs
      self.dimensions = dimensions
    }
  }

  /// Constant padding of all four axes.
  public struct Pad: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// NCHW extents of the input.
    public var inputShape: ShapeV4
    /// N, C, H, W.
    public var padding: InlineArray<4, Padding>
    /// Type of the value.
    public var valueType: DataTypeV4
    /// Four bytes; the first one or all are the value.
    public var value: UInt32

    /// A padding of `inputShape`.
    public init(
      operands: UnaryOperands, inputShape: ShapeV4, padding: InlineArray<4, Padding>, valueType: DataTypeV4,
      value: UInt32
    ) {
      self.operands = operands
      self.inputShape = inputShape
      self.padding = padding
      self.valueType = valueType
      self.value = value
    }

    /// Compares all fields.
    public static func == (left: Self, right: Self) -> Bool {
      for axis in 0..<4 where left.padding[axis] != right.padding[axis] { return false }
      return left.operands == right.operands && left.inputShape == right.inputShape
        && left.valueType == right.valueType && left.value == right.value
    }
  }

  /// Resize of the last two axes, u8 or f32.
  public struct ResizeImage: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// NCHW extents of the input.
    public var inputShape: ShapeV4
    /// Rows of the output.
    public var outputHeight: Int32
    /// Columns of the output.
    public var outputWidth: Int32
    /// How pixels between pixels are made.
    public var mode: ResizeMode
    /// Not 0: corners fall on corners (bilinear only).
    public var alignCorners: UInt8

    /// A resize to `outputHeight` × `outputWidth`.
    public init(
      operands: UnaryOperands, inputShape: ShapeV4, outputHeight: Int32, outputWidth: Int32, mode: ResizeMode,
      alignCorners: UInt8 = 0
    ) {
      self.operands = operands
      self.inputShape = inputShape
      self.outputHeight = outputHeight
      self.outputWidth = outputWidth
      self.mode = mode
      self.alignCorners = alignCorners
    }
  }

  /// Permutation of the axes, u8 or f32.
  public struct Transpose: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// NCHW extents of the input.
    public var inputShape: ShapeV4
    /// `outputShape[i] = inputShape[permutation[i]]`.
    public var permutation: ShapeV4

    /// A permutation of the axes.
    public init(operands: UnaryOperands, inputShape: ShapeV4, permutation: ShapeV4) {
      self.operands = operands
      self.inputShape = inputShape
      self.permutation = permutation
    }
  }

  /// Every `stride`-th element from `begin` to `end`; the masks are resolved already and ignored.
  public struct StridedSlice: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// NCHW extents of the input.
    public var inputShape: ShapeV4
    /// First coordinate of each axis.
    public var begin: ShapeV4
    /// Coordinate of each axis before which the slice stops.
    public var end: ShapeV4
    /// Step of each axis; negative ones go backwards.
    public var strides: ShapeV4
    /// Ignored.
    public var beginMask: Int32
    /// Ignored.
    public var endMask: Int32
    /// Ignored.
    public var ellipsisMask: Int32
    /// Ignored.
    public var newAxisMask: Int32
    /// Ignored.
    public var shrinkAxisMask: Int32

    /// A slice of a tensor of `inputShape`.
    public init(
      operands: UnaryOperands, inputShape: ShapeV4, begin: ShapeV4, end: ShapeV4, strides: ShapeV4,
      beginMask: Int32 = 0, endMask: Int32 = 0, ellipsisMask: Int32 = 0, newAxisMask: Int32 = 0,
      shrinkAxisMask: Int32 = 0
    ) {
      self.operands = operands
      self.inputShape = inputShape
      self.begin = begin
      self.end = end
      self.strides = strides
      self.beginMask = beginMask
      self.endMask = endMask
      self.ellipsisMask = ellipsisMask
      self.newAxisMask = newAxisMask
      self.shrinkAxisMask = shrinkAxisMask
    }
  }
}
