import OpKernels
import Simulation
import Tensors

/// Bounds on what a file may ask for while it is imported.
public struct ImportLimits: Sendable, Equatable {
  /// Most elements of one tensor.
  public var tensorElements: Int
  /// Most elements of all constants that are computed.
  public var foldedElements: Int
  /// Most elementary operations (multiply-accumulates, element visits) for all constants that are computed.
  public var foldedOperations: Int

  /// The defaults: 2^27 elements of one tensor and of all computed constants, 2^34 operations for them.
  public init(
    tensorElements: Int = 1 << 27, foldedElements: Int = 1 << 27, foldedOperations: Int = 1 << 34
  ) {
    (self.tensorElements, self.foldedElements) = (tensorElements, foldedElements)
    self.foldedOperations = foldedOperations
  }
}

/// Puts a graph together, node by node, and computes at once what depends on constants alone.
struct GraphAssembler {
  private(set) var graph = Graph()
  private var foldedElements = 0
  private var foldedOperations = 0
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
    try checkSize(extents)
    graph.values.append(
      Graph.Value(name: name, elementType: type, shape: Shape(extents), quantization: quantization))
    return graph.values.count - 1
  }

  /// Refuses tensors beyond the limits; extents of 0 count as 1, so that no product of some of the others overflows.
  func checkSize(_ extents: [Int]) throws(ImportError) {
    let count = Shape(extents.map { max(1, $0) }).elementCount ?? .max
    guard count <= limits.tensorElements else {
      throw ImportError(.tooLarge(elements: count, limit: limits.tensorElements))
    }
  }

  /// Counts elements of constants that are computed or copied.
  ///
  /// - Throws: `tooLarge` when there are more of them than the limits allow.
  mutating func charge(_ elements: Int) throws(ImportError) {
    foldedElements = [foldedElements, elements].saturatingSum { $0 }
    guard foldedElements <= limits.foldedElements else {
      throw ImportError(.tooLarge(elements: foldedElements, limit: limits.foldedElements))
    }
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
      if constant.integers != nil { try charge(constant.count) }
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
    // What follows halves stays halves; codes that are only moved stay codes.
    let moved = type == nil && operation.keepsNumbers ? commonCodes(inputs) : nil
    let inherited: ElementType =
      moved != nil ? .int8 : inputs.contains { elementType($0) == .float16 } ? .float16 : .float32
    var node = Graph.Node(name: name, label: label, operation: operation, inputs: [], outputs: [])
    for input in inputs { node.inputs.append(try value(input)) }
    for extents in outputs {
      node.outputs.append(try addValue(name, extents, type ?? inherited, quantization ?? moved))
    }
    graph.nodes.append(node)
    return node.outputs.map { .value($0) }
  }

  /// The codes that all operands have; nil when they differ or are none.
  private func commonCodes(_ operands: [Operand]) -> AffineQuantization? {
    var common: AffineQuantization?
    for operand in operands {
      guard case .value(let index) = operand, let codes = graph.values[index].quantization,
        common == nil || common == codes
      else { return nil }
      common = codes
    }
    return common
  }

  /// Computes a node on constants; nodes that only move elements move their places, which keeps every integer exact.
  private mutating func fold(
    _ operation: Operation, _ constants: [Constant], outputs: [[Int]]
  ) throws(ImportError) -> [Operand] {
    let read = constants.saturatingSum(\.count)
    let elements = outputs.saturatingSum { Shape($0).elementCount ?? .max }
    try charge(elements)
    try charge(read)
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
  private mutating func run(
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
    foldedOperations = [foldedOperations, graph.work(of: graph.nodes[0])].saturatingSum { $0 }
    guard foldedOperations <= limits.foldedOperations else {
      throw ImportError(.tooMuchWork(operations: foldedOperations, limit: limits.foldedOperations))
    }
    let memory = limits.foldedElements.multipliedReportingOverflow(by: 16)
    let options = RunOptions(
      maximumMainMemory: memory.overflow ? .max : memory.partialValue, maximumOperations: .max)
    do throws(SimulationError) {
      return try GraphProgram(graph, options: options, math: math).run([], observe: nil).map(\.floats)
    } catch { throw ImportError(.unsupportedForm(error.kind.explanation)) }
  }
}

extension GraphAssembler {
  /// Extents that both repeat to, axes matched from the last one; nil where there are none.
  static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    let (left, right) = (
      Array(repeating: 1, count: rank - a.count) + a, Array(repeating: 1, count: rank - b.count) + b
    )
    var result: [Int] = []
    for (x, y) in zip(left, right) {
      guard x == y || x == 1 || y == 1 else { return nil }
      result.append(x == 1 ? y : x)
    }
    return result
  }

  /// A constant repeated to a shape.
  mutating func expanded(_ constant: Constant, _ extents: [Int]) throws(ImportError) -> Constant {
    if constant.extents == extents { return constant }
    let operand = try emit(.expand, [.constant(constant)], extents: extents, label: "Expand", name: "")
    guard case .constant(let result) = operand else { preconditionFailure("constants give constants") }
    return result
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

  /// Whether results are numbers that were read, or what stands in for none.
  var keepsNumbers: Bool {
    if case .maxPool = self { return true }
    return isMovement
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
