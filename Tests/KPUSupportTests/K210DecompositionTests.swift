import KPUSupport
import NPUGraph
import OpKernels
import Simulation
import Testing

@Suite("convolutions as the K210's operations")
struct K210DecompositionTests {
  /// Rewrites a convolution and checks that only the K210's operations are left, with results equal to the bit.
  private func expectEqual(_ sample: ConvolutionCase) throws -> [String] {
    let graph = sample.graph
    let rewritten = graph.decomposedForK210()
    for node in rewritten.nodes {
      guard case .floatConvolution(let convolution) = node.operation else { continue }
      let window = convolution.window
      #expect(!convolution.isTransposed && convolution.operand == nil)
      #expect(window.kernelHeight == window.kernelWidth && [1, 3].contains(window.kernelHeight))
      #expect([1, 2].contains(window.strideHeight) && window.strideHeight == window.strideWidth)
      #expect(window.dilationHeight == 1 && window.dilationWidth == 1)
      let ring = (window.kernelHeight - 1) / 2
      #expect(window.paddingTop == ring && window.paddingLeft == ring)
      // The KPU leaves as many results as the map has pixels or pairs of them.
      #expect(window.outputHeight == window.inputHeight / window.strideHeight)
      #expect(window.outputWidth == window.inputWidth / window.strideWidth)
      #expect(window.outputHeight >= 4 && window.outputWidth >= 4)
      let isDepthwise = window.groups == window.inputChannels && window.groups == window.outputChannels
      #expect(window.groups == 1 || isDepthwise)
    }
    #expect(try SampleGraph.run(rewritten) == SampleGraph.run(graph), "\(rewritten.nodes.map(\.label))")
    return rewritten.nodes.map(\.label)
  }

  @Test("symmetric 3x3 and 1x1 of stride 1 and 2 stay one run")
  func direct() throws {
    #expect(try expectEqual(ConvolutionCase()) == ["Conv"])
    #expect(try expectEqual(ConvolutionCase(size: (8, 12), stride: (2, 2))) == ["Conv"])
    #expect(try expectEqual(ConvolutionCase(kernel: (1, 1), pads: (0, 0, 0, 0))) == ["Conv"])
    #expect(try expectEqual(ConvolutionCase(channels: (4, 4), groups: 4)) == ["Conv"])
  }

  @Test(
    "asymmetric and valid paddings are padding, a run and a crop",
    arguments: [
      ((0, 0, 0, 0), (1, 1)), ((0, 0, 1, 1), (1, 1)), ((1, 0, 0, 1), (1, 1)), ((2, 2, 2, 2), (1, 1)),
      ((3, 0, 1, 2), (1, 1)), ((0, 0, 1, 1), (2, 2)), ((0, 0, 0, 0), (2, 2)), ((1, 1, 0, 0), (2, 2)),
      ((2, 2, 2, 2), (2, 2)), ((0, 1, 2, 0), (2, 2)), ((-1, -2, 0, 0), (1, 1)), ((-1, 0, 1, 1), (2, 2)),
    ])
  func padAndCrop(pads: (Int, Int, Int, Int), stride: (Int, Int)) throws {
    for size in [(12, 16), (13, 15)] {
      for kernel in [3, 1] {
        var sample = ConvolutionCase(size: size, kernel: (kernel, kernel), stride: stride, pads: pads)
        _ = try expectEqual(sample)
        (sample.channels, sample.groups) = ((3, 3), 3)
        _ = try expectEqual(sample)
      }
    }
    let steps = try expectEqual(ConvolutionCase(size: (12, 16), pads: (2, 2, 2, 2)))
    #expect(steps == ["Pad", "Conv"])
    #expect(try expectEqual(ConvolutionCase(size: (12, 16), pads: (0, 0, 0, 0))) == ["Conv", "Slice"])
  }

  @Test("odd extents with stride 2 are padded to even ones")
  func oddStride() throws {
    #expect(try expectEqual(ConvolutionCase(size: (9, 13), stride: (2, 2))) == ["Pad", "Conv"])
  }

  @Test(
    "other strides are a run of stride 1 and a strided slice",
    arguments: [(3, 3), (1, 2), (2, 1), (4, 4), (3, 5)])
  func stridedSlice(stride: (Int, Int)) throws {
    for pads in [(1, 1, 1, 1), (0, 0, 0, 0), (0, 1, 1, 0)] {
      for size in [(16, 20), (17, 19)] {
        let steps = try expectEqual(ConvolutionCase(size: size, stride: stride, pads: pads))
        #expect(steps.suffix(2) == ["Conv", "Slice"])
      }
    }
  }

  @Test("maps of less than 4x4 and products of matrices are padded to 4x4 and cropped")
  func padTo4x4() throws {
    let product = ConvolutionCase(channels: (20, 7), size: (1, 1), kernel: (1, 1), pads: (0, 0, 0, 0))
    #expect(try expectEqual(product) == ["Pad", "Conv", "Slice"])
    #expect(try expectEqual(ConvolutionCase(size: (3, 8))) == ["Pad", "Conv", "Slice"])
    #expect(try expectEqual(ConvolutionCase(size: (6, 6), stride: (2, 2))) == ["Pad", "Conv", "Slice"])
    #expect(try expectEqual(ConvolutionCase(size: (4, 4))) == ["Conv"])
  }

  @Test(
    "dilated convolutions are space to batch, runs and batch to space",
    arguments: [(2, 2), (3, 3), (1, 2), (2, 3), (4, 4)])
  func spaceToBatch(dilation: (Int, Int)) throws {
    for (size, pads) in [
      ((24, 24), (dilation.0, dilation.1, dilation.0, dilation.1)), ((23, 25), (0, 0, 0, 0)),
      ((26, 22), (1, 3, 2, 0)),
    ] {
      for stride in [(1, 1), (2, 2)] {
        let sample = ConvolutionCase(size: size, stride: stride, dilation: dilation, pads: pads)
        let steps = try expectEqual(sample)
        #expect(steps.contains("SpaceToBatch") && steps.contains("BatchToSpace"))
      }
    }
    var depthwise = ConvolutionCase(channels: (3, 3), size: (20, 20), dilation: dilation, groups: 3)
    depthwise.pads = (dilation.0, dilation.1, dilation.0, dilation.1)
    _ = try expectEqual(depthwise)
  }

  @Test(
    "transposed convolutions are a run per phase and batch to space",
    arguments: [
      ((2, 2), (2, 2)), ((3, 3), (2, 2)), ((4, 4), (2, 2)), ((5, 5), (2, 2)), ((6, 6), (2, 2)),
      ((3, 3), (1, 1)), ((3, 3), (3, 3)), ((8, 8), (4, 4)), ((1, 1), (2, 2)), ((4, 3), (2, 1)),
      ((16, 16), (8, 8)), ((2, 6), (2, 3)),
    ])
  func transposed(kernel: (Int, Int), stride: (Int, Int)) throws {
    for pads in [(0, 0, 0, 0), (1, 1, 1, 1), (0, 1, 1, 0), (2, 0, 0, 1)] {
      for behind in [(0, 0), (1, 1)] where stride.0 > 1 || behind == (0, 0) {
        var sample = ConvolutionCase(
          size: (6, 7), kernel: kernel, stride: stride, pads: pads, isTransposed: true, behind: behind)
        guard sample.output.0 > 0, sample.output.1 > 0 else { continue }
        let steps = try expectEqual(sample)
        let phases = stride.0 * stride.1
        #expect(steps.count { $0 == "Conv" } == phases)
        #expect(phases == 1 || steps.contains("BatchToSpace"))
        (sample.channels, sample.groups) = ((3, 3), 3)
        _ = try expectEqual(sample)
      }
    }
  }

  @Test("functions for all channels stay in the run, PReLU follows it")
  func activations() throws {
    #expect(try expectEqual(ConvolutionCase(activation: .leakyRelu(slope: 0.5))) == ["Conv"])
    let slopes: [Float] = [0.5, 0.25, 2]
    #expect(try expectEqual(ConvolutionCase(activation: .prelu(slopes: slopes))) == ["Conv", "PRelu"])
    let transposed = ConvolutionCase(
      kernel: (4, 4), stride: (2, 2), isTransposed: true, activation: .prelu(slopes: slopes))
    #expect(try expectEqual(transposed).last == "PRelu")
  }

  @Test("a sum at the convolution's end, and what follows it, are nodes of their own")
  func operand() throws {
    let sample = ConvolutionCase(activation: .relu)
    var graph = sample.graph
    var convolution = sample.convolution
    (convolution.operand, convolution.outputActivation) = (.add, .clip(-3...9))
    graph.values.append(graph.values[1])
    graph.inputs.append(2)
    graph.nodes[0].operation = .floatConvolution(convolution)
    graph.nodes[0].inputs.append(2)
    let rewritten = graph.decomposedForK210()
    #expect(rewritten.nodes.map(\.label) == ["Conv", "Add", "Clip"])
    #expect(try SampleGraph.run(rewritten) == SampleGraph.run(graph))
  }

  @Test("a whole network keeps its results, its other nodes and its outputs")
  func network() throws {
    var sample = SampleGraph(input: [1, 2, 20, 24])
    for part in [
      ConvolutionCase(channels: (2, 3), size: (20, 24), stride: (2, 2), pads: (0, 0, 1, 1)),
      ConvolutionCase(channels: (3, 4), size: (10, 12), dilation: (2, 2), pads: (2, 2, 2, 2)),
      ConvolutionCase(channels: (4, 2), size: (10, 12), kernel: (4, 4), stride: (2, 2), isTransposed: true),
      ConvolutionCase(channels: (2, 2), size: (20, 24), kernel: (5, 5), pads: (2, 2, 2, 2)),
    ] {
      sample.add(.activation(.relu), [1, part.channels.0, part.size.0, part.size.1])
      sample.add(.floatConvolution(part.convolution), [1, part.channels.1, part.output.0, part.output.1])
    }
    let rewritten = sample.graph.decomposedForK210()
    #expect(rewritten.outputs == sample.graph.outputs && rewritten.nodes.count > 20)
    #expect(try SampleGraph.run(rewritten) == SampleGraph.run(sample.graph))
  }

  @Test("a stride of 9, a convolution without its weights and a sum without its operand are left alone")
  func refused() {
    let wide = ConvolutionCase(
      size: (5, 5), kernel: (9, 9), stride: (9, 9), pads: (0, 0, 0, 0), isTransposed: true)
    #expect(K210Decomposition.rewritten(wide.graph.nodes[0], in: wide.graph) == nil)
    let sample = ConvolutionCase(size: (12, 12), stride: (3, 3))
    var (bare, lonely) = (sample.convolution, sample.convolution)
    bare.weights = []
    lonely.operand = .add
    for convolution in [bare, lonely] {
      var graph = sample.graph
      graph.nodes[0].operation = .floatConvolution(convolution)
      #expect(K210Decomposition.rewritten(graph.nodes[0], in: graph) == nil)
    }
  }

  @Test("what the KPU cannot do in parts stays as it is")
  func unchanged() {
    for sample in [
      ConvolutionCase(kernel: (5, 5), pads: (2, 2, 2, 2)), ConvolutionCase(channels: (4, 4), groups: 2),
      ConvolutionCase(channels: (2, 4), groups: 2),
      ConvolutionCase(kernel: (7, 7), stride: (2, 2), isTransposed: true),
    ] {
      #expect(K210Decomposition.rewritten(sample.graph.nodes[0], in: sample.graph) == nil)
      #expect(sample.graph.decomposedForK210().nodes.count == 1)
    }
  }
}
