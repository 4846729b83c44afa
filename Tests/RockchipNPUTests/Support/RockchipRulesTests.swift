import NPUGraph
import OpKernels
import RockchipNPU
import Simulation
import Tensors
import Testing

@Suite("Rockchip's rules")
struct RockchipRulesTests {
  /// A graph of one convolution.
  private func graph(
    channels: (Int, Int) = (16, 32), size: (Int, Int) = (16, 16), kernel: Int = 3, stride: Int = 1,
    padding: Int = 1, groups: Int = 1, dilation: Int = 1, isTransposed: Bool = false,
    activation: Activation = .relu
  ) -> Graph {
    let window = Window2D(
      inputChannels: channels.0, inputHeight: size.0, inputWidth: size.1, outputChannels: channels.1,
      outputHeight: size.0 / stride, outputWidth: size.1 / stride, groups: groups, kernelHeight: kernel,
      kernelWidth: kernel, strideHeight: stride, strideWidth: stride, dilationHeight: dilation,
      dilationWidth: dilation, paddingTop: padding, paddingLeft: padding)
    let convolution = FloatConvolution(
      window: window, weights: [], bias: [], isTransposed: isTransposed, activation: activation)
    return self.graph(
      .floatConvolution(convolution), [1, channels.0, size.0, size.1],
      [1, channels.1, window.outputHeight, window.outputWidth])
  }

  private func graph(
    _ operation: NPUGraph.Operation, _ input: [Int], _ output: [Int], label: String? = nil
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

  private func support(_ graph: Graph, _ chip: RockchipChip = .rk3588) -> OperatorSupport {
    RockchipRules(chip).support(of: graph.nodes[0], in: NetworkView(graph))
  }

  @Test("what a register holds is taken, one more is impossible and named")
  func registers() {
    for (fits, exceeds, name) in [
      (graph(size: (4, 2047)), graph(size: (4, 2048)), "input width"),
      (graph(size: (2047, 4)), graph(size: (2048, 4)), "input height"),
      (graph(channels: (16384, 4)), graph(channels: (16385, 4)), "input channels"),
      (graph(channels: (4, 16383)), graph(channels: (4, 16384)), "number of kernels"),
      (graph(kernel: 31), graph(kernel: 32), "kernel width"),
      (graph(stride: 7), graph(stride: 8), "stride of rows"),
      (graph(padding: 15), graph(padding: 16), "padding above"),
      (graph(dilation: 32), graph(dilation: 33), "dilation of rows"),
    ] {
      #expect(support(fits).verdict == .accelerated)
      let answer = support(exceeds)
      #expect(answer.verdict == .impossible && answer.reason.contains(name) && answer.remedy != nil)
      #expect(answer.rule.standing == .vendor && support(exceeds, .rk3576).rule.standing == .inferred)
    }
  }

  @Test("a convolution costs what the timing of compiled files says")
  func cost() throws {
    let timing = try #require(RockchipTiming(.rk3588))
    let extent = { (channels: Int) in NPULayerWork.Extent(channels: channels, height: 16, width: 16) }
    let work = NPULayerWork(
      .convolution, on: .accelerator, .int8, input: extent(16), output: extent(32), kernelHeight: 3,
      kernelWidth: 3
    ).compiled(for: timing.engine, isModelOutput: true)
    #expect(support(graph()).cost == timing.terms(work, at: timing.nominalClocks))
    // Nobody has seen what transposed ones take.
    #expect(support(graph(isTransposed: true)).cost == nil)
    let sigmoid = try #require(support(graph(activation: .silu)).cycles)
    #expect(try sigmoid > #require(support(graph()).cycles))
  }

  @Test("softmax is the CPU's on RK3566 and RK3568 and the NPU's on the others")
  func softmax() {
    let network = graph(.softmax(axis: 1), [1, 1000], [1, 1000])
    for chip in [RockchipChip.rk3566, .rk3568] { #expect(support(network, chip).verdict == .cpu) }
    for chip in [RockchipChip.rk3562, .rk3576, .rk3588] {
      #expect(support(network, chip).verdict == .accelerated)
    }
  }

  @Test("the rest goes by the toolkit's list: the CPU at worst, or not at all")
  func list() {
    #expect(support(graph(.binary(.add), [1, 4], [1, 4])).verdict == .accelerated)
    let shift = Activation.affine(scales: [1], offsets: [2])
    #expect(support(graph(.activation(shift), [1, 4], [1, 4], label: "Add")).rule.standing == .inferred)
    #expect(support(graph(.reduce(.mean, axes: [1]), [1, 4], [1, 1])).verdict == .cpu)
    #expect(support(graph(.activation(.gelu), [1, 4], [1, 4])).verdict == .cpu)
    for operation in [NPUGraph.Operation.activation(.abs), .activation(.ceil), .reduce(.l2, axes: [1])] {
      let answer = support(graph(operation, [1, 4], [1, 4]))
      #expect(answer.verdict == .impossible && answer.rule.standing == .vendor && answer.remedy != nil)
    }
    // An operator that is spelled out on import is judged by its own name.
    #expect(support(graph(.activation(.abs), [1, 4], [1, 4], label: "LayerNormalization")).verdict == .cpu)
    #expect(support(graph(.reshape, [1, 4], [4])).verdict == .free)
  }

  @Test("groups are one convolution with zeros between, and cost its multiplications")
  func groups() {
    #expect(support(graph(channels: (16, 32), groups: 4)).macsFactor == 4)
    #expect(support(graph(channels: (16, 16), groups: 16)).macsFactor == 1)
  }

  @Test("pools of up to 16x16 are the pooling unit's")
  func pools() {
    func pool(_ kernel: Int, size: Int = 64) -> OperatorSupport {
      let output = size - kernel + 1
      let window = Window2D(
        inputChannels: 4, inputHeight: size, inputWidth: size, outputChannels: 4, outputHeight: output,
        outputWidth: output, groups: 4, kernelHeight: kernel, kernelWidth: kernel)
      return support(graph(.maxPool(window), [1, 4, size, size], [1, 4, output, output]))
    }
    #expect(pool(16).verdict == .accelerated && pool(17).verdict == .impossible)
    #expect(pool(64).verdict == .partly)
  }
}
