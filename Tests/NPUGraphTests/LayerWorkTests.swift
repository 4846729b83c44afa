import NPUGraph
import OpKernels
import Simulation
import Tensors
import Testing

@Suite("what nodes ask of an NPU")
struct LayerWorkTests {
  private static func value(_ shape: [Int], _ type: ElementType = .int8) -> Graph.Value {
    Graph.Value(name: "", elementType: type, shape: Shape(shape))
  }

  /// The work of one node.
  private static func work(
    _ operation: NPUGraph.Operation, _ inputs: [[Int]], _ output: [Int], _ type: ElementType = .int8,
    bits: Int? = nil
  ) -> LayerWork {
    var graph = Graph()
    graph.values = (inputs + [output]).map { value($0, type) }
    graph.inputs = Array(inputs.indices)
    graph.outputs = [inputs.count]
    graph.nodes = [
      Graph.Node(
        name: "", label: "node", operation: operation, inputs: graph.inputs, outputs: graph.outputs)
    ]
    return graph.layerWorks(bits: bits)[0]
  }

  private static func window(groups: Int = 1, outputs: Int = 24) -> Window2D {
    Window2D(
      inputChannels: 12, inputHeight: 9, inputWidth: 10, outputChannels: outputs, outputHeight: 4,
      outputWidth: 5, groups: groups, kernelHeight: 3, kernelWidth: 2, strideHeight: 2, strideWidth: 2)
  }

  private static func convolution(_ window: Window2D, _ activation: Activation = .relu) -> NPUGraph.Operation
  {
    .floatConvolution(FloatConvolution(window: window, weights: [], bias: [], outputActivation: activation))
  }

  @Test("a convolution's window, bytes and multiply-accumulates")
  func dense() {
    let work = Self.work(Self.convolution(Self.window()), [[1, 12, 9, 10]], [1, 24, 4, 5], .float32)
    #expect(work.kind == .convolution && !work.passesTable)
    #expect(work.window.kernelHeight == 3 && work.window.kernelWidth == 2 && work.window.strideWidth == 2)
    #expect(work.macs == 4 * 5 * 24 * 12 * 6)
    #expect(work.weightBytes == 24 * 12 * 6 * 4 + 24 * 4)
    #expect(work.mapBytes == Double(12 * 9 * 10 + 24 * 4 * 5) * 4)
    let eight = Self.work(
      Self.convolution(Self.window()), [[1, 12, 9, 10]], [1, 24, 4, 5], .float32, bits: 8)
    #expect(eight.weightBytes == 24 * 12 * 6 + 24 * 4 && eight.activationBits == 8)
  }

  @Test("groups of one channel are depthwise, others are not; SiLU passes a table")
  func groups() {
    let each = Self.work(
      Self.convolution(Self.window(groups: 12, outputs: 12), .silu), [[1, 12, 9, 10]], [1, 12, 4, 5])
    #expect(each.kind == .depthwise && each.passesTable && each.macs == 4 * 5 * 12 * 6)
    let two = Self.work(Self.convolution(Self.window(groups: 12)), [[1, 12, 9, 10]], [1, 24, 4, 5])
    #expect(two.kind == .convolution && two.macs == 4 * 5 * 24 * 6)
  }

  @Test("other nodes by what they do with their maps")
  func others() {
    let map = [1, 12, 9, 10]
    let pool = Window2D(
      inputChannels: 12, inputHeight: 9, inputWidth: 10, outputChannels: 12, outputHeight: 4, outputWidth: 5,
      groups: 12, kernelHeight: 2, kernelWidth: 2, strideHeight: 2, strideWidth: 2)
    #expect(Self.work(.maxPool(pool), [map], [1, 12, 4, 5]).kind == .pool)
    #expect(Self.work(.averagePool(pool, countsPadding: true), [map], [1, 12, 1, 1]).kind == .reduction)
    let sum = Self.work(.binary(.add), [[1, 1, 1, 1], map], map)
    #expect(sum.kind == .binary && sum.operands == 2 && sum.input.elements == 1080)
    let joined = Self.work(.concatenate(axis: 1), [map, map], [1, 24, 9, 10])
    #expect(joined.kind == .view && joined.input == joined.output)
    #expect(Self.work(.reshape, [map], [1, 1080]).kind == .view)
    #expect(Self.work(.softmax(axis: 1), [[1, 1000]], [1, 1000]).kind == .elementwise)
    let moved = Self.work(.transpose([0, 2, 3, 1]), [map], [1, 9, 10, 12])
    #expect(moved.kind == .rearrangement && moved.mapBytes == 2160 && moved.macs == 0)
  }

  @Test("shapes of other ranks keep their number of elements")
  func ranks() {
    for shape in [[1, 7], [1, 5, 7], [1, 2, 3, 5, 7]] {
      let work = Self.work(.reshape, [shape], shape)
      #expect(work.input.elements == Double(shape.reduce(1, *)))
    }
  }

  @Test("any extents are counted without overflow", arguments: [Int.max, Int.min, -1, 0])
  func extremes(extreme: Int) {
    var window = Self.window()
    (window.inputChannels, window.outputChannels, window.kernelHeight) = (extreme, extreme, extreme)
    (window.groups, window.dilationWidth) = (extreme, extreme)
    let shape = [extreme, extreme, extreme, extreme]
    for operation in [Self.convolution(window), .maxPool(window), .binary(.add), .resizeNearest] {
      let work = Self.work(operation, [shape, shape + shape], shape)
      #expect(work.macs >= 0 && work.mapBytes >= 0 && work.weightBytes >= 0)
    }
  }
}
