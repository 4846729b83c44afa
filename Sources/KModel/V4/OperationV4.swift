/// What a node of a kmodel v4 does; the names are nncase's opcodes.
public enum OperationV4: Sendable, Equatable {
  case binary(Binary)
  case concat(Concat)
  case conv2D(Conv2D)
  case dequantize(Quantization)
  case matmul(Matmul)
  case pad(Pad)
  case quantize(Quantization)
  case reduce(Reduce)
  case reduceWindow2D(ReduceWindow2D)
  case memoryCopy(UnaryOperands)
  case resizeImage(ResizeImage)
  case softmax(Softmax)
  case transpose(Transpose)
  case stridedSlice(StridedSlice)
  case unary(Unary)
  case quantizedConv2D(QuantizedConv2D)
  case quantizedMatmul(QuantizedMatmul)
  case quantizedBinary(QuantizedBinary)
  case tableLookup1D(TableLookup)
  case conv2DTranspose(Conv2DTranspose)
  case nnilUnaryMethod(NNILUnaryMethod)
  case cpuConv2D(Conv2D)
  case cpuDepthwiseConv2D(Conv2D)
  case cpuReduceWindow2D(ReduceWindow2D)
  case cpuQuantizedConv2D(QuantizedConv2D)
  case cpuQuantizedDepthwiseConv2D(QuantizedConv2D)
  case kpuUpload(KPUUpload)
  case kpuConv2D(KPUConv2D)
}

extension OperationV4 {
  /// One tensor in, one out.
  public struct UnaryOperands: Sendable, Equatable {
    public var input: MemoryRange
    public var output: MemoryRange
  }

  /// Two tensors in, one out.
  public struct BinaryOperands: Sendable, Equatable {
    public var a: MemoryRange
    public var b: MemoryRange
    public var output: MemoryRange
  }

  /// Bounds that a result is clamped to; "none" is the whole range of finite singles.
  public struct ClampRange: Sendable, Equatable {
    public var minimum: Float
    public var maximum: Float
    /// No clamping.
    public static let none = ClampRange(
      minimum: -Float.greatestFiniteMagnitude, maximum: .greatestFiniteMagnitude)
  }

  /// Elements added in front of and behind an axis; negative values crop.
  public struct Padding: Sendable, Equatable {
    public var before: Int32
    public var after: Int32
  }

  /// Window, stride, dilation and padding of a convolution or a pooling.
  public struct Window2D: Sendable, Equatable {
    public var paddingHeight: Padding
    public var paddingWidth: Padding
    public var filterHeight: Int32
    public var filterWidth: Int32
    public var strideHeight: Int32
    public var strideWidth: Int32
    public var dilationHeight: Int32
    public var dilationWidth: Int32
  }

  /// Element-wise operations of two operands.
  public enum BinaryOperator: UInt32, Sendable, CaseIterable {
    case add = 0
    case sub = 1
    case mul = 2
    case div = 3
    case min = 4
    case max = 5
  }

  /// Element-wise operations of one operand.
  public enum UnaryOperator: UInt32, Sendable, CaseIterable {
    case abs = 0
    case ceil = 1
    case cos = 2
    case exp = 3
    case floor = 4
    case log = 5
    case neg = 6
    case rsqrt = 7
    case sin = 8
    case square = 9
  }

  /// How elements are folded.
  public enum ReduceOperator: UInt32, Sendable, CaseIterable {
    case mean = 0
    case min = 1
    case max = 2
    case sum = 3
  }

  /// How a picture is resized.
  public enum ResizeMode: UInt32, Sendable, CaseIterable {
    case bilinear = 0
    case nearest = 1
  }

  /// f32 element-wise operation with broadcasting.
  public struct Binary: Sendable, Equatable {
    public var operands: BinaryOperands
    public var op: BinaryOperator
    public var aShape: ShapeV4
    public var bShape: ShapeV4
    public var outputShape: ShapeV4
    public var clamp: ClampRange
  }

  /// u8 element-wise operation with broadcasting and scales.
  public struct QuantizedBinary: Sendable, Equatable {
    public var operands: BinaryOperands
    public var op: BinaryOperator
    public var aShape: ShapeV4
    public var bShape: ShapeV4
    public var outputShape: ShapeV4
    public var a: Rescale
    public var b: Rescale
    public var output: Rescale
  }

  /// Offset, multiplier and right shift.
  public struct Rescale: Sendable, Equatable {
    public var offset: Int32
    public var multiplier: Int32
    public var shift: Int32
  }

  /// Bytes of several tensors joined along one axis.
  public struct Concat: Sendable, Equatable {
    public var output: MemoryRange
    /// Bytes of one step along the axis.
    public var innerSize: UInt32
    /// Repetitions.
    public var outerSize: UInt32
    public var inputs: [MemoryRange]
    /// Extent of each input along the axis; as many as inputs.
    public var dimensions: [Int32]
  }

  /// f32 convolution; NCHW with groups, or NHWC for the `cpu_` forms (groups 1, depthwise: none stored).
  public struct Conv2D: Sendable, Equatable {
    public var operands: UnaryOperands
    public var inputShape: ShapeV4
    /// 1 for the `cpu_` forms, which store none.
    public var groups: Int32
    /// The input's channels for `cpu_depthwise_conv2d`, which stores none.
    public var outputChannels: Int32
    public var window: Window2D
    public var clamp: ClampRange
    /// f32, little endian: `[oc][ic/groups][fh][fw]`; `cpu_`: `[oc][fh][fw][ic]`, depthwise `[c][fh][fw]`.
    public var weights: ArraySlice<UInt8>
    /// f32 per output channel, little endian.
    public var bias: ArraySlice<UInt8>
  }

  /// u8 convolution; NCHW with groups, or NHWC for the `cpu_` forms.
  public struct QuantizedConv2D: Sendable, Equatable {
    public var operands: UnaryOperands
    public var inputShape: ShapeV4
    /// 1 for the `cpu_` forms, which store none.
    public var groups: Int32
    /// The input's channels for the depthwise form, which stores none.
    public var outputChannels: Int32
    public var window: Window2D
    /// Added to inputs; subtracted in the `cpu_` forms.
    public var inputOffset: Int32
    /// Added to weights; subtracted in the `cpu_` forms.
    public var weightsOffset: Int32
    public var output: Rescale
    /// u8, order as in `Conv2D`.
    public var weights: ArraySlice<UInt8>
    /// i32 per output channel, little endian.
    public var bias: ArraySlice<UInt8>
  }

  /// f32 transposed convolution.
  public struct Conv2DTranspose: Sendable, Equatable {
    public var operands: UnaryOperands
    public var inputShape: ShapeV4
    public var outputShape: ShapeV4
    public var groups: Int32
    public var window: Window2D
    public var clamp: ClampRange
    /// f32, little endian, used as `[g][oc][ic][fh][fw]`.
    public var weights: ArraySlice<UInt8>
    /// f32 per output channel; stored, but the reference runtime never adds it.
    public var bias: ArraySlice<UInt8>
  }

  /// Between f32 and u8: `scale` multiplies when quantising, `zeroPoint` is added after it.
  public struct Quantization: Sendable, Equatable {
    public var operands: UnaryOperands
    public var zeroPoint: Int32
    public var scale: Float
  }

  /// f32 matrix product.
  public struct Matmul: Sendable, Equatable {
    public var operands: BinaryOperands
    public var aRows: Int32
    public var aColumns: Int32
    public var bColumns: Int32
    public var clamp: ClampRange
    /// f32 per column of b, little endian.
    public var bias: ArraySlice<UInt8>
  }

  /// u8 matrix product.
  public struct QuantizedMatmul: Sendable, Equatable {
    public var operands: BinaryOperands
    public var aRows: Int32
    public var aColumns: Int32
    public var bColumns: Int32
    public var aOffset: Int32
    public var bOffset: Int32
    public var output: Rescale
    /// i32 per column of b, little endian.
    public var bias: ArraySlice<UInt8>
  }

  /// Constant padding of all four axes.
  public struct Pad: Sendable, Equatable {
    public var operands: UnaryOperands
    public var inputShape: ShapeV4
    /// N, C, H, W.
    public var padding: InlineArray<4, Padding>
    public var valueType: DataTypeV4
    /// Four bytes; the first one or all are the value.
    public var value: UInt32

    /// Compares all fields.
    public static func == (left: Self, right: Self) -> Bool {
      for axis in 0..<4 where left.padding[axis] != right.padding[axis] { return false }
      return left.operands == right.operands && left.inputShape == right.inputShape
        && left.valueType == right.valueType && left.value == right.value
    }
  }

  /// f32 folding over the axes whose output extent is 1.
  public struct Reduce: Sendable, Equatable {
    public var operands: UnaryOperands
    public var op: ReduceOperator
    public var inputShape: ShapeV4
    public var outputShape: ShapeV4
    public var initialValue: Float
  }

  /// f32 pooling; NCHW, or NHWC for the `cpu_` form.
  public struct ReduceWindow2D: Sendable, Equatable {
    public var operands: UnaryOperands
    public var op: ReduceOperator
    public var inputShape: ShapeV4
    public var window: Window2D
    public var initialValue: Float
    public var clamp: ClampRange
  }

  /// Resize of the last two axes, u8 or f32.
  public struct ResizeImage: Sendable, Equatable {
    public var operands: UnaryOperands
    public var inputShape: ShapeV4
    public var outputHeight: Int32
    public var outputWidth: Int32
    public var mode: ResizeMode
    public var alignCorners: UInt8
  }

  /// f32 softmax over rows.
  public struct Softmax: Sendable, Equatable {
    public var operands: UnaryOperands
    /// Elements of a row.
    public var innerSize: Int32
    /// Rows.
    public var outerSize: Int32
    public var beta: Float
  }

  /// Permutation of the axes, u8 or f32.
  public struct Transpose: Sendable, Equatable {
    public var operands: UnaryOperands
    public var inputShape: ShapeV4
    /// `outputShape[i] = inputShape[permutation[i]]`.
    public var permutation: ShapeV4
  }

  /// Every `stride`-th element from `begin` to `end`; the masks are resolved already and ignored.
  public struct StridedSlice: Sendable, Equatable {
    public var operands: UnaryOperands
    public var inputShape: ShapeV4
    public var begin: ShapeV4
    public var end: ShapeV4
    public var strides: ShapeV4
    public var beginMask: Int32
    public var endMask: Int32
    public var ellipsisMask: Int32
    public var newAxisMask: Int32
    public var shrinkAxisMask: Int32
  }

  /// f32 element-wise function.
  public struct Unary: Sendable, Equatable {
    public var operands: UnaryOperands
    public var op: UnaryOperator
  }

  /// f32 element-wise function as a program of nncase's stack machine.
  public struct NNILUnaryMethod: Sendable, Equatable {
    public var operands: UnaryOperands
    /// The rest of the body, alignment zeros (nops) included.
    public var program: ArraySlice<UInt8>
  }

  /// `out[i] = table[in[i]]` on u8.
  public struct TableLookup: Sendable, Equatable {
    public var input: MemoryRange
    public var table: MemoryRange
    public var output: MemoryRange
  }

  /// Planar u8 from main memory into the KPU RAM layout.
  public struct KPUUpload: Sendable, Equatable {
    public var operands: UnaryOperands
    public var shape: ShapeV4
  }

  /// One KPU run per batch.
  public struct KPUConv2D: Sendable, Equatable {
    /// Where the planar u8 result is copied; `byteCount` 0 for nowhere.
    public var mainMemoryOutput: MemoryRange
    public var batches: Int32
    public var reserved: Int32
    /// The KPU's words; the three address fields hold the sizes of the gaps between the blocks.
    public var argument: KPULayerArgument
    public var parameters: KPUParameters
  }
}
