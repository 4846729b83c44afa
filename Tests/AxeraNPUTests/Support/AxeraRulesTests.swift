import AxeraNPU
import NPUGraph
import OpKernels
import Simulation
import Tensors
import Testing

@Suite("Axera's rules")
struct AxeraRulesTests {
  private func graph(
    _ operation: NPUGraph.Operation, _ input: [Int] = [1, 4, 8, 8], _ output: [Int] = [1, 4, 8, 8],
    label: String? = nil
  ) -> Graph {
    var graph = Graph()
    graph.values = [input, output].map { Graph.Value(name: "", elementType: .float32, shape: Shape($0)) }
    graph.nodes = [
      Graph.Node(
        name: "n", label: label ?? operation.operatorName, operation: operation, inputs: [0], outputs: [1])
    ]
    (graph.inputs, graph.outputs) = ([0], [1])
    return graph
  }

  private func support(_ graph: Graph, _ list: AxeraOperatorList = .ax620a) -> OperatorSupport {
    AxeraRules(list).support(of: graph.nodes[0], in: NetworkView(graph))
  }

  private func window(
    kernel: (Int, Int) = (3, 3), stride: (Int, Int) = (1, 1), channels: Int = 4, output: (Int, Int) = (8, 8),
    padding: (Int, Int) = (1, 1), dilation: Int = 1, input: (Int, Int) = (8, 8)
  ) -> Window2D {
    Window2D(
      inputChannels: channels, inputHeight: input.0, inputWidth: input.1, outputChannels: channels,
      outputHeight: output.0, outputWidth: output.1, kernelHeight: kernel.0, kernelWidth: kernel.1,
      strideHeight: stride.0, strideWidth: stride.1, dilationHeight: dilation, dilationWidth: dilation,
      paddingTop: padding.0, paddingLeft: padding.1)
  }

  private func convolution(
    _ window: Window2D, isTransposed: Bool = false, list: AxeraOperatorList = .ax620a
  ) -> OperatorSupport.Verdict {
    let operation = NPUGraph.Operation.floatConvolution(
      FloatConvolution(window: window, weights: [], bias: [], isTransposed: isTransposed))
    return support(graph(operation), list).verdict
  }

  @Test("AX620A convolves with kernels of 1 to 18")
  func kernels() {
    #expect(convolution(window(kernel: (18, 1))) == .accelerated)
    #expect(convolution(window(kernel: (19, 1))) == .cpu)
    #expect(convolution(window(kernel: (1, 19))) == .cpu)
    #expect(convolution(window(kernel: (1, 19)), list: .ax650) == .accelerated)
  }

  @Test("AX620A has strides 1 and 2, mixed, and 3x3", arguments: [(1, 2), (2, 1), (2, 2), (3, 3)])
  func strides(stride: (Int, Int)) {
    #expect(convolution(window(stride: stride, output: (6, 6))) == .accelerated)
    #expect(convolution(window(stride: (3, 1), output: (6, 6))) == .cpu)
    #expect(convolution(window(stride: (4, 4), output: (8, 8))) == .cpu)
  }

  @Test("AX620A sums 65535 products at most, and outputs are as wide as a multiple of the stride")
  func sums() {
    #expect(convolution(window(channels: 7281)) == .accelerated)
    #expect(convolution(window(channels: 7282)) == .cpu)
    #expect(convolution(window(stride: (2, 2), output: (7, 6))) == .accelerated)
    #expect(convolution(window(stride: (2, 2), output: (6, 7))) == .cpu)
  }

  @Test("transposed convolutions are symmetric on AX620A, and nowhere dilated")
  func transposed() {
    let doubled = window(kernel: (4, 4), stride: (2, 2), output: (16, 16))
    #expect(convolution(doubled, isTransposed: true) == .accelerated)
    let odd = window(kernel: (3, 3), stride: (2, 2), output: (16, 16))
    #expect(convolution(odd, isTransposed: true) == .cpu)
    #expect(convolution(odd, isTransposed: true, list: .ax650) == .accelerated)
    for list in AxeraOperatorList.allCases {
      #expect(convolution(window(output: (10, 10), dilation: 2), isTransposed: true, list: list) == .cpu)
    }
  }

  @Test("pads, slices, reductions and shapes by AX620A's list")
  func conditions() {
    let edges = ([0, 0, 1, 1], [0, 0, 1, 1])
    for (filler, verdict) in [(0, .accelerated), (-Float.infinity, .accelerated), (1, .cpu)]
      as [(Float, OperatorSupport.Verdict)]
    {
      #expect(support(graph(.pad(before: edges.0, after: edges.1, .constant(filler)))).verdict == verdict)
    }
    #expect(
      support(graph(.pad(before: edges.0, after: edges.1, .constant(1))), .ax650).verdict == .accelerated)
    #expect(support(graph(.pad(before: edges.0, after: edges.1, .reflect)), .ax650).verdict == .cpu)
    let starts = [0, 0, 0, 0]
    #expect(support(graph(.slice(starts: starts, steps: [1, 1, 1, 1]))).verdict == .accelerated)
    #expect(support(graph(.slice(starts: starts, steps: [1, 1, 2, 2]))).verdict == .cpu)
    #expect(support(graph(.slice(starts: starts, steps: [1, 1, 2, 2])), .ax650).verdict == .accelerated)
    #expect(support(graph(.reduce(.l2, axes: [1]))).verdict == .accelerated)
    #expect(support(graph(.reduce(.l2, axes: [1]), [1, 4], [1, 1])).verdict == .cpu)
    #expect(support(graph(.reshape, [1, 256], [1, 4, 8, 8])).verdict == .free)
    #expect(support(graph(.reshape, [1, 4, 8, 8], [1, 256])).verdict == .cpu)
    #expect(support(graph(.reshape, [1, 4, 8, 8], [1, 256], label: "Flatten")).verdict == .free)
  }

  @Test("pools: dilated ones are nobody's, padded averages as each list has them")
  func pools() {
    for list in AxeraOperatorList.allCases {
      #expect(support(graph(.maxPool(window())), list).verdict == .accelerated)
      #expect(support(graph(.maxPool(window(dilation: 2))), list).verdict == .cpu)
    }
    let padded = NPUGraph.Operation.averagePool(window(), countsPadding: false)
    #expect(support(graph(padded)).verdict == .accelerated)
    #expect(support(graph(padded), .ax650).verdict == .cpu)
    let lopsided = NPUGraph.Operation.averagePool(window(padding: (2, 2)), countsPadding: false)
    #expect(support(graph(lopsided)).verdict == .cpu)
  }

  @Test("operators under both headings are partly, those under none the CPU's")
  func lists() {
    #expect(support(graph(.softmax(axis: 1))).verdict == .partly)
    #expect(support(graph(.softmax(axis: 1)), .ax650).verdict == .accelerated)
    let lrn = NPUGraph.Operation.localResponseNormalization(
      LocalResponse(size: 5, alpha: 1, beta: 1, bias: 1))
    #expect(support(graph(lrn)).verdict == .cpu && support(graph(lrn)).rule.standing == .vendor)
    #expect(support(graph(.activation(.exp))).verdict == .cpu)
    #expect(support(graph(.activation(.exp)), .ax620e).verdict == .accelerated)
    #expect(support(graph(.activation(.floor)), .ax620e).verdict == .cpu)
    #expect(support(graph(.activation(.floor)), .ax650).verdict == .accelerated)
    #expect(support(graph(.activation(.hardSigmoid(alpha: 0.2, beta: 0.5)))).verdict == .cpu)
  }

  @Test("functions that networks spell out are judged by their operators")
  func components() {
    #expect(support(graph(.activation(.silu), label: "Silu")).verdict == .accelerated)
    let mish = support(graph(.activation(.mish), label: "Mish"))
    #expect(mish.verdict == .partly && mish.steps.map(\.isAccelerated) == [false, true, true])
    let convolution = NPUGraph.Operation.floatConvolution(
      FloatConvolution(window: window(), weights: [], bias: [], activation: .elu(alpha: 1)))
    let fused = support(graph(convolution, label: "Conv+Elu"))
    #expect(fused.verdict == .partly && fused.steps.map(\.isAccelerated) == [true, false])
    #expect(support(graph(convolution, label: "Conv+Elu"), .ax650).verdict == .accelerated)
  }

  @Test("a cost model that is joined is asked about what the NPU runs")
  func costs() {
    let basis = CostBasis("test", .guessed, relativeError: 1, source: "")
    let rules = AxeraRules(.ax650, clocks: ChipClocks(acceleratorMHz: 800, cpuMHz: 1000)) { node, _ in
      [CostTerm(.compute, cycles: Double(node.inputs.count), basis)]
    }
    let network = graph(.activation(.relu))
    #expect(rules.support(of: network.nodes[0], in: NetworkView(network)).cycles == 1)
    #expect(support(network, .ax650).cost == nil)
  }
}
