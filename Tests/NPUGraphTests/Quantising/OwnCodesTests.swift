import Containers
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("networks that are quantised already keep their codes")
struct OwnCodesTests {
  /// Codes from a generator, within bounds that leave steps other than `max / 127`.
  private static func codes(_ count: Int, _ range: ClosedRange<Int>, seed: Int) -> [Int64] {
    (0..<count).map { Int64(($0 &* 7919 &+ seed &* 104_729) % range.count + range.lowerBound) }
  }

  private static let kernel = codes(4 * 3 * 9, -90...77, seed: 1)
  private static let depthwise = codes(4 * 9, 0...255, seed: 2)
  private static let matrix = codes(5 * 4, -128...60, seed: 3)

  /// Pairs of QuantizeLinear and DequantizeLinear round everything: convolution, depthwise convolution, sum, mean, matrix.
  private static func network(leavesOut: String? = nil) -> ONNXSketch {
    var sketch = ONNXSketch([1, 3, 8, 8])
    func pair(_ source: String, _ name: String, scale: Float, zero: Int64, _ type: ONNXDataType = .uint8) {
      if name == leavesOut { return sketch.node("Identity", [source], name) }
      sketch.floats("\(name) s", [], [scale])
      sketch.scalar("\(name) z", zero, as: type)
      sketch.node("QuantizeLinear", [source, "\(name) s", "\(name) z"], "\(name) q")
      sketch.node("DequantizeLinear", ["\(name) q", "\(name) s", "\(name) z"], name)
    }
    func weights(
      _ name: String, _ extents: [Int], _ codes: [Int64], _ scales: [Float], zero: Int64, _ type: ONNXDataType
    ) {
      sketch.graph.initializers.append(
        ONNXTensor(name: "\(name) c", dimensions: extents, integers: codes, as: type))
      sketch.floats("\(name) s", scales.count == 1 ? [] : [scales.count], scales)
      let zeros = [Int64](repeating: zero, count: scales.count)
      sketch.graph.initializers.append(
        ONNXTensor(
          name: "\(name) z", dimensions: scales.count == 1 ? [] : [scales.count], integers: zeros, as: type))
      sketch.node(
        "DequantizeLinear", ["\(name) c", "\(name) s", "\(name) z"], name, [("axis", .int(0))])
    }
    pair("x", "a", scale: 0.016, zero: 120)
    weights("w1", [4, 3, 3, 3], kernel, [0.011, 0.007, 0.02, 0.0131], zero: 0, .int8)
    weights("b1", [4], [100, -200, 300, 5], [0.016 * 0.011], zero: 0, .int32)
    sketch.node("Conv", ["a", "w1", "b1"], "c", [("pads", .ints([1, 1, 1, 1]))])
    sketch.node("Relu", ["c"], "r")
    pair("r", "d", scale: 0.08, zero: 0)
    weights("w2", [4, 1, 3, 3], depthwise, [0.004], zero: 100, .uint8)
    sketch.node("Conv", ["d", "w2"], "e", [("pads", .ints([1, 1, 1, 1])), ("group", .int(4))])
    pair("e", "f", scale: 0.17, zero: 3, .int8)
    sketch.node("Add", ["f", "d"], "g")
    pair("g", "h", scale: 0.19, zero: 100)
    sketch.node("GlobalAveragePool", ["h"], "i")
    pair("i", "j", scale: 0.06, zero: 110)
    sketch.node("Flatten", ["j"], "k")
    weights("w3", [5, 4], matrix, [0.01], zero: 0, .int8)
    sketch.node("Gemm", ["k", "w3"], "l", [("transB", .int(1))])
    pair("l", "y", scale: 0.11, zero: -4, .int8)
    return sketch
  }

  private static func prepared(_ graph: Graph) -> Graph {
    graph.withFloatOutputs().fused().preparedForQuantization().withCodesBetweenNodes()
  }

  private static func quantized(_ graph: Graph) throws -> Graph {
    try GraphQuantizer.quantize(
      graph, ranges: graph.values.map { _ in nil }, scheme: QuantizationScheme(),
      inputs: graph.inputs.map { _ in .floats }
    ).graph
  }

  private static func run(_ graph: Graph, _ numbers: [Float]) throws -> [Float] {
    try GraphProgram(graph, options: RunOptions(), math: GraphProgramTests.math).run(
      graph.bytes(of: [numbers]), observe: nil)[0].floats
  }

  /// Codes of the weights of all integer convolutions, in order.
  private static func weights(_ graph: Graph) -> [[Int16]] {
    graph.nodes.compactMap {
      guard case .integerConvolution(let convolution) = $0.operation else { return nil }
      return convolution.weights
    }
  }

  @Test("codes between nodes change no number")
  func transformation() throws {
    let graph = try Self.network().imported()
    let prepared = Self.prepared(graph)
    #expect(!prepared.labels.contains("QuantizeLinear"))
    for seed in 1...4 {
      let numbers = ONNXSketch.numbers(192, seed: UInt64(seed))
      #expect(try Self.run(prepared, numbers) == Self.run(graph, numbers))
    }
  }

  @Test("pairs' scales and the weights' codes are kept without calibration; results are within one code")
  func onnx() throws {
    let graph = try Self.network().imported()
    let prepared = Self.prepared(graph)
    #expect(try GraphQuantizer.valuesWithoutCodes(prepared, scheme: QuantizationScheme()).isEmpty)
    let codes = try Self.quantized(prepared)
    #expect(
      Self.weights(codes) == [
        Self.kernel.map { Int16($0) }, Self.depthwise.map { Int16($0 - 100) }, Self.matrix.map { Int16($0) },
      ])
    for seed in 1...8 {
      let numbers = ONNXSketch.numbers(192, seed: UInt64(seed))
      let (expected, found) = (try Self.run(graph, numbers), try Self.run(codes, numbers))
      for (a, b) in zip(expected, found) { #expect(abs(a - b) < 0.11 * 1.01, "\(a) \(b)") }
      #expect(Set(expected).count > 2)
    }
  }

  /// Two convolutions that are joined, a sum and a ReLU; pairs stand behind the join and the ReLU alone.
  private static func joined(batches: Int) -> ONNXSketch {
    var sketch = ONNXSketch([batches, 2, 4, 4])
    for (name, scale, zero) in [("a", 0.02, 128), ("d", 0.05, 50), ("y", 0.08, 30)] {
      sketch.floats("\(name) s", [], [Float(scale)])
      sketch.scalar("\(name) z", Int64(zero), as: .uint8)
    }
    func pair(_ source: String, _ name: String) {
      sketch.node("QuantizeLinear", [source, "\(name) s", "\(name) z"], "\(name) q")
      sketch.node("DequantizeLinear", ["\(name) q", "\(name) s", "\(name) z"], name)
    }
    pair("x", "a")
    sketch.random("w", [3, 2, 1, 1], seed: 4)
    sketch.random("v", [2, 2, 1, 1], seed: 5)
    sketch.node("Conv", ["a", "w"], "b")
    sketch.node("Conv", ["a", "v"], "c")
    sketch.node("Concat", ["b", "c"], "j", [("axis", .int(1))])
    pair("j", "d")
    sketch.node("Add", ["d", "d"], "e")
    sketch.node("Relu", ["e"], "r")
    pair("r", "y")
    return sketch
  }

  @Test("joins and ReLUs before a pair take its codes; batches run, convolutions of them on floats")
  func joins() throws {
    for batches in [1, 2] {
      let graph = try Self.joined(batches: batches).imported()
      let prepared = Self.prepared(graph)
      #expect(try GraphQuantizer.valuesWithoutCodes(prepared, scheme: QuantizationScheme()).isEmpty)
      let made = Set(prepared.inputs + prepared.nodes.flatMap(\.outputs)).subtracting(prepared.outputs)
      #expect(made.allSatisfy { prepared.values[$0].elementType == .int8 })
      let codes = try Self.quantized(prepared)
      #expect(Self.weights(codes).count == (batches == 1 ? 2 : 0))
      let numbers = ONNXSketch.numbers(32 * batches)
      let expected = try Self.run(graph, numbers)
      #expect(try Self.run(prepared, numbers) == expected)
      for (a, b) in zip(expected, try Self.run(codes, numbers)) { #expect(abs(a - b) < 0.161) }
    }
  }

  @Test("a value without a pair is the only one that is calibrated")
  func partly() throws {
    for (name, value) in [("f", "f"), ("j", "j"), ("a", "x")] {
      let prepared = Self.prepared(try Self.network(leavesOut: name).imported())
      let missing = try GraphQuantizer.valuesWithoutCodes(prepared, scheme: QuantizationScheme())
      #expect(missing.map { prepared.values[$0].name } == [value])
    }
  }

  @Test("pixels come to an input of codes as they are, or by a table")
  func pixels() throws {
    let prepared = Self.prepared(try Self.network().imported())
    for (slope, offset) in [(Float(0.016), Float(-0.016 * 120)), (0.01, -1)] {
      let quantized = try GraphQuantizer.quantize(
        prepared, ranges: prepared.values.map { _ in nil }, scheme: QuantizationScheme(),
        inputs: [.pixels(slopes: [slope], offsets: [offset])])
      #expect(quantized.graph.labels.contains("Normalize") == (slope == 0.01))
      let numbers = (0..<192).map { Float($0) * slope + offset }
      let found = try GraphProgram(quantized.graph, options: RunOptions(), math: GraphProgramTests.math).run(
        quantized.bytes(of: [numbers]), observe: nil)[0].floats
      for (a, b) in zip(try Self.run(prepared, numbers), found) { #expect(abs(a - b) < 0.111) }
    }
  }

  @Test("an int8 network of TensorFlow Lite keeps its codes, too")
  func tensorFlowLite() throws {
    var sample = SampleTFLite()
    let kernel = Self.codes(3 * 9 * 2, -100...80, seed: 5)
    let x = sample.tensor([1, 6, 6, 2], type: 9, scales: [0.05])
    let weights = sample.tensor(
      [3, 3, 3, 2], type: 9, scales: [0.01, 0.02, 0.013],
      contents: kernel.map { UInt8(truncatingIfNeeded: $0) })
    let bias = sample.tensor(
      [3], type: 2, contents: [100, 0, 0, 0, 0x9C, 0xFF, 0xFF, 0xFF, 7, 0, 0, 0])
    let y = sample.tensor([1, 6, 6, 3], type: 9, scales: [0.2])
    let one = FlatBufferFile.Field.word(1)
    sample.add(
      3, [x, weights, bias], [y],
      options: [.integer(0, byteCount: 1), one, one, .integer(1, byteCount: 1), one, one])
    sample.outputs = [y]
    var importer = try TFLiteImporter(sample.bytes, math: GraphProgramTests.math)
    let graph = try importer.importGraph()
    let prepared = Self.prepared(graph)
    #expect(try GraphQuantizer.valuesWithoutCodes(prepared, scheme: QuantizationScheme()).isEmpty)
    let codes = try Self.quantized(prepared)
    // From [oc][ky][kx][ic] to [oc][ic][ky][kx].
    let turned = (0..<54).map { Int16(kernel[$0 / 18 * 18 + $0 % 9 * 2 + $0 / 9 % 2]) }
    #expect(Self.weights(codes) == [turned])
    let numbers = ONNXSketch.numbers(72).map { $0 * 2 }
    let found = try Self.run(codes, numbers)
    #expect(Set(found).count > 10)
    for (a, b) in zip(try Self.run(prepared, numbers), found) { #expect(abs(a - b) < 0.2 * 1.01) }
  }

  /// What the outputs stand for.
  private static func outputs(_ graph: Graph, _ numbers: [[Float]]) throws -> [[Float]] {
    var found: [Int: [Float]] = [:]
    try GraphProgram(graph, options: RunOptions(), math: GraphProgramTests.math).run(
      graph.bytes(of: numbers)
    ) { found[$0] = $1() }
    return graph.outputs.map { found[$0] ?? [] }
  }

  @Test("codes between nodes change no operator of TensorFlow Lite, and quantising moves none by two steps")
  func operators() throws {
    var quantized = 0
    for item in TFLiteCase.all {
      guard var importer = try? TFLiteImporter(item.model, math: GraphProgramTests.math),
        let graph = try? importer.importGraph()
      else { continue }
      let numbers = graph.inputs.map { ONNXSketch.numbers(graph.values[$0].shape.elementCount ?? 0) }
      let expected = try Self.outputs(graph.fused().preparedForQuantization(), numbers)
      let prepared = Self.prepared(graph)
      // As bits: some functions give what is no number.
      let bits = try Self.outputs(prepared, numbers).map { $0.map(\.bitPattern) }
      #expect(bits == expected.map { $0.map(\.bitPattern) }, "\(item.name)")
      let steps = graph.outputs.compactMap { graph.values[$0].quantization?.scale }
      guard steps.count == expected.count,
        try GraphQuantizer.valuesWithoutCodes(prepared, scheme: QuantizationScheme()).isEmpty
      else { continue }
      quantized += 1
      let found = try Self.outputs(try Self.quantized(prepared), numbers)
      for (index, step) in steps.enumerated() {
        let largest = zip(expected[index], found[index]).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(largest < step * 1.01, "\(item.name)")
      }
    }
    #expect(quantized > 30, "\(quantized)")
  }

  @Test("scales of any size are quantised and run", arguments: [Float(1e-38), 1e-20, 1, 1e20, 3e38])
  func hostileScales(_ scale: Float) throws {
    for other in [Float(1e-38), 1, 3e38] {
      var sketch = ONNXSketch([1, 2, 4, 4])
      for (name, scale) in [("a", scale), ("y", other)] {
        sketch.floats("\(name) s", [], [scale])
        sketch.scalar("\(name) z", 7, as: .uint8)
      }
      sketch.node("QuantizeLinear", ["x", "a s", "a z"], "q")
      sketch.node("DequantizeLinear", ["q", "a s", "a z"], "a")
      sketch.graph.initializers.append(
        ONNXTensor(name: "c", dimensions: [2, 2, 1, 1], integers: [1, 2, -100, 127], as: .int8))
      sketch.node("DequantizeLinear", ["c", "y s"], "w")
      sketch.floats("b", [2], [1, -1e30])
      sketch.node("Conv", ["a", "w", "b"], "r")
      sketch.node("LeakyRelu", ["r"], "l")
      sketch.node("QuantizeLinear", ["l", "y s", "y z"], "p")
      sketch.node("DequantizeLinear", ["p", "y s", "y z"])
      let prepared = Self.prepared(try sketch.imported())
      guard let codes = try? Self.quantized(prepared) else { continue }
      #expect(try Self.run(codes, ONNXSketch.numbers(32)).count == 32)
    }
  }

  @Test("factors behind a convolution keep its codes; steps that differ within a channel are none")
  func steps() throws {
    var sketch = ONNXSketch([1, 2, 4, 4])
    for (name, extents, scales) in [
      ("w", [2, 2, 1, 1], [0.5, 0.25] as [Float]), ("v", [2, 2], [0.5, 0.25]),
    ] {
      sketch.graph.initializers.append(
        ONNXTensor(name: "\(name) c", dimensions: extents, integers: [3, -5, 9, 100], as: .int8))
      sketch.floats("\(name) s", [2], scales)
      // Of the matrix, rows, which are no channels of its product.
      sketch.node("DequantizeLinear", ["\(name) c", "\(name) s"], name, [("axis", .int(0))])
    }
    sketch.node("Conv", ["x", "w"], "c")
    sketch.floats("m", [1, 2, 1, 1], [-4, 3])
    sketch.node("Mul", ["c", "m"], "p")
    sketch.node("GlobalAveragePool", ["p"], "g")
    sketch.node("Flatten", ["g"], "f")
    sketch.node("MatMul", ["f", "v"])
    let steps = try sketch.imported().fused().nodes.compactMap { node -> [Float]?? in
      guard case .floatConvolution(let convolution) = node.operation else { return nil }
      return convolution.weightSteps
    }
    #expect(steps == [[2, 0.75], nil])
  }
}
