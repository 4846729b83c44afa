import OpKernels
import Simulation
import Tensors

/// Elements along some axes, behind one another for each place of the others.
struct AxisRows {
  /// Kept axes first, the others behind.
  private let view: StridedView
  /// Elements along the axes.
  let size: Int

  init(axes: [Int], _ scope: NodeScope) throws(SimulationError.Kind) {
    let source = scope.extents(ofInput: 0)
    var isFolded = [Bool](repeating: false, count: source.count)
    for axis in axes { isFolded[try scope.axis(axis, rank: source.count)] = true }
    let (kept, folded) = (source.indices.filter { !isFolded[$0] }, source.indices.filter { isFolded[$0] })
    let strides = StridedView.denseStrides(source)
    view =
      StridedView(
        extents: (kept + folded).map { source[$0] }, strides: (kept + folded).map { strides[$0] }
      ).coalesced
    size = folded.reduce(1) { $0 * source[$1] }
    let expected = kept.reduce(1) { $0 * source[$1] }
    let found = Shape(scope.extents(ofOutput: 0)).elementCount
    try scope.require(
      found == expected, "elements of the output", found: "\(found ?? .max)", expected: "\(expected)")
  }

  /// The elements in rows of ``size``.
  func rows(of source: [Float]) -> [Float] {
    // Rows that lie behind one another already need no copy.
    if view.extents.count <= 1, view.strides == [1] || view.strides.isEmpty { return source }
    var results = [Float](repeating: 0, count: source.count)
    var span = results.mutableSpan
    Reference.copy(view, of: source.span, output: &span)
    return results
  }
}

/// One number for all elements along axes.
struct ReductionStep: GraphStep {
  private let function: ReductionFunction
  private let input: Int
  private let output: Int
  private let rows: AxisRows

  init(_ function: ReductionFunction, axes: [Int], _ scope: NodeScope) throws(SimulationError.Kind) {
    self.function = function
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    rows = try AxisRows(axes: axes, scope)
  }

  func run(_ memory: GraphMemory) {
    let elements = rows.rows(of: memory.logicalFloats(input))
    var results = [Float](repeating: 0, count: elements.count / rows.size)
    for index in results.indices {
      results[index] = function(elements.span.extracting((index * rows.size)..<((index + 1) * rows.size)))
    }
    memory.store(floats: results, as: output)
  }
}

extension ReductionFunction {
  /// The result in single precision, in the order of the elements.
  func callAsFunction(_ elements: Span<Float>) -> Float {
    switch self {
    case .mean: Self.fold(elements, 0) { $0 + $1 } / Float(elements.count)
    case .sum: Self.fold(elements, 0) { $0 + $1 }
    case .maximum: Self.fold(elements, -.infinity) { max($0, $1) }
    case .minimum: Self.fold(elements, .infinity) { min($0, $1) }
    case .product: Self.fold(elements, 1) { $0 * $1 }
    case .l1: Self.fold(elements, 0) { $0 + $1.magnitude }
    case .l2: Self.fold(elements, 0) { $0 + $1 * $1 }.squareRoot()
    case .sumSquare: Self.fold(elements, 0) { $0 + $1 * $1 }
    }
  }

  @inline(__always)
  private static func fold(_ elements: Span<Float>, _ start: Float, _ body: (Float, Float) -> Float) -> Float
  {
    var result = start
    for index in 0..<elements.count { result = body(result, elements[index]) }
    return result
  }
}

/// The place of the greatest or least element along an axis.
struct ExtremumStep: GraphStep {
  private let isGreatest: Bool
  private let input: Int
  private let output: Int
  private let rows: AxisRows

  init(isGreatest: Bool, axis: Int, _ scope: NodeScope) throws(SimulationError.Kind) {
    self.isGreatest = isGreatest
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    rows = try AxisRows(axes: [axis], scope)
  }

  func run(_ memory: GraphMemory) {
    let elements = rows.rows(of: memory.logicalFloats(input))
    let places = (0..<(elements.count / rows.size)).map { row -> Float in
      var best = row * rows.size
      for index in (best + 1)..<max(best + 1, (row + 1) * rows.size)
      where isGreatest ? elements[index] > elements[best] : elements[index] < elements[best] {
        best = index
      }
      return Float(best - row * rows.size)
    }
    memory.store(floats: places, as: output)
  }
}
