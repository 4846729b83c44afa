package import NPUGraph
import OpKernels
import Tensors

extension Network {
  /// The network in single precision, weights of noise whose deviation keeps the size of values, a ReLU behind each
  /// layer.
  package func floatGraph() -> Graph {
    var graph = Graph()
    func value(_ name: String, _ channels: Int, _ height: Int, _ width: Int) -> Int {
      graph.values.append(
        Graph.Value(name: name, elementType: .float32, shape: Shape([1, channels, height, width])))
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
        kernelWidth: layer.kernel, strideHeight: layer.stride, strideWidth: layer.stride,
        paddingTop: layer.kernel / 2, paddingLeft: layer.kernel / 2)
      // Bytes of noise have a deviation of 74 steps.
      let scale = (2 / Float(placed.window)).squareRoot() / 74
      let weights = (0..<window.weightCount).map { place in
        (Float(Self.noise(UInt64(place) &+ UInt64(index) << 32)) - 127.5) * scale
      }
      let target = value("map\(index)", layer.channels, placed.outputHeight, placed.outputWidth)
      graph.nodes.append(
        Graph.Node(
          name: "conv\(index)", label: "ConvRelu",
          operation: .floatConvolution(
            FloatConvolution(
              window: window, weights: weights, bias: [Float](repeating: 0, count: layer.channels),
              outputActivation: .relu)),
          inputs: [source], outputs: [target]))
      source = target
    }
    graph.outputs = [source]
    return graph
  }
}
