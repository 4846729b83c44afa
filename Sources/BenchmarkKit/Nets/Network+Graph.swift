package import NPUGraph
import OpKernels
import Tensors

extension Network {
  /// The network as Rockchip's compiler would write it: s8 codes, weights with zero points of their own, a multiplier
  /// per channel, ReLU in the second stage.
  ///
  /// - Returns: nil when an extent is none that the kernels take.
  package func rockchipGraph() -> Graph? {
    var graph = Graph()
    let codes = AffineQuantization(scale: 0.02, zeroPoint: -128)
    func value(_ name: String, _ channels: Int, _ height: Int, _ width: Int) -> Int {
      graph.values.append(
        Graph.Value(
          name: name, elementType: .int8, shape: Shape([1, channels, height, width]), quantization: codes))
      return graph.values.count - 1
    }
    graph.inputs = [value("input", channels, height, width)]
    var source = graph.inputs[0]
    for (index, placed) in placedLayers.enumerated() {
      let layer = placed.layer
      let window = Window2D(
        inputChannels: placed.channels, inputHeight: placed.height, inputWidth: placed.width,
        outputChannels: layer.channels, outputHeight: placed.outputHeight, outputWidth: placed.outputWidth,
        groups: layer.kind == .depthwise ? placed.channels : 1, kernelHeight: layer.kernel,
        kernelWidth: layer.kernel,
        strideHeight: layer.stride, strideWidth: layer.stride, paddingTop: layer.kernel / 2,
        paddingLeft: layer.kernel / 2)
      guard QuantizedLayerKernel.supports(window) else { return nil }
      let target = value("map\(index)", layer.channels, placed.outputHeight, placed.outputWidth)
      graph.nodes.append(
        Graph.Node(
          name: "conv\(index)", label: "ConvRelu",
          operation: .integerConvolution(
            Self.convolution(window, perOutput: placed.window, seed: UInt64(index))),
          inputs: [source], outputs: [target]))
      source = target
    }
    graph.outputs = [source]
    return graph
  }

  /// Noise whose sums spread over some 64 steps.
  private static func convolution(_ window: Window2D, perOutput: Int, seed: UInt64) -> IntegerConvolution {
    let perChannel = window.weightCount / window.outputChannels
    var sums = [Int32](repeating: 0, count: window.outputChannels)
    let weights = (0..<window.weightCount).map { index in
      // A zero point for each channel, as asymmetric weights have it.
      let zeroPoint = Int16(noise(UInt64(index / perChannel) &+ 77)) % 9 - 4
      let weight = Int16(Int8(bitPattern: noise(UInt64(index) &+ seed << 32))) - zeroPoint
      sums[index / perChannel] += Int32(weight)
      return weight
    }
    let deviation = 74 * 45 * Double(perOutput).squareRoot()
    let factor = 64 / deviation
    var shift: Int32 = 14
    while factor * Double(1 << (shift + 1)) < 32768 { shift += 1 }
    return IntegerConvolution(
      window: window, weights: weights, bias: sums.map { 128 * $0 }, paddingByte: -128,
      requantization: StagedRequantization(
        first: .init(factors: (0..<window.outputChannels).map { 16_384 - Int32($0 % 64) }, shift: 14),
        second: .init(lowest: 0), factor: Int32((factor * Double(1 << shift)).rounded()), shift: shift,
        zeroPoint: -128))
  }
}
