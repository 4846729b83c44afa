import Containers
import Foundation
import NPUGraph
import OpKernels
import Simulation
import Tensors

/// A small network under construction: nodes and constants by name.
struct ONNXSketch {
  var graph = ONNXGraph(name: "sketch")
  var version: Int64 = 17

  /// A network with one input of floats, `x`, and the output `y`, unless told otherwise.
  init(
    _ extents: [Int]? = nil, type: ONNXDataType = .float, outputs: [String] = ["y"], version: Int64 = 17
  ) {
    self.version = version
    if let extents { input("x", extents.map { .fixed($0) }, type) }
    graph.outputs = outputs.map { ONNXValueInfo(name: $0) }
  }

  mutating func input(_ name: String, _ dimensions: [ONNXDimension]?, _ type: ONNXDataType? = .float) {
    graph.inputs.append(ONNXValueInfo(name: name, elementType: type, dimensions: dimensions))
  }

  /// A node with one output, named after it.
  mutating func node(
    _ operation: String, _ inputs: [String], _ output: String = "y",
    _ attributes: [(String, ONNXAttribute.Value)] = [], domain: String = ""
  ) {
    graph.nodes.append(
      ONNXNode(
        name: "\(operation) of \(output)", operation: operation, domain: domain, inputs: inputs,
        outputs: [output], attributes: attributes.map { ONNXAttribute($0.0, $0.1) }))
  }

  mutating func floats(_ name: String, _ extents: [Int], _ values: [Float]) {
    graph.initializers.append(ONNXTensor(name: name, dimensions: extents, floats: values))
  }

  /// Numbers from a generator.
  mutating func random(_ name: String, _ extents: [Int], seed: UInt64 = 1) {
    floats(name, extents, Self.numbers(extents.reduce(1, *), seed: seed))
  }

  mutating func integers(_ name: String, _ values: [Int64], as type: ONNXDataType = .int64) {
    graph.initializers.append(
      ONNXTensor(name: name, dimensions: [values.count], integers: values, as: type))
  }

  mutating func scalar(_ name: String, _ value: Int64, as type: ONNXDataType) {
    graph.initializers.append(ONNXTensor(name: name, dimensions: [], integers: [value], as: type))
  }

  var model: ONNXModel {
    ONNXModel(operatorSets: [ONNXOperatorSet(version: version)], graph: graph)
  }

  /// Through the file's form, so that what is tested is what a file does.
  func imported(
    shapes: [String: [Int]] = [:], limits: ImportLimits = ImportLimits()
  ) throws -> Graph {
    var importer = ONNXImporter(
      try ONNXModel(model.bytes()), shapes: shapes, limits: limits, math: GraphProgramTests.math)
    return try importer.importGraph()
  }

  /// Why it is not imported; nil when it is.
  func failure(
    shapes: [String: [Int]] = [:], limits: ImportLimits = ImportLimits()
  ) throws -> ImportError? {
    do {
      _ = try imported(shapes: shapes, limits: limits)
      return nil
    } catch let error as ImportError { return error }
  }

  /// Numbers between -2 and 2 on a grid, from a generator.
  static func numbers(_ count: Int, seed: UInt64 = 9) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int(state >> 33) % 257 - 128) / 64
    }
  }
}

extension Graph {
  /// The outputs' numbers for inputs of generated numbers.
  func results(seed: UInt64 = 9) throws -> [[Float]] {
    let given = inputs.map { ONNXSketch.numbers(values[$0].shape.elementCount ?? 0, seed: seed) }
    return try results(of: given)
  }

  /// The outputs' numbers for given inputs of floats.
  func results(of given: [[Float]]) throws -> [[Float]] {
    let bytes = zip(given, inputs).map { Tensor(floats: $0, shape: values[$1].shape).bytes }
    return try GraphProgram(self, options: RunOptions(), math: GraphProgramTests.math).run(
      bytes, observe: nil
    )
    .map(\.floats)
  }

  var labels: [String] { nodes.map(\.label) }
}
