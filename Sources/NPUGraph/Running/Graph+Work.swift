public import OpKernels
import Simulation
import Tensors

extension Graph {
  /// Multiply-accumulates of a node; 0 for what only moves or maps elements.
  public func macs(of node: Node) -> Int {
    switch node.operation {
    case .integerConvolution(let convolution):
      // Spread pixels are mostly filler: each true one meets each tap once.
      guard convolution.spread != nil, let value = node.inputs.first else { return convolution.window.macs }
      let window = convolution.window
      let taps = [
        window.outputChannels, window.inputChannelsPerGroup, window.kernelHeight, window.kernelWidth,
      ]
      return (values[value].shape.extents.suffix(2) + taps).saturatingProduct
    case .floatConvolution(let convolution):
      let window = convolution.window
      let batches = batches(of: node)
      guard convolution.isTransposed else { return [batches, window.macs].saturatingProduct }
      return [
        batches, window.inputHeight, window.inputWidth, window.outputChannels, window.inputChannelsPerGroup,
        window.kernelHeight, window.kernelWidth,
      ]
      .saturatingProduct
    case .matrixMultiply:
      guard let left = node.inputs.first, let output = node.outputs.first else { return 0 }
      return (values[output].shape.extents + values[left].shape.extents.suffix(1)).saturatingProduct
    default: return 0
    }
  }

  /// Maps that a node's windows run over, one after the other.
  private func batches(of node: Node) -> Int {
    guard let value = node.outputs.first, values[value].shape.extents.count == 4 else { return 1 }
    return values[value].shape.extents[0]
  }

  /// Elementary operations of a node, for the bound on hostile files.
  func work(of node: Node) -> Int {
    let elements = (node.inputs + node.outputs).saturatingSum { values[$0].shape.elementCount ?? .max }
    switch node.operation {
    case .integerConvolution(let convolution):
      // Groups are computed as one with zeros between; what windows read is laid out anew.
      let window = convolution.window
      guard window.isValid else { return elements }
      return [
        [window.macs, window.isUngrouped ? window.groups : 1].saturatingProduct, window.laidOutCount,
        elements,
      ].saturatingSum { $0 }
    case .maxPool(let window), .averagePool(let window, _):
      guard window.isValid else { return elements }
      let taps = window.macs / max(1, window.inputChannelsPerGroup)
      return [[batches(of: node), taps].saturatingProduct, elements].saturatingSum { $0 }
    case .floatConvolution(let convolution):
      // A transposed one whose strides are too large to be taken apart meets every tap at every output.
      let products = [batches(of: node), convolution.window.macs].saturatingProduct
      return [max(products, macs(of: node)), elements].saturatingSum { $0 }
    case .localResponseNormalization(let response): return [response.size, elements].saturatingProduct
    // Four taps of rows and columns at most.
    case .resample: return [16, elements].saturatingProduct
    default: return [macs(of: node), elements].saturatingSum { $0 }
    }
  }
}

extension Window2D {
  /// Products, taps outside of the image included; `Int.max` when they do not fit.
  ///
  /// 0 for a window that is not valid: nothing runs it.
  public var macs: Int {
    guard isValid else { return 0 }
    return [outputHeight, outputWidth, outputChannels, inputChannelsPerGroup, kernelHeight, kernelWidth]
      .saturatingProduct
  }

  /// Whether the kernels compute a convolution of groups as one of a single group.
  var isUngrouped: Bool { groups > 1 && !(groups == inputChannels && groups == outputChannels) }

  /// Elements of the rows that all windows read, padding included.
  fileprivate var laidOutCount: Int {
    let rows = [outputHeight * strideHeight, (kernelHeight - 1) * dilationHeight].saturatingSum { $0 }
    let columns = [outputWidth * strideWidth, (kernelWidth - 1) * dilationWidth].saturatingSum { $0 }
    return [rows, columns, inputChannels].saturatingProduct
  }
}

extension Sequence<Int> {
  /// The product, `Int.max` when it does not fit; none may be below 0.
  fileprivate var saturatingProduct: Int {
    var result = 1
    var isTooLarge = false
    for factor in self {
      // Whatever overflowed before, nothing is no work.
      if factor <= 0 { return 0 }
      let (product, overflow) = result.multipliedReportingOverflow(by: factor)
      isTooLarge = isTooLarge || overflow
      result = isTooLarge ? 1 : product
    }
    return isTooLarge ? .max : result
  }
}
