import OpKernels
import Simulation
import Tensors

/// Bounds on what a file may ask for while it is imported.
public struct ImportLimits: Sendable, Equatable {
  /// Most elements of one tensor.
  public var tensorElements: Int
  /// Most elements of all constants that are computed.
  public var foldedElements: Int

  /// The defaults: 2^27 elements of one tensor and of all computed constants.
  public init(tensorElements: Int = 1 << 27, foldedElements: Int = 1 << 27) {
    (self.tensorElements, self.foldedElements) = (tensorElements, foldedElements)
  }
}

/// Puts a graph together, node by node, and computes at once what depends on constants alone.
struct GraphAssembler {
  private(set) var graph = Graph()
  /// Index of the value of each constant that nodes read, by name.
  private var constantNames: [String: Int] = [:]
  private var foldedElements = 0
  let limits: ImportLimits
  let math: ActivationMath

  init(limits: ImportLimits, math: ActivationMath) {
    (self.limits, self.math) = (limits, math)
  }

  /// A new value of the graph.
  ///
  /// - Throws: `tooLarge` beyond the limits.
  mutating func addValue(
    _ name: String, _ extents: [Int], _ type: ElementType = .float32,
    _ quantization: AffineQuantization? = nil
  ) throws(ImportError) -> Int {
    let count = Shape(extents).elementCount ?? .max
    guard count <= limits.tensorElements else {
      throw ImportError(.tooLarge(elements: count, limit: limits.tensorElements))
    }
    graph.values.append(
      Graph.Value(name: name, elementType: type, shape: Shape(extents), quantization: quantization))
    return graph.values.count - 1
  }

  /// Makes a value one of those that are given.
  mutating func addInput(_ value: Int) { graph.inputs.append(value) }
  /// Makes a value one of those that are asked for.
  mutating func addOutput(_ value: Int) { graph.outputs.append(value) }
  /// Says what a value's codes stand for.
  mutating func setQuantization(_ value: Int, _ quantization: AffineQuantization) {
    graph.values[value].quantization = quantization
  }
  /// Another name for a value.
  mutating func rename(_ value: Int, _ name: String) { graph.values[value].name = name }

  /// Extents of what a node reads.
  func extents(_ operand: Operand) -> [Int] {
    switch operand {
    case .value(let index): graph.values[index].shape.extents
    case .constant(let constant): constant.extents
    }
  }

  /// Type of what a node reads; single precision for constants.
  func elementType(_ operand: Operand) -> ElementType {
    if case .value(let index) = operand { return graph.values[index].elementType }
    return .float32
  }

  /// The value of the graph that holds an operand; constants become one.
  mutating func value(_ operand: Operand, named name: String = "") throws(ImportError) -> Int {
    switch operand {
    case .value(let index): return index
    case .constant(let constant):
      let index = try addValue(name, constant.extents)
      graph.constants[index] = constant.floats
      return index
    }
  }

  /// Adds a node with one output, or computes its result if all that it reads is known.
  ///
  /// - Returns: the output.
  /// - Throws: `ImportError` for constants that cannot be computed.
  mutating func emit(
    _ operation: Operation, _ inputs: [Operand], extents: [Int], label: String, name: String,
    type: ElementType? = nil, quantization: AffineQuantization? = nil
  ) throws(ImportError) -> Operand {
    try emit(
      operation, inputs, outputs: [extents], label: label, name: name, type: type, quantization: quantization)[
        0]
  }

  /// The same for a node with several outputs.
  mutating func emit(
    _ operation: Operation, _ inputs: [Operand], outputs: [[Int]], label: String, name: String,
    type: ElementType? = nil, quantization: AffineQuantization? = nil
  ) throws(ImportError) -> [Operand] {
    if let extents = outputs.first(where: { Shape($0).elementCount == 0 }) {
      throw ImportError(.unsupportedForm("a result without elements (\(Shape(extents)))"))
    }
    var constants: [Constant] = []
    for case .constant(let constant) in inputs { constants.append(constant) }
    if constants.count == inputs.count, quantization == nil {
      return try fold(operation, constants, outputs: outputs)
    }
    // What follows halves stays halves; codes are given explicitly.
    let inherited: ElementType = inputs.contains { elementType($0) == .float16 } ? .float16 : .float32
    var node = Graph.Node(name: name, label: label, operation: operation, inputs: [], outputs: [])
    for input in inputs { node.inputs.append(try value(input)) }
    for extents in outputs {
      node.outputs.append(try addValue(name, extents, type ?? inherited, quantization))
    }
    graph.nodes.append(node)
    return node.outputs.map { .value($0) }
  }

  /// Computes a node on constants; nodes that only move elements move their places, which keeps every integer exact.
  private mutating func fold(
    _ operation: Operation, _ constants: [Constant], outputs: [[Int]]
  ) throws(ImportError) -> [Operand] {
    let read = constants.saturatingSum(\.count)
    let elements = outputs.saturatingSum { Shape($0).elementCount ?? .max }
    foldedElements = [foldedElements, elements, read].saturatingSum { $0 }
    guard foldedElements <= limits.foldedElements else {
      throw ImportError(.tooLarge(elements: foldedElements, limit: limits.foldedElements))
    }
    let movesPlaces = operation.isMovement && read < 1 << 24
    var first = 0
    var contents: [[Float]] = []
    for constant in constants {
      contents.append(movesPlaces ? (0..<constant.count).map { Float(first + $0) } : constant.floats)
      first += constant.count
    }
    let results = try run(
      movesPlaces ? operation.markingFiller : operation, contents, constants.map(\.extents), outputs: outputs)
    guard movesPlaces else {
      return zip(results, outputs).map { .constant(Constant($1, floats: $0)) }
    }
    var all = constants.first ?? Constant([], floats: [])
    for constant in constants.dropFirst() { all = all.joined(constant) }
    return zip(results, outputs).map { places, extents in
      .constant(all.picked(places.map { Int($0) }, extents: extents, filler: operation.filler))
    }
  }

  /// Runs a single node.
  private func run(
    _ operation: Operation, _ contents: [[Float]], _ extents: [[Int]], outputs: [[Int]]
  ) throws(ImportError) -> [[Float]] {
    var graph = Graph()
    for shape in extents + outputs {
      graph.values.append(Graph.Value(name: "", elementType: .float32, shape: Shape(shape)))
    }
    graph.outputs = Array(extents.count..<graph.values.count)
    for (index, content) in contents.enumerated() { graph.constants[index] = content }
    graph.nodes = [
      Graph.Node(
        name: "", label: "", operation: operation, inputs: Array(extents.indices), outputs: graph.outputs)
    ]
    let options = RunOptions(maximumMainMemory: 16 * limits.foldedElements)
    do throws(SimulationError) {
      return try GraphProgram(graph, options: options, math: math).run([], observe: nil).map(\.floats)
    } catch { throw ImportError(.unsupportedForm(error.kind.explanation)) }
  }
}

extension GraphAssembler {
  /// A constant repeated to a shape.
  mutating func expanded(_ constant: Constant, _ extents: [Int]) throws(ImportError) -> Constant {
    if constant.extents == extents { return constant }
    let operand = try emit(.expand, [.constant(constant)], extents: extents, label: "Expand", name: "")
    guard case .constant(let result) = operand else { preconditionFailure("constants give constants") }
    return result
  }
}

extension Constant {
  /// The numbers of both, one behind the other; integers if both are.
  func joined(_ other: Constant) -> Constant {
    if let integers, let others = other.integers { return Constant([], integers: integers + others) }
    return Constant([], floats: floats + other.floats)
  }
}

extension Operation {
  /// Whether results are copies of elements that were read.
  var isMovement: Bool {
    switch self {
    case .concatenate, .split, .resizeNearest, .transpose, .rearrange, .pad, .slice, .gather, .expand,
      .reshape:
      true
    default: false
    }
  }

  /// What stands where nothing is read.
  fileprivate var filler: Float {
    if case .pad(_, _, .constant(let value)) = self { return value }
    return 0
  }

  /// The same with a filler that is no place.
  fileprivate var markingFiller: Operation {
    if case .pad(let before, let after, .constant) = self {
      return .pad(before: before, after: after, .constant(-1))
    }
    return self
  }
}
