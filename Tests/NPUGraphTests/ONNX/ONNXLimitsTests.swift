import Containers
import NPUGraph
import OpKernels
import Testing

@Suite("importing ONNX: hostile networks")
struct ONNXLimitsTests {
  private static let limits = ImportLimits(
    tensorElements: 1 << 16, foldedElements: 1 << 18, foldedOperations: 1 << 24)

  /// A sketch whose constants `a`, `b`, `c` are integers.
  private static func constants(_ a: [Int64], _ b: [Int64] = [], _ c: [Int64] = []) -> ONNXSketch {
    var sketch = ONNXSketch([2])
    sketch.integers("a", a)
    sketch.integers("b", b)
    sketch.integers("c", c)
    return sketch
  }

  private static func scalars(_ values: [(String, Float)]) -> ONNXSketch {
    var sketch = ONNXSketch([2])
    for (name, value) in values { sketch.floats(name, [], [value]) }
    return sketch
  }

  @Test(
    "constants of any size end in an error, before they are made",
    arguments: [3, 1 << 20, 1 << 40, .max] as [Int64])
  func sizes(_ size: Int64) throws {
    let isSmall = size == 3
    var filled = Self.constants([size, size])
    filled.node("ConstantOfShape", ["a"])
    var empty = Self.constants([size, 0, size, size])
    empty.node("ConstantOfShape", ["a"], "e")
    empty.node("Shape", ["e"])
    var expanded = Self.constants([size, size])
    expanded.node("Expand", ["x", "a"])
    var tiled = Self.constants([size])
    tiled.node("Tile", ["x", "a"])
    var resized = ONNXSketch([1, 1, 2, 2])
    resized.integers("a", [1, 1, size, size])
    resized.node("Resize", ["x", "", "", "a"])
    var padded = Self.constants([size, size])
    padded.node("Pad", ["x", "a"])
    for sketch in [filled, empty, expanded, tiled, resized, padded] {
      let failure = try sketch.failure(limits: Self.limits)
      if isSmall, sketch.graph.nodes[0].operation == "Expand" { continue }
      #expect((failure == nil) == isSmall, "\(sketch.graph.nodes[0].operation)")
    }
  }

  @Test("ranges: too many, without end, of numbers that are none")
  func ranges() throws {
    for (start, limit, step) in [
      (0, 1e30, 1), (0, 1e30, 1e-30), (0, -1e30, 1), (0, 1, 0), (.nan, 1, 1), (0, .infinity, 1), (0, 4e9, 1),
    ] as [(Float, Float, Float)] {
      var sketch = Self.scalars([("a", start), ("b", limit), ("c", step)])
      sketch.node("Range", ["a", "b", "c"])
      let failure = try sketch.failure(limits: Self.limits)
      // A range that runs the wrong way is empty.
      #expect((failure != nil) || limit == -1e30)
    }
  }

  @Test("many copies of constants count together")
  func copies() throws {
    var sketch = ONNXSketch([2])
    sketch.integers("a", [Int64](repeating: 1, count: 50_000))
    for index in 0..<20 { sketch.node("Cast", ["a"], "c\(index)", [("to", .int(1))]) }
    sketch.node("Concat", (0..<20).map { "c\($0)" }, "y", [("axis", .int(0))])
    let failure = try #require(try sketch.failure(limits: Self.limits))
    guard case .tooLarge(_, limit: 1 << 18) = failure.kind else {
      Issue.record("\(failure)")
      return
    }
    #expect(failure.operation == "Cast")
  }

  @Test("a weight that many products turn counts each time")
  func sharedWeights() throws {
    var sketch = ONNXSketch([1, 200])
    sketch.floats("w", [200, 200], [Float](repeating: 0.1, count: 40_000))
    for index in 0..<10 {
      sketch.node("MatMul", [index == 0 ? "x" : "v\(index - 1)", "w"], index == 9 ? "y" : "v\(index)")
    }
    guard case .tooLarge? = try sketch.failure(limits: Self.limits)?.kind else {
      Issue.record("all were turned")
      return
    }
    #expect(try sketch.failure() == nil)
  }

  @Test("products of constants are bounded by their work")
  func work() throws {
    var sketch = ONNXSketch([2])
    sketch.floats("a", [250, 250], [Float](repeating: 1, count: 62_500))
    for index in 0..<2 { sketch.node("MatMul", [index == 0 ? "a" : "m0", "a"], index == 0 ? "m0" : "y") }
    var limits = Self.limits
    limits.foldedElements = 1 << 24
    let failure = try #require(try sketch.failure(limits: limits))
    guard case .tooMuchWork(_, limit: 1 << 24) = failure.kind else {
      Issue.record("\(failure)")
      return
    }
  }

  @Test("numbers at the ends of 64 bits", arguments: [Int64.min, .min + 1, -1, 0, 1, .max - 1, .max])
  func extremes(_ number: Int64) throws {
    var networks: [ONNXSketch] = []
    func add(_ operation: String, _ inputs: [String], _ attributes: [(String, ONNXAttribute.Value)] = []) {
      for extents in [[2, 3], [1, 4, 2, 2]] {
        var sketch = ONNXSketch(extents)
        sketch.integers("n", [number])
        sketch.integers("m", [number, number])
        sketch.integers("one", [1])
        sketch.floats("f", [], [1])
        sketch.node(operation, inputs, "y", attributes)
        networks.append(sketch)
      }
    }
    for operation in [
      "Slice", "Pad", "Reshape", "Expand", "Tile", "Gather", "Squeeze", "Unsqueeze", "ReduceSum",
    ] {
      add(operation, ["x", "n"])
      add(operation, ["x", "m"])
    }
    for order in [["n", "one"], ["one", "n"], ["n", "n"]] { add("Slice", ["x"] + order) }
    add("Slice", ["x", "one", "n", "one", "n"])
    add("Slice", ["x", "n", "one", "one", "n"])
    for operation in ["Add", "Sub", "Mul", "Div", "Mod", "Pow", "Max"] {
      add(operation, ["n", "one"])
      add(operation, ["n", "n"])
    }
    for operation in ["Abs", "Neg", "Cast", "Clip", "ConstantOfShape"] { add(operation, ["n"]) }
    for name in ["axis", "start", "end", "blocksize", "to", "p", "size", "group", "axes"] {
      for operation in [
        "Softmax", "Shape", "SpaceToDepth", "DepthToSpace", "Flatten", "Concat", "Split", "ArgMax", "LRN",
        "LpNormalization", "LayerNormalization", "ReduceMax", "Cast", "Dropout",
      ] {
        add(operation, ["x"], [(name, name == "axes" ? .ints([number]) : .int(number))])
      }
    }
    for name in ["kernel_shape", "strides", "dilations", "pads", "output_padding"] {
      let count = name == "pads" ? 4 : 2
      let values = ONNXAttribute.Value.ints([Int64](repeating: number, count: count))
      for operation in ["MaxPool", "AveragePool"] {
        add(operation, ["x"], [("kernel_shape", .ints([1, 1])), (name, values)])
      }
    }
    // What matters is that each ends, whichever way.
    for sketch in networks {
      if let graph = try? sketch.imported(limits: Self.limits) { _ = try? graph.fused().results() }
    }
    #expect(networks.count > 200)
  }

  @Test("windows of any extents end in an error", arguments: [0, -1, 1 << 30, Int64.max])
  func windows(_ number: Int64) throws {
    for name in ["strides", "dilations", "pads"] {
      for operation in ["Conv", "ConvTranspose"] {
        var sketch = ONNXSketch([1, 2, 4, 4])
        sketch.random("w", [2, 2, 3, 3])
        let values = [Int64](repeating: number, count: name == "pads" ? 4 : 2)
        sketch.node(operation, ["x", "w"], "y", [(name, .ints(values))])
        let failure = try sketch.failure(limits: Self.limits)
        #expect(failure != nil || name == "pads" && (-1...0).contains(number), "\(operation) \(name)")
      }
    }
  }

  @Test(
    "a single number has no axes",
    arguments: [
      "Softmax", "LpNormalization", "ArgMax", "Concat", "Split", "Gather", "Slice", "LayerNormalization",
    ])
  func scalars(_ operation: String) throws {
    var sketch = ONNXSketch([])
    sketch.integers("i", [0])
    let inputs: [String] = ["Gather", "Slice"].contains(operation) ? ["x", "i", "i"] : ["x"]
    sketch.node(operation, inputs, "y", [("axis", .int(0))])
    let failure = try #require(try sketch.failure())
    #expect(failure.description.contains("a single number has no axes"))
  }

  @Test("constants whose extents overflow beside a zero are refused")
  func overflowBesideZero() throws {
    var sketch = ONNXSketch([2])
    sketch.graph.initializers.append(
      ONNXTensor(name: "e", dataType: .float, dimensions: [0, 1 << 40, 1 << 40], storage: .raw([])))
    sketch.node("Size", ["e"])
    guard case .tooLarge? = try sketch.failure()?.kind else {
      Issue.record("it was taken")
      return
    }
  }

  @Test("a long chain is imported and fused in time that grows with it")
  func longChain() throws {
    var sketch = ONNXSketch([1, 2, 2, 2])
    let count = 3000
    for index in 0..<count {
      let input = index == 0 ? "x" : "v\(index - 1)"
      let output = index == count - 1 ? "y" : "v\(index)"
      switch index % 3 {
      case 0: sketch.node("Transpose", [input], output, [("perm", .ints([0, 1, 3, 2]))])
      case 1: sketch.node("Relu", [input], output)
      default: sketch.node("Identity", [input], output)
      }
    }
    let graph = try sketch.imported()
    #expect(graph.nodes.count == 2000)
    #expect(try graph.results() == graph.fused().results())
  }
}
