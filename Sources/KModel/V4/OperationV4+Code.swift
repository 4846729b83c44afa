extension OperationV4 {
  /// The opcodes of the format, with nncase's numbers (`runtime_op.def`).
  public enum Code: UInt32, Sendable, CaseIterable {
    case binary = 0x00
    case concat = 0x01
    case conv2D = 0x02
    case dequantize = 0x03
    case matmul = 0x04
    case pad = 0x05
    case quantize = 0x06
    case reduce = 0x07
    case reduceWindow2D = 0x08
    case memoryCopy = 0x09
    case resizeImage = 0x0A
    case softmax = 0x0B
    case transpose = 0x0C
    case stridedSlice = 0x0D
    case unary = 0x0E
    case quantizedConv2D = 0x0F
    case quantizedMatmul = 0x10
    case quantizedBinary = 0x11
    case tableLookup1D = 0x12
    case conv2DTranspose = 0x13
    case nnilUnaryMethod = 0x14
    case cpuConv2D = 0x1001
    case cpuDepthwiseConv2D = 0x1002
    case cpuReduceWindow2D = 0x1003
    case cpuQuantizedConv2D = 0x1004
    case cpuQuantizedDepthwiseConv2D = 0x1005
    case kpuUpload = 0x2001
    case kpuConv2D = 0x2002

    /// The opcode's name in nncase's spelling: `kpu_conv2d`.
    public var name: String {
      switch self {
      case .binary: "binary"
      case .concat: "concat"
      case .conv2D: "conv2d"
      case .dequantize: "dequantize"
      case .matmul: "matmul"
      case .pad: "pad"
      case .quantize: "quantize"
      case .reduce: "reduce"
      case .reduceWindow2D: "reduce_window2d"
      case .memoryCopy: "memory_copy"
      case .resizeImage: "resize_image"
      case .softmax: "softmax"
      case .transpose: "transpose"
      case .stridedSlice: "strided_slice"
      case .unary: "unary"
      case .quantizedConv2D: "quantized_conv2d"
      case .quantizedMatmul: "quantized_matmul"
      case .quantizedBinary: "quantized_binary"
      case .tableLookup1D: "table_lookup1d"
      case .conv2DTranspose: "conv2d_transpose"
      case .nnilUnaryMethod: "nnil_unary_method"
      case .cpuConv2D: "cpu_conv2d"
      case .cpuDepthwiseConv2D: "cpu_depthwise_conv2d"
      case .cpuReduceWindow2D: "cpu_reduce_window2d"
      case .cpuQuantizedConv2D: "cpu_quantized_conv2d"
      case .cpuQuantizedDepthwiseConv2D: "cpu_quantized_depthwise_conv2d"
      case .kpuUpload: "kpu_upload"
      case .kpuConv2D: "kpu_conv2d"
      }
    }
  }

  /// The opcode of the node.
  public var code: Code {
    switch self {
    case .binary: .binary
    case .concat: .concat
    case .conv2D: .conv2D
    case .dequantize: .dequantize
    case .matmul: .matmul
    case .pad: .pad
    case .quantize: .quantize
    case .reduce: .reduce
    case .reduceWindow2D: .reduceWindow2D
    case .memoryCopy: .memoryCopy
    case .resizeImage: .resizeImage
    case .softmax: .softmax
    case .transpose: .transpose
    case .stridedSlice: .stridedSlice
    case .unary: .unary
    case .quantizedConv2D: .quantizedConv2D
    case .quantizedMatmul: .quantizedMatmul
    case .quantizedBinary: .quantizedBinary
    case .tableLookup1D: .tableLookup1D
    case .conv2DTranspose: .conv2DTranspose
    case .nnilUnaryMethod: .nnilUnaryMethod
    case .cpuConv2D: .cpuConv2D
    case .cpuDepthwiseConv2D: .cpuDepthwiseConv2D
    case .cpuReduceWindow2D: .cpuReduceWindow2D
    case .cpuQuantizedConv2D: .cpuQuantizedConv2D
    case .cpuQuantizedDepthwiseConv2D: .cpuQuantizedDepthwiseConv2D
    case .kpuUpload: .kpuUpload
    case .kpuConv2D: .kpuConv2D
    }
  }

  /// The number that stands for the opcode in a node header.
  public var operationCode: UInt32 { code.rawValue }

  /// The opcode's name in nncase's spelling: `kpu_conv2d`.
  public var name: String { code.name }
}
