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
