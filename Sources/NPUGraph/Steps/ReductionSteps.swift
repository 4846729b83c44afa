import OpKernels
import Simulation
import Tensors

/// Products of matrices, outer extents broadcast.
struct MatrixStep: GraphStep {
  private let a: Int
  private let b: Int
  private let output: Int
  private let rows: Int
  private let depth: Int
  private let columns: Int
  /// Where each product's matrices start, counted in matrices.
  private let pairs: [(a: Int, b: Int)]

  init(_ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 2...2)
    (a, b, output) = (scope.node.inputs[0], scope.node.inputs[1], scope.node.outputs[0])
    let (left, right, result) = (
      scope.extents(ofInput: 0), scope.extents(ofInput: 1), scope.extents(ofOutput: 0)
    )
    try scope.require(
      left.count >= 2 && right.count >= 2, "ranks", found: "\(left.count) and \(right.count)",
      expected: "at least 2")
    (rows, depth) = (left[left.count - 2], left[left.count - 1])
    columns = right[right.count - 1]
    try scope.require(
      right[right.count - 2] == depth, "rows of the second matrix", found: "\(right[right.count - 2])",
      expected: "\(depth)")
    let outer = Array(result.dropLast(2))
    guard result.suffix(2) == [rows, columns],
      let leftView = StridedView(broadcasting: Array(left.dropLast(2)), to: outer),
      let rightView = StridedView(broadcasting: Array(right.dropLast(2)), to: outer)
    else {
      throw .invalidParameter(
        name: "shape of the output", found: "\(Shape(result))",
        expected: "the product of \(Shape(left)) and \(Shape(right))")
    }
    pairs = zip(leftView.places, rightView.places).map { (a: $0, b: $1) }
  }

  func run(_ memory: GraphMemory) {
    let (left, right) = (memory.floatArray(a), memory.floatArray(b))
    let size = rows * columns
    memory.write(output) { results in
      for (index, pair) in pairs.enumerated() {
        var part = results._mutatingExtracting((index * size)..<((index + 1) * size))
        memory.kernels.fusedMatrixMultiply(
          a: left.span.extracting((pair.a * rows * depth)..<((pair.a + 1) * rows * depth)),
          b: right.span.extracting((pair.b * depth * columns)..<((pair.b + 1) * depth * columns)), bias: nil,
          rows: rows, depth: depth, columns: columns, output: &part, scratch: memory.scratch)
      }
    }
  }
}

extension StridedView {
  /// The places of all elements in order.
  fileprivate var places: [Int] {
    var places: [Int] = []
    forEachRow { start in
      for index in 0..<(extents.last ?? 1) { places.append(start + index * (strides.last ?? 0)) }
    }
    return places
  }
}

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

/// Each element over a power of the squares of its neighbours in other channels.
struct LocalResponseStep: GraphStep {
  private let response: LocalResponse
  private let input: Int
  private let output: Int
  private let channels: Int
  private let pixels: Int

  init(_ response: LocalResponse, _ scope: NodeScope) throws(SimulationError.Kind) {
    self.response = response
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    let extents = scope.extents(ofInput: 0)
    try scope.require(
      extents.count >= 2 && extents == scope.extents(ofOutput: 0), "shapes", found: "\(Shape(extents))",
      expected: "that of the output, \(scope.values[output].shape)")
    try scope.require(
      (1...4096).contains(response.size), "size", found: "\(response.size)", expected: "1 to 4096")
    channels = extents[1]
    pixels = extents.dropFirst(2).reduce(1, *)
  }

  func run(_ memory: GraphMemory) {
    let source = memory.logicalFloats(input)
    var results = source
    let size = response.size
    for index in source.indices {
      let (channel, pixel) = (index / pixels % channels, index % pixels)
      let batch = index / (channels * pixels) * channels * pixels
      var sum: Float = 0
      // The window reaches one further behind than before when its size is even.
      let reached = max(0, channel - (size - 1) / 2)...min(channels - 1, channel + size / 2)
      for neighbour in reached {
        let value = source[batch + neighbour * pixels + pixel]
        sum += value * value
      }
      let base = response.bias + response.alpha / Float(size) * sum
      results[index] = source[index] / memory.math.exp(response.beta * memory.math.log(base))
    }
    memory.store(floats: results, as: output)
  }
}
