extension OperationV4 {
  /// The range that the node's result takes; of size 0 for a KPU layer without output in main memory.
  public var result: MemoryRange {
    switch self {
    case .binary(let node): node.operands.output
    case .concat(let node): node.output
    case .conv2D(let node), .cpuConv2D(let node), .cpuDepthwiseConv2D(let node): node.operands.output
    case .dequantize(let node), .quantize(let node): node.operands.output
    case .matmul(let node): node.operands.output
    case .pad(let node): node.operands.output
    case .reduce(let node): node.operands.output
    case .reduceWindow2D(let node), .cpuReduceWindow2D(let node): node.operands.output
    case .memoryCopy(let operands): operands.output
    case .resizeImage(let node): node.operands.output
    case .softmax(let node): node.operands.output
    case .transpose(let node): node.operands.output
    case .stridedSlice(let node): node.operands.output
    case .unary(let node): node.operands.output
    case .quantizedConv2D(let node), .cpuQuantizedConv2D(let node), .cpuQuantizedDepthwiseConv2D(let node):
      node.operands.output
    case .quantizedMatmul(let node): node.operands.output
    case .quantizedBinary(let node): node.operands.output
    case .tableLookup1D(let node): node.output
    case .conv2DTranspose(let node): node.operands.output
    case .nnilUnaryMethod(let node): node.operands.output
    case .kpuUpload(let node): node.operands.output
    case .kpuConv2D(let node): node.mainMemoryOutput
    }
  }

  /// The ranges that the node reads; none for a KPU layer, whose words say where it reads.
  public var sources: [MemoryRange] {
    switch self {
    case .binary(let node): [node.operands.a, node.operands.b]
    case .concat(let node): node.inputs
    case .conv2D(let node), .cpuConv2D(let node), .cpuDepthwiseConv2D(let node): [node.operands.input]
    case .dequantize(let node), .quantize(let node): [node.operands.input]
    case .matmul(let node): [node.operands.a, node.operands.b]
    case .pad(let node): [node.operands.input]
    case .reduce(let node): [node.operands.input]
    case .reduceWindow2D(let node), .cpuReduceWindow2D(let node): [node.operands.input]
    case .memoryCopy(let operands): [operands.input]
    case .resizeImage(let node): [node.operands.input]
    case .softmax(let node): [node.operands.input]
    case .transpose(let node): [node.operands.input]
    case .stridedSlice(let node): [node.operands.input]
    case .unary(let node): [node.operands.input]
    case .quantizedConv2D(let node), .cpuQuantizedConv2D(let node), .cpuQuantizedDepthwiseConv2D(let node):
      [node.operands.input]
    case .quantizedMatmul(let node): [node.operands.a, node.operands.b]
    case .quantizedBinary(let node): [node.operands.a, node.operands.b]
    case .tableLookup1D(let node): [node.input, node.table]
    case .conv2DTranspose(let node): [node.operands.input]
    case .nnilUnaryMethod(let node): [node.operands.input]
    case .kpuUpload(let node): [node.operands.input]
    case .kpuConv2D: []
    }
  }

  /// Every range that the node reads or writes.
  public var ranges: [MemoryRange] { sources + [result] }
}
