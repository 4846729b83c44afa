import KModel
import KPUSim
import NPUGraph
import OpKernels
import Simulation

/// A pool that the KPU can do behind a convolution.
struct KPUPool: Equatable {
  /// The KPU's kind of pool.
  let type: KPUPoolType
  /// Extents of the pool.
  let window: Window2D

  /// Recognises 2x2 with stride 2 or 1, and 4x4 with stride 4; nil for others.
  ///
  /// The pool of stride 1 reads one row and column beyond the map, as windows padded behind do.
  init?(_ window: Window2D, isMaximum: Bool, countsPadding: Bool) {
    let isSquare =
      window.kernelHeight == window.kernelWidth && window.strideHeight == window.strideWidth
      && window.dilationHeight == 1 && window.dilationWidth == 1
    guard window.isValid, isSquare, window.paddingTop == 0, window.paddingLeft == 0 else { return nil }
    switch (window.kernelHeight, window.strideHeight) {
    case (2, 2): type = isMaximum ? .max2Stride2 : .mean2Stride2
    case (4, 4): type = isMaximum ? .max4Stride4 : .mean4Stride4
    // Beyond the edge the KPU's mean takes the last pixel again: the mean of those inside.
    case (2, 1) where isMaximum || !countsPadding: type = isMaximum ? .max2Stride1 : .mean2Stride1
    default: return nil
    }
    // The KPU drops rows and columns that fill no window.
    let stride = type.stride
    guard window.outputHeight == window.inputHeight / stride, window.outputWidth == window.inputWidth / stride
    else { return nil }
    self.window = window
  }
}

extension K210Rules {
  func pool(
    _ window: Window2D, isMaximum: Bool, countsPadding: Bool, _ node: Graph.Node, in network: NetworkView
  ) -> OperatorSupport {
    let elements = Double(network.outputElements(of: node))
    guard let pool = KPUPool(window, isMaximum: isMaximum, countsPadding: countsPadding) else {
      let isGlobal =
        window.outputHeight == 1 && window.outputWidth == 1 && window.kernelHeight >= window.inputHeight
        && window.kernelWidth >= window.inputWidth
      let cost =
        isGlobal
        ? CostTerm(.cpu, .reduce, times: Double(network.inputElements(of: node)), at: costClocks)
        : CostTerm(.cpu, .pool, times: elements, at: costClocks)
      return OperatorSupport(
        .cpu, "a \(isGlobal ? "global pool" : window.poolWords); the KPU pools 2x2 and 4x4",
        remedy: window.strideHeight == 2 && !isGlobal ? "use 2x2 with stride 2" : nil, rule: .nncaseFAQ,
        cost: [cost])
    }
    do throws(K210Refusal) {
      try K210Placement.requireSize(height: window.inputHeight, width: window.inputWidth)
      let least = K210Placement.leastResult
      guard window.outputHeight >= least, window.outputWidth >= least else {
        throw K210Refusal("a result of \(window.outputWidth)x\(window.outputHeight); the KPU's least is 4x4")
      }
      let run = try K210Placement.run(
        inputChannels: window.inputChannels, outputChannels: window.outputChannels,
        height: window.inputHeight, width: window.inputWidth, kernel: 1, pool: pool.type, isDepthwise: true)
      if let name = fusingConvolution(node, in: network) {
        return OperatorSupport(
          .accelerated, "free, at the end of the KPU run of \(name)", rule: .nncaseSource,
          cost: exit(node, in: network))
      }
      let terms = KPUTiming.terms(planned: run, runs: network.batches(of: node), at: costClocks)
      return OperatorSupport(
        .accelerated, "a KPU run of its own: a convolution that changes nothing, and the pool",
        rule: .kpuArithmetic, cost: entry(node, in: network) + terms + exit(node, in: network))
    } catch {
      guard error.verdict == .cpu else {
        return OperatorSupport(.impossible, error.reason, remedy: error.remedy, rule: error.rule)
      }
      let cost = CostTerm(.cpu, .pool, times: elements, at: costClocks)
      return OperatorSupport(.cpu, error.reason, remedy: error.remedy, rule: error.rule, cost: [cost])
    }
  }

  /// The convolution whose run can do a pool at its end: dense, of stride 1, read by the pool alone.
  private func fusingConvolution(_ node: Graph.Node, in network: NetworkView) -> String? {
    guard let input = node.inputs.first, let producer = network.producer(of: input),
      case .floatConvolution(let convolution) = producer.operation, convolution.window.groups == 1,
      convolution.window.strideHeight == 1, network.readers(of: input).count == 1, !network.isOutput(input),
      let plan = try? K210Decomposition(convolution, batches: network.batches(of: producer)),
      plan.stages(convolution).count == 1
    else { return nil }
    return producer.name.isEmpty ? producer.label : "\"\(producer.name)\""
  }
}

extension Window2D {
  /// Kernel and stride of a pool: `pool of 3x3, stride 2`.
  fileprivate var poolWords: String {
    let stride = strideHeight == strideWidth ? "\(strideHeight)" : "\(strideHeight)x\(strideWidth)"
    let padding = paddingTop != 0 || paddingLeft != 0 ? ", padded" : ""
    return "pool of \(kernelHeight)x\(kernelWidth), stride \(stride)\(padding)"
  }
}
