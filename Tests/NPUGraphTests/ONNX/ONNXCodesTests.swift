import Containers
import NPUGraph
import OpKernels
import Simulation
import Tensors
import Testing

@Suite("importing ONNX: bytes, codes, halves")
struct ONNXCodesTests {
  private static func run(_ graph: Graph, _ bytes: [UInt8]) throws -> Tensor {
    try GraphProgram(graph, options: RunOptions(), math: GraphProgramTests.math).run([bytes], observe: nil)[0]
  }

  /// What bytes of the file are as the graph's codes.
  private static func codes(_ bytes: [UInt8], _ type: ONNXDataType) -> [UInt8] {
    type == .uint8 ? bytes.map { $0 ^ 0x80 } : bytes
  }

  @Test("bytes become the numbers that they are", arguments: [ONNXDataType.uint8, .int8])
  func cast(_ type: ONNXDataType) throws {
    var sketch = ONNXSketch([1, 1, 2, 2], type: type)
    sketch.node("Cast", ["x"], "y", [("to", .int(1))])
    let numbers = try Self.run(try sketch.imported(), Self.codes([0, 1, 127, 200], type)).floats
    #expect(numbers == (type == .uint8 ? [0, 1, 127, 200] : [0, 1, 127, -56]))
  }

  @Test(
    "codes that are moved and then dequantised are the file's codes", arguments: [ONNXDataType.uint8, .int8])
  func moved(_ type: ONNXDataType) throws {
    var sketch = ONNXSketch([1, 1, 2, 2], type: type)
    sketch.floats("s", [], [0.5])
    sketch.scalar("z", 3, as: type)
    sketch.integers("p", [0, 0, 0, 1, 0, 0, 0, 0])
    sketch.node("Transpose", ["x"], "t", [("perm", .ints([0, 1, 3, 2]))])
    sketch.node("Pad", ["t", "p"], "w")
    sketch.node("DequantizeLinear", ["w", "s", "z"])
    let graph = try sketch.imported()
    let numbers = try Self.run(graph, Self.codes([4, 5, 6, 7], type)).floats
    // The padding is code 0.
    #expect(numbers == [-1.5, 0.5, 1.5, -1.5, 1, 2])
    #expect(graph.values[0].quantization?.scale == 1)
  }

  @Test("an input that is only dequantised has that scale; one whose readers disagree stays bytes")
  func inputScale() throws {
    var sketch = ONNXSketch([4], type: .uint8)
    sketch.floats("s", [], [0.5])
    sketch.floats("t", [], [2])
    sketch.scalar("z", 128, as: .uint8)
    sketch.node("DequantizeLinear", ["x", "s", "z"], "a")
    sketch.node("Relu", ["a"])
    let plain = try sketch.imported()
    #expect(plain.values[0].quantization == AffineQuantization(scale: 0.5, zeroPoint: 0))
    sketch.graph.nodes[1] = ONNXNode(operation: "DequantizeLinear", inputs: ["x", "t", "z"], outputs: ["b"])
    sketch.node("Add", ["a", "b"])
    let both = try sketch.imported()
    #expect(both.values[0].quantization == AffineQuantization(scale: 1, zeroPoint: -128))
    #expect(try Self.run(both, Self.codes([128, 130, 0, 255], .uint8)).floats == [0, 5, -320, 317.5])
  }

  @Test("codes are not computed with as if they were numbers")
  func refused() throws {
    func sketch(_ body: (inout ONNXSketch) -> Void) -> ONNXSketch {
      var sketch = ONNXSketch([4])
      sketch.floats("s", [], [0.5])
      sketch.floats("t", [], [0.25])
      sketch.scalar("z", 3, as: .uint8)
      sketch.node("QuantizeLinear", ["x", "s", "z"], "q")
      body(&sketch)
      return sketch
    }
    let added = sketch { $0.node("Add", ["q", "q"]) }
    #expect(try added.failure()?.kind == .unsupportedForm("arithmetic on uint8 at run time"))
    let other = sketch { $0.node("DequantizeLinear", ["q", "t", "z"]) }
    #expect(
      try other.failure()?.kind
        == .unsupportedForm("codes read with another scale than they were made with"))
    let cast = sketch { $0.node("Cast", ["q"], "y", [("to", .int(1))]) }
    #expect(
      try cast.failure()?.kind
        == .unsupportedForm("codes read as numbers; DequantizeLinear would do it"))
    let numbers = sketch { $0.node("DequantizeLinear", ["x", "s", "z"]) }
    #expect(try numbers.failure()?.kind == .unsupportedForm("codes made by arithmetic"))
  }

  @Test("places of the greatest element may be cast to integers, other floats not")
  func wholeNumbers() throws {
    var sketch = ONNXSketch([1, 3, 2])
    sketch.node("ArgMax", ["x"], "a", [("axis", .int(1))])
    sketch.node("Cast", ["a"], "y", [("to", .int(6))])
    #expect(try sketch.imported().results(of: [[1, 9, 5, 2, 3, 4]]) == [[1, 0]])
    var floats = ONNXSketch([2])
    floats.node("Cast", ["x"], "y", [("to", .int(6))])
    #expect(try floats.failure()?.kind == .unsupportedForm("a conversion to int32 at run time"))
  }

  @Test("halves are rounded after each node, constants as well")
  func halves() throws {
    var sketch = ONNXSketch([3], type: .float16)
    sketch.graph.initializers.append(
      ONNXTensor(name: "c", dataType: .float16, dimensions: [1], storage: .raw([0x00, 0x3C])))
    sketch.node("Add", ["x", "c"])
    let graph = try sketch.imported()
    #expect(graph.values.allSatisfy { $0.elementType == .float16 || $0.shape.extents == [1] })
    // Halves from 2048 on are even, from 1024 on whole.
    #expect(try graph.results(of: [[2048, 0.5, 1024.25]]) == [[2048, 1.5, 1025]])
    var cast = ONNXSketch([1])
    cast.floats("c", [1], [2049.4])
    cast.node("Cast", ["c"], "h", [("to", .int(10))])
    cast.node("Cast", ["h"], "f", [("to", .int(1))])
    cast.node("Add", ["x", "f"])
    #expect(try cast.imported().results(of: [[0]]) == [[2050]])
  }
}
