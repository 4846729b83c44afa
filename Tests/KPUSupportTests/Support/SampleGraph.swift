import Foundation
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

/// Graphs of a few nodes, and what they compute.
struct SampleGraph {
  static let math = ActivationMath(
    exp: { Float(Foundation.exp(Double($0))) }, log: { Float(Foundation.log(Double($0))) },
    tanh: { Float(Foundation.tanh(Double($0))) }, erf: { Float(Foundation.erf(Double($0))) })

  var graph = Graph()

  /// A graph with one input.
  init(input: [Int]) {
    _ = value(input)
    graph.inputs = [0]
    graph.outputs = [0]
  }

  /// Adds a value of floats.
  mutating func value(_ extents: [Int]) -> Int {
    graph.values.append(Graph.Value(name: "", elementType: .float32, shape: Shape(extents)))
    return graph.values.count - 1
  }

  /// Adds a node that reads the last result and makes the new one.
  @discardableResult
  mutating func add(
    _ operation: NPUGraph.Operation, _ extents: [Int], label: String? = nil, name: String? = nil,
    also: [Int] = []
  ) -> Int {
    let input = graph.outputs[0]
    let output = value(extents)
    graph.nodes.append(
      Graph.Node(
        name: name ?? "n\(graph.nodes.count)", label: label ?? operation.operatorName, operation: operation,
        inputs: [input] + also, outputs: [output]))
    graph.outputs = [output]
    return output
  }

  /// Small whole numbers, so that sums are exact whatever their order.
  static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(Int(random.next() % 15) - 7) }
  }

  /// What a graph computes of small whole numbers, in logical order.
  static func run(_ graph: Graph, seed: UInt64 = 7) throws -> [[Float]] {
    let inputs = graph.inputs.enumerated().map { index, value in
      let count = graph.values[value].shape.elementCount ?? 0
      return Tensor(
        floats: numbers(count, seed: seed + UInt64(index)), shape: graph.values[value].shape
      ).bytes
    }
    return try GraphProgram(graph, options: RunOptions(), math: math).run(inputs, observe: nil).map(\.floats)
  }
}

/// The numbers of a convolution of one batch that tests vary.
struct ConvolutionCase: CustomTestStringConvertible, Sendable {
  var channels = (2, 3)
  var size = (9, 11)
  var kernel = (3, 3)
  var stride = (1, 1)
  var dilation = (1, 1)
  /// Above, left, below, right.
  var pads = (1, 1, 1, 1)
  var groups = 1
  var isTransposed = false
  /// Of a transposed convolution.
  var behind = (0, 0)
  var activation = Activation.identity

  var testDescription: String {
    "\(isTransposed ? "transposed " : "")\(channels) channels in \(groups) groups, \(size), kernel \(kernel), "
      + "stride \(stride), dilation \(dilation), pads \(pads)"
  }

  /// Rows and columns of the result, as ONNX defines them.
  var output: (Int, Int) {
    func extent(_ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ pads: Int, _ behind: Int) -> Int
    {
      isTransposed
        ? stride * (size - 1) + behind + (kernel - 1) * dilation + 1 - pads
        : (size + pads - (kernel - 1) * dilation - 1) / stride + 1
    }
    return (
      extent(size.0, kernel.0, stride.0, dilation.0, pads.0 + pads.2, behind.0),
      extent(size.1, kernel.1, stride.1, dilation.1, pads.1 + pads.3, behind.1)
    )
  }

  var window: Window2D {
    Window2D(
      inputChannels: channels.0, inputHeight: size.0, inputWidth: size.1, outputChannels: channels.1,
      outputHeight: output.0, outputWidth: output.1, groups: groups, kernelHeight: kernel.0,
      kernelWidth: kernel.1, strideHeight: stride.0, strideWidth: stride.1, dilationHeight: dilation.0,
      dilationWidth: dilation.1, paddingTop: pads.0, paddingLeft: pads.1)
  }

  /// Weights and biases of small whole numbers.
  var convolution: FloatConvolution {
    FloatConvolution(
      window: window, weights: SampleGraph.numbers(window.weightCount, seed: 11),
      bias: SampleGraph.numbers(channels.1, seed: 13), isTransposed: isTransposed, activation: activation)
  }

  /// The graph of the convolution alone.
  var graph: Graph {
    var sample = SampleGraph(input: [1, channels.0, size.0, size.1])
    sample.add(.floatConvolution(convolution), [1, channels.1, output.0, output.1])
    return sample.graph
  }
}
