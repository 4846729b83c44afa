import Containers
import NPUGraph
import OpKernels
import Testing

@Suite("fusion")
struct FusionTests {
  /// A network that a rewriting shortens, what is left of it, and values inside that it does away with.
  struct Pattern: Sendable, CustomTestStringConvertible {
    let name: String
    let sketch: ONNXSketch
    /// Labels of the nodes that are left.
    let labels: [String]
    /// Values inside: when one is asked for or read again, it has to stay.
    let inner: [String]

    var testDescription: String { name }
  }

  @Test("leaves the expected nodes and the same numbers", arguments: patterns)
  func fuses(_ pattern: Pattern) throws {
    let graph = try pattern.sketch.imported()
    let fused = graph.fused()
    #expect(fused.labels == pattern.labels)
    #expect(fused.values.count < graph.values.count)
    try Self.expectEqual(graph, fused)
  }

  @Test("keeps a value inside that is an output", arguments: patterns)
  func outputs(_ pattern: Pattern) throws {
    for name in pattern.inner {
      var sketch = pattern.sketch
      sketch.graph.outputs.append(ONNXValueInfo(name: name))
      let graph = try sketch.imported()
      let fused = graph.fused()
      #expect(fused.outputs.map { fused.values[$0].name } == ["y", name])
      #expect(fused.labels != pattern.labels, "\(name)")
      try Self.expectEqual(graph, fused)
    }
  }

  @Test("keeps a value inside that something else reads", arguments: patterns)
  func readTwice(_ pattern: Pattern) throws {
    for name in pattern.inner {
      var sketch = pattern.sketch
      sketch.node("Softsign", [name], "other")
      sketch.graph.outputs.append(ONNXValueInfo(name: "other"))
      let graph = try sketch.imported()
      let fused = graph.fused()
      #expect(fused.labels.contains("Softsign") && fused.labels.count > pattern.labels.count + 1, "\(name)")
      try Self.expectEqual(graph, fused)
    }
  }

  @Test("what halves round on the way stays")
  func halves() throws {
    var sketch = ONNXSketch([1, 2, 3, 3], type: .float16)
    sketch.node("Sigmoid", ["x"], "s")
    sketch.node("Mul", ["x", "s"])
    let graph = try sketch.imported()
    #expect(graph.fused().labels == ["Sigmoid", "Mul"])
  }

  @Test("nodes that no output needs are left out, inputs stay")
  func dead() throws {
    var sketch = ONNXSketch([2])
    sketch.input("unused", [.fixed(3)])
    sketch.node("Relu", ["x"])
    sketch.node("Sqrt", ["x"], "nothing")
    let fused = try sketch.imported().fused()
    #expect(fused.labels == ["Relu"] && fused.inputs.count == 2)
  }

  private static func expectEqual(_ graph: Graph, _ fused: Graph) throws {
    for (left, right) in zip(try graph.results(), try fused.results()) {
      let range = left.map(\.magnitude).max() ?? 0
      #expect(left.count == right.count)
      #expect(zip(left, right).allSatisfy { ($0 - $1).magnitude <= 1e-5 * range })
    }
  }
}

extension FusionTests {
  private static func pattern(
    _ name: String, _ extents: [Int] = [1, 4, 5, 5], leaves labels: [String], inner: [String],
    _ body: (inout ONNXSketch) -> Void
  ) -> Pattern {
    var sketch = ONNXSketch(extents)
    body(&sketch)
    return Pattern(name: name, sketch: sketch, labels: labels, inner: inner)
  }

  /// A convolution of `x` to `c`.
  private static func convolution(_ sketch: inout ONNXSketch, _ input: String = "x") {
    sketch.random("w", [4, 4, 3, 3], seed: 4)
    sketch.random("b", [4], seed: 5)
    sketch.node("Conv", [input, "w", "b"], "c")
  }

  static let patterns: [Pattern] = convolutions + functions + movements

  private static let convolutions = [
    pattern("batch normalisation", leaves: ["Conv"], inner: ["c"]) {
      convolution(&$0)
      for (index, name) in ["s", "o", "m"].enumerated() { $0.random(name, [4], seed: UInt64(index)) }
      $0.floats("v", [4], [0.5, 1, 2, 0.25])
      $0.node("BatchNormalization", ["c", "s", "o", "m", "v"])
    },
    pattern("factors and offsets", leaves: ["Conv"], inner: ["c", "m"]) {
      convolution(&$0)
      $0.random("f", [4, 1, 1])
      $0.random("o", [1, 4, 1, 1], seed: 3)
      $0.node("Mul", ["c", "f"], "m")
      $0.node("Sub", ["o", "m"])
    },
    pattern("ReLU", leaves: ["Conv+Relu"], inner: ["c"]) {
      convolution(&$0)
      $0.node("Relu", ["c"])
    },
    pattern("LeakyReLU", leaves: ["Conv+LeakyRelu"], inner: ["c"]) {
      convolution(&$0)
      $0.node("LeakyRelu", ["c"], "y", [("alpha", .float(0.1))])
    },
    pattern("SiLU", leaves: ["Conv+Silu"], inner: ["s"]) {
      convolution(&$0)
      $0.node("Sigmoid", ["c"], "s")
      $0.node("Mul", ["c", "s"])
    },
    pattern("zeros round a picture", leaves: ["Conv"], inner: ["p"]) {
      $0.integers("pads", [0, 0, 1, 2, 0, 0, 2, 1])
      $0.node("Pad", ["x", "pads"], "p")
      convolution(&$0, "p")
      $0.graph.nodes[1].outputs = ["y"]
    },
    pattern("a fully connected layer", [1, 1, 4], leaves: ["MatMul", "MatMul", "MatMul"], inner: ["m"]) {
      $0.random("w", [4, 3])
      $0.random("b", [3], seed: 2)
      $0.node("MatMul", ["x", "w"], "m")
      $0.node("Add", ["m", "b"])
    },
  ]

  private static let functions = [
    pattern("hard swish as Paddle spells it", leaves: ["HardSwish"], inner: ["a", "c", "m"]) {
      $0.floats("three", [], [3])
      $0.floats("six", [], [6])
      $0.floats("zero", [], [0])
      $0.node("Add", ["x", "three"], "a")
      $0.node("Clip", ["a", "zero", "six"], "c")
      $0.node("Mul", ["x", "c"], "m")
      $0.node("Div", ["m", "six"])
    },
    pattern("hard sigmoid", leaves: ["HardSigmoid"], inner: ["a", "c"]) {
      $0.floats("three", [], [3])
      $0.floats("six", [], [6])
      $0.floats("zero", [], [0])
      $0.node("Add", ["x", "three"], "a")
      $0.node("Clip", ["a", "zero", "six"], "c")
      $0.node("Div", ["c", "six"])
    },
    pattern("hard swish by hard sigmoid", leaves: ["HardSwish"], inner: ["h"]) {
      $0.node("HardSigmoid", ["x"], "h", [("alpha", .float(1.0 / 6)), ("beta", .float(0.5))])
      $0.node("Mul", ["h", "x"])
    },
    pattern("SiLU", leaves: ["Silu"], inner: ["s"]) {
      $0.node("Sigmoid", ["x"], "s")
      $0.node("Mul", ["s", "x"])
    },
    pattern("Mish", leaves: ["Mish"], inner: ["p", "t"]) {
      $0.node("Softplus", ["x"], "p")
      $0.node("Tanh", ["p"], "t")
      $0.node("Mul", ["x", "t"])
    },
    gelu("GELU, halved at the end", inner: ["d", "e", "s", "p"]) {
      $0.node("Mul", ["x", "s"], "p")
      $0.node("Mul", ["p", "half"])
    },
    gelu("GELU, halved at first", inner: ["d", "e", "s", "h"]) {
      $0.node("Mul", ["x", "half"], "h")
      $0.node("Mul", ["h", "s"])
    },
    gelu("GELU, the curve halved", inner: ["d", "e", "s", "h"]) {
      $0.node("Mul", ["s", "half"], "h")
      $0.node("Mul", ["x", "h"])
    },
    pattern("clips and ReLUs", leaves: ["Relu"], inner: ["r"]) {
      $0.floats("six", [], [6])
      $0.node("Relu", ["x"], "r")
      $0.node("Min", ["r", "six"])
    },
  ]

  /// `1 + erf(x / sqrt 2)` as `s`; what follows says where the half is.
  private static func gelu(
    _ name: String, inner: [String], _ body: (inout ONNXSketch) -> Void
  ) -> Pattern {
    pattern(name, leaves: ["Gelu"], inner: inner) {
      $0.floats("root", [], [Float(2).squareRoot()])
      $0.floats("one", [], [1])
      $0.floats("half", [], [0.5])
      $0.node("Div", ["x", "root"], "d")
      $0.node("Erf", ["d"], "e")
      $0.node("Add", ["e", "one"], "s")
      body(&$0)
    }
  }

  private static let movements = [
    pattern("transposes behind one another", leaves: ["Transpose"], inner: ["t"]) {
      $0.node("Transpose", ["x"], "t", [("perm", .ints([0, 2, 3, 1]))])
      $0.node("Transpose", ["t"], "y", [("perm", .ints([0, 2, 1, 3]))])
    },
    pattern("reshapes behind one another", leaves: ["Reshape"], inner: ["r"]) {
      $0.integers("a", [4, 25])
      $0.integers("b", [2, -1])
      $0.node("Reshape", ["x", "a"], "r")
      $0.node("Reshape", ["r", "b"])
    },
  ]
}
