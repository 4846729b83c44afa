import NPUGraph
import OpKernels
import Tensors
import TestSupport

/// Small networks of floats with random weights, made for the tests of the quantiser.
struct SampleNetwork {
  var graph = Graph()
  var random: SplitMix64
  /// The value that the next layer reads, and its extents.
  var current = 0
  var extents: [Int]

  init(seed: UInt64, input: [Int]) {
    random = SplitMix64(seed: seed)
    extents = input
    graph.values = [Graph.Value(name: "x", elementType: .float32, shape: Shape([1] + input))]
    graph.inputs = [0]
  }

  private mutating func value(_ name: String, _ shape: [Int]) -> Int {
    graph.values.append(Graph.Value(name: name, elementType: .float32, shape: Shape(shape)))
    return graph.values.count - 1
  }

  mutating func add(_ label: String, _ operation: NPUGraph.Operation, inputs: [Int], shape: [Int]) -> Int {
    let name = "\(label)\(graph.nodes.count)"
    let output = value(name, shape)
    graph.nodes.append(
      Graph.Node(name: name, label: label, operation: operation, inputs: inputs, outputs: [output]))
    return output
  }

  /// A number of roughly the normal distribution.
  mutating func normal() -> Float {
    (0..<4).reduce(0) { sum, _ in sum + Float.random(in: -1...1, using: &random) } * 0.866
  }

  mutating func convolution(
    _ channels: Int, kernel: Int = 3, stride: Int = 1, padding: Int? = nil, groups: Int = 1,
    activation: Activation = .identity, isTransposed: Bool = false
  ) {
    let padding = padding ?? (kernel - 1) / 2
    func size(_ extent: Int) -> Int {
      isTransposed
        ? (extent - 1) * stride - 2 * padding + kernel : (extent + 2 * padding - kernel) / stride + 1
    }
    let result = [channels, size(extents[1]), size(extents[2])]
    let window = Window2D(
      inputChannels: extents[0], inputHeight: extents[1], inputWidth: extents[2], outputChannels: channels,
      outputHeight: result[1], outputWidth: result[2], groups: groups, kernelHeight: kernel,
      kernelWidth: kernel, strideHeight: stride, strideWidth: stride, paddingTop: padding,
      paddingLeft: padding)
    let products =
      Float(window.inputChannelsPerGroup * kernel * kernel) / Float(isTransposed ? stride * stride : 1)
    let weights = (0..<window.weightCount).map { _ in normal() / products.squareRoot() }
    let bias = (0..<channels).map { _ in normal() * 0.1 }
    current = add(
      isTransposed ? "ConvTranspose" : "Conv",
      .floatConvolution(
        FloatConvolution(
          window: window, weights: weights, bias: bias, isTransposed: isTransposed, activation: activation)),
      inputs: [current], shape: [1] + result)
    extents = result
  }

  mutating func activation(_ label: String, _ activation: Activation) {
    current = add(label, .activation(activation), inputs: [current], shape: [1] + extents)
  }

  mutating func pool(isMean: Bool = false, size: Int = 2) {
    let result = [extents[0], extents[1] / size, extents[2] / size]
    let window = Window2D(
      inputChannels: extents[0], inputHeight: extents[1], inputWidth: extents[2], outputChannels: extents[0],
      outputHeight: result[1], outputWidth: result[2], kernelHeight: size, kernelWidth: size,
      strideHeight: size, strideWidth: size)
    current = add(
      isMean ? "AveragePool" : "MaxPool",
      isMean ? .averagePool(window, countsPadding: false) : .maxPool(window), inputs: [current],
      shape: [1] + result)
    extents = result
  }

  mutating func binary(_ function: BinaryFunction, with other: Int) {
    current = add(function.rawValue, .binary(function), inputs: [current, other], shape: [1] + extents)
  }

  mutating func join(with other: Int) {
    let channels = graph.values[other].shape.extents[1]
    extents[0] += channels
    current = add("Concat", .concatenate(axis: 1), inputs: [current, other], shape: [1] + extents)
  }

  /// Squeeze and excite: means of channels, two layers, the map times what comes out.
  mutating func squeezeAndExcite() {
    let (map, whole) = (current, extents)
    pool(isMean: true, size: extents[1])
    convolution(4, kernel: 1, activation: .relu)
    convolution(whole[0], kernel: 1)
    activation("HardSigmoid", .hardSigmoid(alpha: 1 / 6, beta: 0.5))
    let factors = current
    (current, extents) = (map, whole)
    binary(.multiply, with: factors)
  }

  func finished() -> Graph {
    var graph = graph
    graph.outputs = [current]
    return graph
  }

  /// Samples of the input, of the normal distribution.
  static func samples(_ graph: Graph, count: Int, seed: UInt64) -> [[[Float]]] {
    var maker = SampleNetwork(seed: seed, input: [1, 1, 1])
    return (0..<count).map { _ in
      graph.inputs.map { value in
        (0..<(graph.values[value].shape.elementCount ?? 0)).map { _ in maker.normal() }
      }
    }
  }
}

extension SampleNetwork {
  /// All the networks, by name.
  static let all: [(name: String, graph: Graph)] = [
    ("residual", residual()), ("mobile", mobile()), ("curved", curved()), ("upscaling", upscaling()),
    ("classifier", classifier()),
  ]

  static func named(_ name: String) -> Graph { all.first { $0.name == name }?.graph ?? Graph() }

  /// Convolutions with ReLUs of their own, an addition with a ReLU behind, pools.
  static func residual() -> Graph {
    var network = SampleNetwork(seed: 1, input: [3, 16, 16])
    network.convolution(16)
    network.activation("Relu", .relu)
    let first = network.current
    network.convolution(16, activation: .relu)
    network.convolution(16)
    network.binary(.add, with: first)
    network.activation("Relu", .relu)
    network.pool()
    network.convolution(24, stride: 2, groups: 4)
    network.pool(isMean: true)
    network.convolution(10, kernel: 1)
    return network.finished()
  }

  /// Depthwise convolutions, ReLU6, hard swish, squeeze and excite.
  static func mobile() -> Graph {
    var network = SampleNetwork(seed: 2, input: [3, 16, 16])
    network.convolution(16, stride: 2)
    network.activation("HardSwish", .hardSwish)
    network.convolution(16, groups: 16, activation: .clip(0...6))
    network.squeezeAndExcite()
    network.convolution(24, kernel: 1)
    network.activation("HardSwish", .hardSwish)
    network.convolution(24, kernel: 5, groups: 24, activation: .relu)
    network.convolution(12, kernel: 1)
    return network.finished()
  }

  /// SiLU as a function of its own and behind a convolution, leaky and parametric ReLU, joined maps.
  static func curved() -> Graph {
    var network = SampleNetwork(seed: 3, input: [3, 12, 12])
    network.convolution(8, activation: .silu)
    let first = network.current
    network.convolution(8, activation: .leakyRelu(slope: 0.1))
    network.join(with: first)
    network.convolution(12, activation: .prelu(slopes: (0..<12).map { 0.05 * Float($0) - 0.1 }))
    network.activation("Tanh", .tanh)
    network.convolution(6)
    return network.finished()
  }

  /// Nearest and bilinear resizing, a transposed convolution.
  static func upscaling() -> Graph {
    var network = SampleNetwork(seed: 4, input: [4, 6, 6])
    network.convolution(8, activation: .relu)
    network.convolution(8, kernel: 4, stride: 2, padding: 1, activation: .relu, isTransposed: true)
    network.extents = [8, 24, 24]
    network.current = network.add("Resize", .resizeNearest, inputs: [network.current], shape: [1, 8, 24, 24])
    network.convolution(5)
    return network.finished()
  }

  /// A softmax over the channels of the last map, reshaped.
  static func classifier() -> Graph {
    var network = SampleNetwork(seed: 5, input: [3, 8, 8])
    network.convolution(16, activation: .relu)
    network.pool(isMean: true, size: 8)
    network.convolution(10, kernel: 1)
    network.current = network.add("Reshape", .reshape, inputs: [network.current], shape: [1, 10])
    network.current = network.add("Softmax", .softmax(axis: 1), inputs: [network.current], shape: [1, 10])
    return network.finished()
  }
}
