import KPUSupport
import NPUGraph
import OpKernels
import Simulation
import Tensors
import Testing

@Suite("the K210's rules")
struct K210RulesTests {
  private func support(_ graph: Graph, of index: Int = 0) -> OperatorSupport {
    K210Rules().support(of: graph.nodes[index], in: NetworkView(graph))
  }

  private func verdict(_ sample: ConvolutionCase) -> OperatorSupport.Verdict { support(sample.graph).verdict }

  @Test("an input of 320x240 is taken, one more row or column is the CPU's")
  func inputSize() {
    #expect(verdict(ConvolutionCase(size: (240, 320))) == .accelerated)
    #expect(verdict(ConvolutionCase(size: (241, 320))) == .cpu)
    #expect(verdict(ConvolutionCase(size: (240, 321))) == .cpu)
    #expect(support(ConvolutionCase(size: (320, 240)).graph).reason.contains("320x240"))
  }

  @Test("a result of 4x4 is taken as it is, a smaller one in parts")
  func leastResult() {
    #expect(verdict(ConvolutionCase(size: (4, 4))) == .accelerated)
    #expect(verdict(ConvolutionCase(size: (4, 3))) == .partly)
    #expect(verdict(ConvolutionCase(size: (8, 8), stride: (2, 2))) == .accelerated)
    #expect(verdict(ConvolutionCase(size: (8, 6), stride: (2, 2))) == .partly)
  }

  @Test("1 to 1024 channels are taken")
  func channels() {
    let few = ConvolutionCase(channels: (1, 1024), size: (4, 4), kernel: (1, 1), pads: (0, 0, 0, 0))
    #expect(verdict(few) == .accelerated)
    for channels in [(1, 1025), (1025, 1)] {
      var many = few
      many.channels = channels
      let answer = support(many.graph)
      #expect(answer.verdict == .cpu && answer.reason.contains("1025") && answer.remedy != nil)
    }
  }

  @Test("kernels of 1x1 and 3x3, depthwise too; others, groups and channel multipliers are the CPU's")
  func kernels() {
    #expect(verdict(ConvolutionCase()) == .accelerated)
    #expect(verdict(ConvolutionCase(kernel: (1, 1), pads: (0, 0, 0, 0))) == .accelerated)
    #expect(verdict(ConvolutionCase(channels: (3, 3), groups: 3)) == .accelerated)
    #expect(verdict(ConvolutionCase(kernel: (5, 5), pads: (2, 2, 2, 2))) == .cpu)
    #expect(verdict(ConvolutionCase(kernel: (1, 3), pads: (0, 1, 0, 1))) == .cpu)
    #expect(verdict(ConvolutionCase(kernel: (2, 2), pads: (0, 0, 0, 0))) == .cpu)
    #expect(verdict(ConvolutionCase(channels: (4, 4), groups: 2)) == .cpu)
    #expect(verdict(ConvolutionCase(channels: (3, 6), groups: 3)) == .cpu)
  }

  @Test("strides 1 and 2 with the same padding all round are one run; others are parts")
  func strides() {
    #expect(verdict(ConvolutionCase(size: (12, 12), stride: (2, 2))) == .accelerated)
    #expect(verdict(ConvolutionCase(size: (12, 12), stride: (2, 2), pads: (0, 0, 1, 1))) == .partly)
    #expect(verdict(ConvolutionCase(size: (12, 12), stride: (3, 3))) == .partly)
    #expect(verdict(ConvolutionCase(size: (12, 12), stride: (1, 2))) == .partly)
    #expect(verdict(ConvolutionCase(pads: (0, 0, 0, 0))) == .partly)
    #expect(verdict(ConvolutionCase(size: (12, 12), dilation: (2, 2), pads: (2, 2, 2, 2))) == .partly)
  }

  @Test("every function but PReLU is part of the run")
  func activations() {
    for function in [
      Activation.relu, .clip(0...6), .leakyRelu(slope: 0.1), .sigmoid, .tanh, .silu, .elu(alpha: 1),
    ] {
      #expect(verdict(ConvolutionCase(activation: function)) == .accelerated)
    }
    #expect(support(ConvolutionCase(activation: .sigmoid).graph).rule.standing == .vendor)
    #expect(support(ConvolutionCase(activation: .silu).graph).rule.standing == .inferred)
    let answer = support(ConvolutionCase(activation: .prelu(slopes: [1, 2, 3])).graph)
    #expect(answer.verdict == .partly && answer.steps.map(\.isAccelerated) == [true, false])
    #expect(answer.remedy?.contains("LeakyReLU") == true)
  }

  @Test("maps that fill more than the 2 MiB of KPU RAM are impossible")
  func memory() {
    // 64 channels of 120x160: 3 rows of 64 bytes per line, 1.47 MB each way.
    let answer = support(ConvolutionCase(channels: (64, 64), size: (120, 160)).graph)
    #expect(answer.verdict == .impossible && answer.reason.contains("2048") && answer.remedy != nil)
    // 22.5 KiB a channel: 45 + 45 are 2025 KiB, 46 + 46 are 2070.
    #expect(verdict(ConvolutionCase(channels: (45, 45), size: (120, 160))) == .accelerated)
    #expect(verdict(ConvolutionCase(channels: (46, 46), size: (120, 160))) == .impossible)
  }

  @Test("weights that need more than 64 loads are impossible")
  func weightLoads() {
    // 3x3 over 512 channels: 6 output channels per load of 30 KiB, 384 in 64 loads.
    #expect(verdict(ConvolutionCase(channels: (512, 384), size: (7, 7))) == .accelerated)
    let answer = support(ConvolutionCase(channels: (512, 385), size: (7, 7)).graph)
    #expect(answer.verdict == .impossible && answer.reason.contains("64"))
  }

  /// A convolution and a pool behind it, or the pool alone.
  private func pooled(
    _ kernel: Int, stride: Int, padding: Int = 0, size: Int = 16, behind convolution: ConvolutionCase?,
    isMaximum: Bool = true
  ) -> Graph {
    var sample = SampleGraph(input: [1, 3, size, size])
    if var convolution {
      convolution.channels = (3, 3)
      convolution.size = (size, size)
      sample.add(
        .floatConvolution(convolution.convolution), [1, 3, convolution.output.0, convolution.output.1])
    }
    let output = (size + 2 * padding - kernel) / stride + 1
    let window = Window2D(
      inputChannels: 3, inputHeight: size, inputWidth: size, outputChannels: 3, outputHeight: output,
      outputWidth: output, groups: 3, kernelHeight: kernel, kernelWidth: kernel, strideHeight: stride,
      strideWidth: stride, paddingTop: padding, paddingLeft: padding)
    sample.add(
      isMaximum ? .maxPool(window) : .averagePool(window, countsPadding: false), [1, 3, output, output])
    return sample.graph
  }

  @Test("pools of 2x2 and 4x4 are free behind a convolution, a run of their own elsewhere")
  func pools() throws {
    for (kernel, isMaximum) in [(2, true), (4, true), (2, false), (4, false)] {
      let behind = pooled(kernel, stride: kernel, behind: ConvolutionCase(), isMaximum: isMaximum)
      let answer = support(behind, of: 1)
      #expect(answer.verdict == .accelerated && answer.reason.contains("\"n0\""))
      let alone = support(pooled(kernel, stride: kernel, behind: nil, isMaximum: isMaximum))
      #expect(alone.verdict == .accelerated && alone.reason.contains("run of its own"))
      let runs = try #require(alone.cost).filter { $0.resource == .compute }
      #expect(runs.count == 1 && answer.cost?.contains { $0.resource == .compute } == false)
    }
    // A depthwise run and one of stride 2 cannot pool.
    let depthwise = pooled(2, stride: 2, behind: ConvolutionCase(groups: 3))
    #expect(support(depthwise, of: 1).reason.contains("run of its own"))
  }

  @Test("other pools are the CPU's, and those whose result is less than 4x4")
  func otherPools() {
    #expect(support(pooled(3, stride: 2, padding: 1, behind: nil)).verdict == .cpu)
    #expect(support(pooled(2, stride: 2, padding: 1, behind: nil)).verdict == .cpu)
    #expect(support(pooled(2, stride: 2, size: 6, behind: nil)).verdict == .cpu)
    #expect(support(pooled(16, stride: 1, behind: nil)).reason.contains("global"))
  }

  @Test("a run costs what the cycle model says of its words")
  func cost() throws {
    // 128 to 128 channels of 16x16: 4 channels per row; 128 * (128 * (16 + 3.2) / 4 + 24 + 1.17 * 16 / 4).
    let answer = support(ConvolutionCase(channels: (128, 128), size: (16, 16)).graph)
    let terms = try #require(answer.cost)
    let compute = terms.filter { $0.resource == .compute }.saturatingSum { $0.cycles }
    #expect(compute == 82314)
    // 147456 weights and 1024 bytes of batch norm at 2.9 bytes per cycle do not wait.
    #expect(terms.filter { $0.resource == .weights }.saturatingSum { $0.cycles } == 0)
    // The result is asked for: 85.7 ns per byte at 400 MHz.
    let copy = terms.filter { $0.resource == .data }.saturatingSum { $0.cycles }
    #expect(copy == Int((128.0 * 256 * 85.7 * 0.4).rounded()))
    #expect(answer.macsFactor == 1)
  }

  @Test("parts cost their ways between the memories, and more multiplications where they pad")
  func costOfParts() throws {
    let answer = support(
      ConvolutionCase(channels: (20, 7), size: (1, 1), kernel: (1, 1), pads: (0, 0, 0, 0)).graph)
    #expect(answer.steps.map(\.isAccelerated) == [false, true, false])
    #expect(answer.macsFactor == 16)
    let upload = answer.steps[1].cost.filter { $0.resource == .data }.saturatingSum { $0.cycles }
    #expect(upload == Int((20.0 * 16 * 66.3 * 0.4).rounded()))
    #expect(answer.cycles == answer.steps.flatMap(\.cost).saturatingSum { $0.cycles })
    // 2x2 outputs per pixel and 3x3 taps instead of 4x4.
    let transposed = ConvolutionCase(
      channels: (4, 4), size: (8, 8), kernel: (4, 4), stride: (2, 2), isTransposed: true)
    #expect(support(transposed.graph).macsFactor == 9.0 / 4 * 81 / 64)
  }

  @Test("what only the CPU has, and what nothing has")
  func others() {
    var sample = SampleGraph(input: [1, 4, 8, 8])
    sample.add(.activation(.relu), [1, 4, 8, 8])
    sample.add(.softmax(axis: 1), [1, 4, 8, 8])
    sample.add(.transpose([0, 2, 3, 1]), [1, 8, 8, 4])
    sample.add(.reshape, [1, 256])
    sample.add(.reduce(.l2, axes: [1]), [1, 1])
    sample.add(.extremum(isGreatest: true, axis: 1), [1, 1])
    sample.add(.expand, [1, 5])
    sample.add(.gather(axis: 1, indices: [0, 2, 4]), [1, 3])
    sample.add(.gather(axis: 1, indices: [2, 0, 1]), [1, 3])
    let verdicts = sample.graph.nodes.indices.map { support(sample.graph, of: $0).verdict }
    #expect(
      verdicts == [.cpu, .cpu, .cpu, .free, .impossible, .impossible, .impossible, .cpu, .impossible])
    for index in sample.graph.nodes.indices {
      let answer = support(sample.graph, of: index)
      #expect(answer.verdict != .impossible || answer.remedy != nil)
    }
  }

  @Test("ReLU behind a sum is free, unless something else reads the sum")
  func clamp() {
    var sample = SampleGraph(input: [1, 4, 8, 8])
    let sum = sample.add(.binary(.add), [1, 4, 8, 8], also: [0])
    sample.add(.activation(.relu), [1, 4, 8, 8])
    #expect(support(sample.graph, of: 1).verdict == .free)
    sample.add(.activation(.tanh), [1, 4, 8, 8])
    #expect(support(sample.graph, of: 2).verdict == .cpu)
    sample.graph.outputs.append(sum)
    #expect(support(sample.graph, of: 1).verdict == .cpu)
  }

  @Test("a transposition of axes of one element is nothing, one of five pieces impossible")
  func transpositions() {
    func verdict(_ extents: [Int], _ permutation: [Int]) -> OperatorSupport.Verdict {
      var sample = SampleGraph(input: extents)
      sample.add(.transpose(permutation), permutation.map { extents[$0] })
      return support(sample.graph).verdict
    }
    #expect(verdict([1, 4, 1, 8], [0, 2, 1, 3]) == .free)
    #expect(verdict([2, 3, 4, 5], [3, 2, 1, 0]) == .cpu)
    #expect(verdict([2, 3, 4, 5, 6], [0, 1, 4, 2, 3]) == .cpu)
    #expect(verdict([2, 3, 4, 5, 6], [4, 3, 2, 1, 0]) == .impossible)
  }

  @Test("weights beyond 6 MiB keep the network off the chip")
  func obstacles() {
    let small = ConvolutionCase(channels: (512, 384), size: (7, 7)).graph
    #expect(NetworkSupport(small, rules: K210Rules()).canRun)
    var large = small
    for _ in 0..<3 { large.nodes.append(large.nodes[0]) }
    let support = NetworkSupport(large, rules: K210Rules())
    #expect(!support.canRun && support.obstacles.first?.contains("6912 KiB") == true)
  }

  @Test("extents without sense or beyond counting end in a verdict")
  func hostile() {
    for window in [
      Window2D(
        inputChannels: 0, inputHeight: 0, inputWidth: 0, outputChannels: 0, outputHeight: 0, outputWidth: 0,
        kernelHeight: 3, kernelWidth: 3),
      Window2D(
        inputChannels: 1, inputHeight: 8, inputWidth: 8, outputChannels: 1, outputHeight: 1 << 30,
        outputWidth: 1 << 30, kernelHeight: 3, kernelWidth: 3, strideHeight: 1 << 30, strideWidth: 7,
        dilationHeight: 1 << 30, dilationWidth: 1, paddingTop: -(1 << 30), paddingLeft: 1 << 30),
    ] {
      for isTransposed in [false, true] {
        var sample = SampleGraph(input: [1 << 31, 1 << 31, 1 << 31, 1])
        sample.add(
          .floatConvolution(
            FloatConvolution(window: window, weights: [], bias: [], isTransposed: isTransposed)),
          [1])
        #expect([.cpu, .impossible].contains(support(sample.graph).verdict))
        #expect(sample.graph.decomposedForK210().nodes.count == 1)
      }
    }
  }
}
