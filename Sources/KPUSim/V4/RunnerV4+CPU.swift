import KModel
import OpKernels
import Simulation

extension RunnerV4 {
  /// The nodes that the chip's CPU runs; the KPU's own are handled by `run`.
  func runOnCPU(_ operation: OperationV4) throws(Fault) {
    switch operation {
    case .binary(let node): try run(node)
    case .quantizedBinary(let node): try run(node)
    case .concat(let node): try run(node)
    case .conv2D(let node): try convolve(node, .grouped)
    case .cpuConv2D(let node): try convolve(node, .cpu)
    case .cpuDepthwiseConv2D(let node): try convolve(node, .cpuDepthwise)
    case .quantizedConv2D(let node): try convolve(node, .grouped)
    case .cpuQuantizedConv2D(let node): try convolve(node, .cpu)
    case .cpuQuantizedDepthwiseConv2D(let node): try convolve(node, .cpuDepthwise)
    case .conv2DTranspose(let node): try run(node)
    case .dequantize(let node): try dequantize(node)
    case .quantize(let node): try quantize(node)
    case .matmul(let node): try run(node)
    case .quantizedMatmul(let node): try run(node)
    case .pad(let node): try run(node)
    case .reduce(let node): try run(node)
    case .reduceWindow2D(let node): try run(node, .planar)
    case .cpuReduceWindow2D(let node): try run(node, .interleaved)
    case .memoryCopy(let operands): try copy(operands)
    case .resizeImage(let node): try run(node)
    case .softmax(let node): try run(node)
    case .transpose(let node): try run(node)
    case .stridedSlice(let node): try run(node)
    case .unary(let node): try run(node)
    case .nnilUnaryMethod(let node): try run(node)
    case .tableLookup1D(let node): try run(node)
    case .kpuUpload, .kpuConv2D: throw .notRunnable(reason: "this is no node of the CPU")
    }
  }
}
