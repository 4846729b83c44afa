import NPUGraph
import OpKernels
import Tensors

/// What an operator of the list must not have, found in a node.
struct AxeraCondition: Equatable {
  /// What the node has and what the list allows.
  let reason: String
  /// What to change in the network.
  let remedy: String?

  init(_ reason: String, remedy: String? = nil) { (self.reason, self.remedy) = (reason, remedy) }

  /// The first condition of a chip's list that a node breaks; nil when it keeps all.
  static func broken(
    by node: Graph.Node, in network: NetworkView, list: AxeraOperatorList
  ) -> AxeraCondition? {
    list == .ax620a ? pulsar(node, in: network) : pulsar2(node, in: network)
  }

  // MARK: AX620A

  private static func pulsar(_ node: Graph.Node, in network: NetworkView) -> AxeraCondition? {
    switch node.operation {
    case .floatConvolution(let convolution):
      return convolution.isTransposed ? transposed(convolution.window) : pulsar(convolution.window)
    case .averagePool(let window, _):
      return window.mayBeSymmetric
        ? nil : AxeraCondition("asymmetric padding of an average", remedy: "pad all sides by the same number")
    case .maxPool(let window): return dilatedPool(window)
    case .pad(_, _, .constant(let filler)):
      if node.operatorNames == ["AveragePool"] {
        return AxeraCondition("count_include_pad of an average", remedy: "export it without padding")
      }
      return filler == 0 || filler == -.infinity
        ? nil : AxeraCondition("padding with \(filler); the NPU pads with 0 or -inf", remedy: "pad with 0")
    case .pad: return AxeraCondition("padding with pixels of the edge", remedy: "pad with 0")
    case .slice(_, let steps):
      return steps.allSatisfy { $0 == 1 }
        ? nil
        : AxeraCondition("a slice with steps; the NPU's step is 1", remedy: "use a convolution with a stride")
    case .reduce(.l2, _):
      let rank = node.inputs.first.map { network.extents($0).count } ?? 0
      return rank == 4 ? nil : AxeraCondition("ReduceL2 of \(rank) axes; the NPU's has 4")
    case .activation(.hardSigmoid):
      return AxeraCondition(
        "HardSigmoid without a convolution before it", remedy: "use Clip of a product and a sum")
    case .activation(.affine) where node.operatorNames == ["BatchNormalization"]:
      return AxeraCondition(
        "BatchNormalization without a convolution before it", remedy: "place it behind a convolution")
    case .reshape where node.operatorNames == ["Reshape"]:
      let rank = node.outputs.first.map { network.extents($0).count } ?? 0
      return rank == 3 || rank == 4
        ? nil : AxeraCondition("Reshape to \(rank) axes; the NPU's have 3 or 4", remedy: "use Flatten")
    default: return nil
    }
  }

  private static func pulsar(_ window: Window2D) -> AxeraCondition? {
    let (height, width) = (window.kernelHeight, window.kernelWidth)
    guard (1...18).contains(height), (1...18).contains(width) else {
      return AxeraCondition(
        "a kernel of \(height)x\(width); the NPU's are 1 to 18", remedy: "use smaller kernels")
    }
    let strides = [window.strideHeight, window.strideWidth]
    guard strides.allSatisfy({ $0 == 1 || $0 == 2 }) || strides == [3, 3] else {
      return AxeraCondition(
        "stride \(strides[0])x\(strides[1]); the NPU has 1 and 2, mixed or not, and 3x3",
        remedy: "use stride 2, twice if need be")
    }
    let (taps, overflow) = (height * width).multipliedReportingOverflow(by: window.inputChannelsPerGroup)
    guard !overflow, taps <= 65535 else {
      return AxeraCondition(
        "\(height)x\(width) taps of \(window.inputChannelsPerGroup) channels; the NPU sums 65535 at most",
        remedy: "use fewer input channels")
    }
    guard window.outputWidth % window.strideWidth == 0 else {
      return AxeraCondition(
        "an output \(window.outputWidth) wide; it must be a multiple of the stride, \(window.strideWidth)",
        remedy: "choose an input width that gives such an output")
    }
    return nil
  }

  private static func transposed(_ window: Window2D) -> AxeraCondition? {
    guard window.dilationHeight == 1, window.dilationWidth == 1 else {
      return AxeraCondition("a dilated transposed convolution", remedy: "use dilation 1")
    }
    func whole(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
      (size - 1) * stride + kernel - 2 * padding
    }
    let isSymmetric =
      whole(window.inputHeight, window.kernelHeight, window.strideHeight, window.paddingTop)
      == window.outputHeight
      && whole(window.inputWidth, window.kernelWidth, window.strideWidth, window.paddingLeft)
        == window.outputWidth
    return isSymmetric
      ? nil
      : AxeraCondition(
        "a transposed convolution with asymmetric padding, or output_padding",
        remedy: "use kernel 4, stride 2, padding 1, which doubles the map exactly")
  }

  // MARK: pulsar2

  private static func pulsar2(_ node: Graph.Node, in network: NetworkView) -> AxeraCondition? {
    switch node.operation {
    case .floatConvolution(let convolution) where convolution.isTransposed:
      let window = convolution.window
      return window.dilationHeight == 1 && window.dilationWidth == 1
        ? nil : AxeraCondition("a dilated transposed convolution", remedy: "use dilation 1")
    case .averagePool(let window, let countsPadding):
      return countsPadding || window.isUnpadded
        ? nil
        : AxeraCondition(
          "an average that leaves padding out; the NPU's counts it", remedy: "set count_include_pad to 1")
    case .maxPool(let window): return dilatedPool(window)
    case .rearrange(_, let permutation) where node.operatorNames == ["DepthToSpace"]:
      return permutation.count == 6 && permutation[1] != 3
        ? AxeraCondition("DepthToSpace of mode CRD; the NPU has DCR", remedy: "export it with mode DCR") : nil
    case .pad(_, _, .edge), .pad(_, _, .reflect):
      return AxeraCondition("padding with pixels of the edge", remedy: "pad with a constant")
    case .reduce(_, let axes) where node.operatorNames.contains { $0.hasSuffix("Normalization") }:
      let rank = node.inputs.first.map { network.extents($0).count } ?? 0
      let isOfLast = axes == [rank - 1] || node.operatorNames == ["InstanceNormalization"]
      return isOfLast
        ? nil
        : AxeraCondition(
          "\(node.label) of other axes than the last", remedy: "transpose that axis to the end")
    case .resample(let resampling):
      switch resampling.mode {
      case .linear, .nearest(.roundPreferCeil): return nil
      case .nearest(let rounding):
        return AxeraCondition(
          "Resize with nearest_mode \(rounding.rawValue); the NPU has round_prefer_ceil",
          remedy: "export it with nearest_mode round_prefer_ceil")
      case .cubic: return AxeraCondition("cubic Resize; the NPU has nearest and linear", remedy: "use linear")
      }
    default: return nil
    }
  }

  private static func dilatedPool(_ window: Window2D) -> AxeraCondition? {
    window.dilationHeight == 1 && window.dilationWidth == 1
      ? nil : AxeraCondition("a dilated pool", remedy: "use dilation 1")
  }
}

extension Window2D {
  /// Whether no window reads beyond the map.
  fileprivate var isUnpadded: Bool {
    paddingTop <= 0 && paddingLeft <= 0 && (outputHeight - 1) * strideHeight + kernelHeight <= inputHeight
      && (outputWidth - 1) * strideWidth + kernelWidth <= inputWidth
  }

  /// Whether the same padding on both sides gives these extents, rounded either way.
  fileprivate var mayBeSymmetric: Bool {
    func fits(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ output: Int) -> Bool {
      let room = size + 2 * padding - kernel
      return room >= 0 && (output == room / stride + 1 || output == (room + stride - 1) / stride + 1)
    }
    return isValid && fits(inputHeight, kernelHeight, strideHeight, paddingTop, outputHeight)
      && fits(inputWidth, kernelWidth, strideWidth, paddingLeft, outputWidth)
  }
}
