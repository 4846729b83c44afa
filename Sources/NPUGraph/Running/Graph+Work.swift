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
      let pixels = values[value].shape.extents.suffix(2).reduce(1) {
        $0.multipliedReportingOverflow(by: $1).partialValue
      }
      let window = convolution.window
      return pixels * window.outputChannels * window.inputChannelsPerGroup * window.kernelHeight
        * window.kernelWidth
    case .floatConvolution(let convolution):
      let window = convolution.window
      guard convolution.isTransposed else { return window.macs }
      return [
        window.inputHeight, window.inputWidth, window.outputChannels, window.inputChannelsPerGroup,
        window.kernelHeight, window.kernelWidth,
      ]
      .reduce(1) { $0.multipliedReportingOverflow(by: $1).overflow ? .max : $0 &* $1 }
    default: return 0
    }
  }

  /// Elementary operations of a node, for the bound on hostile files.
  func work(of node: Node) -> Int {
    let elements = (node.inputs + node.outputs).saturatingSum { values[$0].shape.elementCount ?? .max }
    switch node.operation {
    case .integerConvolution(let convolution):
      return [convolution.window.macs, elements].saturatingSum { $0 }
    case .maxPool(let window), .averagePool(let window, _):
      return [window.macs / max(1, window.inputChannelsPerGroup), elements].saturatingSum { $0 }
    default: return [macs(of: node), elements].saturatingSum { $0 }
    }
  }
}

extension Window2D {
  /// Products, taps outside of the image included; `Int.max` when they do not fit.
  public var macs: Int {
    [outputHeight, outputWidth, outputChannels, inputChannelsPerGroup, kernelHeight, kernelWidth].reduce(1) {
      let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
      return overflow ? .max : product
    }
  }
}
