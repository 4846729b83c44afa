import Containers
import NPUGraph
import OpKernels
import Tensors
import Testing

@Suite("importing ONNX: shapes, nodes, names")
struct ONNXImporterTests {
  /// `y = Relu(x)` of an input with these extents.
  private static func sketch(_ dimensions: [ONNXDimension]?) -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", dimensions)
    sketch.node("Relu", ["x"])
    return sketch
  }

  private static func shape(_ graph: Graph) -> [Int] { graph.values[graph.outputs[0]].shape.extents }

  @Test("an open first axis is one batch; others are given by the caller, fixed ones may be changed")
  func openExtents() throws {
    let open = Self.sketch([.symbol("N"), .fixed(3), .unknown, .fixed(-1)])
    #expect(try Self.shape(open.imported(shapes: ["x": [2, 3, 4, 5]])) == [2, 3, 4, 5])
    #expect(
      try Self.sketch([.symbol("N"), .fixed(3)]).imported().values[0].shape.extents == [1, 3])
    #expect(
      try Self.shape(Self.sketch([.fixed(1), .fixed(3)]).imported(shapes: ["x": [1, 7]])) == [1, 7])
    #expect(
      try open.failure()?.kind == .openExtent(input: "x", axis: 2, symbol: "?"))
    #expect(
      try Self.sketch([.symbol("length")]).failure()?.kind
        == .openExtent(input: "x", axis: 0, symbol: "length"))
  }

  @Test("an input without any shape needs one")
  func noShape() throws {
    #expect(try Self.shape(Self.sketch(nil).imported(shapes: ["x": [2, 2]])) == [2, 2])
    #expect(try Self.sketch(nil).failure()?.kind == .openExtent(input: "x", axis: 0, symbol: "any shape"))
  }

  @Test(
    "shapes of another rank or without elements are refused", arguments: [[1], [1, 0], [-1, 3], [1, 3, 1]])
  func wrongShape(_ shape: [Int]) throws {
    let kind = try Self.sketch([.symbol("N"), .fixed(3)]).failure(shapes: ["x": shape])?.kind
    #expect(kind == .wrongShape(input: "x", found: shape, expected: "Nx3"))
    #expect(try Self.sketch(nil).failure(shapes: ["x": [2, -1]]) != nil)
  }

  @Test("nodes in any order are put in one that runs")
  func order() throws {
    var sketch = ONNXSketch([2])
    sketch.node("Exp", ["b"])
    sketch.node("Neg", ["a"], "b")
    sketch.node("Abs", ["x"], "a")
    #expect(try sketch.imported().labels == ["Abs", "Neg", "Exp"])
  }

  @Test("nodes that wait for each other are an error at one of them")
  func cycle() throws {
    var sketch = ONNXSketch([2])
    sketch.node("Add", ["x", "b"], "a")
    sketch.node("Relu", ["a"], "b")
    sketch.node("Relu", ["b"])
    let failure = try #require(try sketch.failure())
    #expect(failure.kind == .cycle && failure.operation == "Relu")
    var own = ONNXSketch([2])
    own.node("Add", ["x", "y"])
    #expect(try own.failure()?.kind == .cycle)
  }

  @Test("a value made twice, or made although it is given, is an error")
  func madeTwice() throws {
    var twice = ONNXSketch([2])
    twice.node("Relu", ["x"])
    twice.node("Abs", ["x"])
    #expect(try twice.failure()?.kind == .madeTwice("y"))
    var given = ONNXSketch([2])
    given.node("Relu", ["x"], "x")
    #expect(try given.failure()?.kind == .madeTwice("x"))
    var stored = ONNXSketch([2])
    stored.floats("y", [1], [1])
    stored.node("Relu", ["x"])
    #expect(try stored.failure()?.kind == .madeTwice("y"))
  }

  @Test("a value that nothing makes is named, with the node that reads it")
  func missing() throws {
    var sketch = ONNXSketch([2])
    sketch.node("Add", ["x", "nowhere"])
    let failure = try #require(try sketch.failure())
    #expect(failure.kind == .missingValue("nowhere") && failure.node == "Add of y")
    #expect(
      failure.description
        == "Add \"Add of y\": \"nowhere\" is read, but nothing that is imported makes it")
    #expect(try ONNXSketch([2]).failure()?.kind == .missingValue("y"))
  }

  @Test("an operator that is not known is named with its node; one that no output needs is left out")
  func unsupported() throws {
    var sketch = ONNXSketch([2])
    sketch.node("Relu", ["x"])
    sketch.node("NonMaxSuppression", ["x"], "other")
    #expect(try sketch.imported().labels == ["Relu"])
    sketch.graph.outputs.append(ONNXValueInfo(name: "other"))
    let failure = try #require(try sketch.failure())
    #expect(failure.kind == .unsupportedOperator)
    #expect(failure.description.hasPrefix("NonMaxSuppression \"NonMaxSuppression of other\": "))
  }

  @Test("operators of other domains are other operators; the default domain has two names")
  func domains() throws {
    var sketch = ONNXSketch([2])
    sketch.node("Relu", ["x"], "y", domain: "com.example")
    #expect(try sketch.failure()?.kind == .unsupportedOperator)
    sketch.graph.nodes[0].domain = "ai.onnx"
    #expect(try sketch.failure() == nil)
  }

  @Test("operator sets before 7 and after 21 are refused", arguments: [1, 6, 22, .max])
  func operatorSets(_ version: Int64) throws {
    var sketch = ONNXSketch([2], version: version)
    sketch.node("Relu", ["x"])
    let failure = try #require(try sketch.failure())
    #expect(failure.description == "operator set \(version); 7 to 21 are known here")
  }

  @Test("constants that lie in another file are named")
  func externalData() throws {
    var sketch = ONNXSketch([2])
    sketch.graph.initializers.append(
      ONNXTensor(
        name: "far", dataType: .float, dimensions: [2],
        storage: .external([ONNXMetadata(key: "location", value: "weights.bin")])))
    sketch.node("Add", ["x", "far"])
    #expect(try #require(try sketch.failure()).description.contains("weights.bin"))
  }

  @Test("an output that is an input, a constant, or one value under two names")
  func plainOutputs() throws {
    var sketch = ONNXSketch([2], outputs: ["x", "c", "y", "z"])
    sketch.floats("c", [2], [3, 4])
    sketch.node("Relu", ["x"])
    sketch.node("Identity", ["y"], "z")
    for graph in [try sketch.imported(), try sketch.imported().fused()] {
      #expect(graph.outputs.map { graph.values[$0].name } == ["x", "c", "y", "z"])
      #expect(try graph.results(of: [[-1, 2]]) == [[-1, 2], [3, 4], [0, 2], [0, 2]])
    }
  }

  @Test("shapes are computed while importing: a reshape to a shape's parts")
  func shapeArithmetic() throws {
    var sketch = ONNXSketch([2, 3, 4])
    sketch.integers("one", [1])
    sketch.integers("minus", [-1])
    sketch.node("Shape", ["x"], "s")
    sketch.node("Gather", ["s", "one"], "g")
    sketch.node("Concat", ["g", "minus"], "t", [("axis", .int(0))])
    sketch.node("Reshape", ["x", "t"])
    let graph = try sketch.imported()
    #expect(graph.labels == ["Reshape"] && Self.shape(graph) == [3, 8])
  }

  @Test(
    "input of other types are refused by name",
    arguments: [ONNXDataType.int64, .int32, .bool, .string, .uint16])
  func types(_ type: ONNXDataType) throws {
    var sketch = ONNXSketch([2], type: type)
    sketch.node("Relu", ["x"])
    let failure = try #require(try sketch.failure())
    #expect(failure.kind == .unsupportedForm("input \"x\" of type \(type)"))
  }

  @Test("errors are one line that says what was found")
  func descriptions() {
    let errors: [(ImportError.Kind, String)] = [
      (.unsupportedForm("mode = wrap"), "not computed here: mode = wrap"),
      (.invalid(name: "axis", found: "7", expected: "-2 to 1"), "axis is 7; must be -2 to 1"),
      (.openExtent(input: "x", axis: 2, symbol: "width"), "input \"x\" leaves axis 2 open (width)"),
      (
        .wrongShape(input: "x", found: [1, 2], expected: "Nx3"),
        "input \"x\" was given the shape 1x2; it has Nx3"
      ),
      (.madeTwice("v"), "\"v\" is made by another node already"), (.cycle, "it waits for its own result"),
      (.tooLarge(elements: 9, limit: 8), "9 elements; the limit is 8"),
      (
        .tooMuchWork(operations: 9, limit: 8),
        "its constants take 9 operations to compute; the limit is 8"
      ),
    ]
    for (kind, text) in errors {
      #expect(ImportError(kind).description == text)
      #expect(ImportError(kind, node: "n", operation: "Pad").description == "Pad \"n\": \(text)")
      #expect(ImportError(kind, node: "", operation: "Pad").description == "Pad: \(text)")
    }
  }

  @Test("sub-graphs and control flow are operators that are not known")
  func controlFlow() throws {
    var sketch = ONNXSketch([2])
    sketch.node("If", ["x"], "y", [("then_branch", .graph(ONNXGraph(name: "then")))])
    #expect(try sketch.failure()?.kind == .unsupportedOperator)
  }
}
