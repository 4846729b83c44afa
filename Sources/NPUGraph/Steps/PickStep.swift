import OpKernels
import Simulation
import Tensors

/// Places picked along each axis; what lies outside is filled.
struct PickStep: MovementStep {
  let input: Int
  let output: Int
  let keepsCodes: Bool
  let fillerValue: Float
  private let extents: [Int]
  /// For each axis the places that are read, below 0 for none.
  private let places: [[Int]]

  private init(_ places: [[Int]], filler: Float, _ scope: NodeScope) throws(SimulationError.Kind) {
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    extents = scope.extents(ofInput: 0)
    let result = scope.extents(ofOutput: 0)
    try scope.require(
      places.map(\.count) == result, "shape of the output", found: "\(Shape(result))",
      expected: "\(Shape(places.map(\.count)))")
    self.places = places
    fillerValue = filler
    keepsCodes = scope.shareCodes(input, output)
  }

  /// Elements before and after each axis.
  init(
    before: [Int], after: [Int], _ mode: PadMode, _ scope: NodeScope
  ) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    let (source, result) = (scope.extents(ofInput: 0), scope.extents(ofOutput: 0))
    try scope.require(
      before.count == source.count && after.count == source.count && result.count == source.count,
      "axes that are padded", found: "\(before.count), \(after.count)", expected: "\(source.count)")
    var places: [[Int]] = []
    for (axis, size) in source.enumerated() {
      // The output's extents were bounded when its form was found.
      let limits = -(1 << 31)...1 << 31
      let isSmall = limits.contains(before[axis]) && limits.contains(after[axis])
      let extent = isSmall ? size + before[axis] + after[axis] : -1
      try scope.require(
        extent == result[axis], "extent of axis \(axis)", found: "\(result[axis])",
        expected: "\(size) with \(before[axis]) before and \(after[axis]) after")
      places.append((0..<extent).map { mode.place($0 - before[axis], size) })
    }
    var filler: Float = 0
    if case .constant(let value) = mode { filler = value }
    try self.init(places, filler: filler, scope)
  }

  /// Given places of one axis.
  init(axis: Int, indices: [Int], _ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    let source = scope.extents(ofInput: 0)
    let place = try scope.axis(axis, rank: source.count)
    var places = source.map { Array(0..<$0) }
    let wrapped = indices.map { $0 < 0 ? $0 + source[place] : $0 }
    try scope.require(
      wrapped.allSatisfy { (0..<source[place]).contains($0) }, "indices", found: "\(indices)",
      expected: "within \(-source[place])..<\(source[place])")
    places[place] = wrapped
    try self.init(places, filler: 0, scope)
  }

  func move<Element: BitwiseCopyable>(_ source: Span<Element>, filler: Element, count: Int) -> [Element] {
    var results = [Element](repeating: filler, count: count)
    var span = results.mutableSpan
    Reference.pick(places, of: source, extents: extents, output: &span)
    return results
  }
}

extension PadMode {
  /// The place that is read for one before or behind the axis; -1 for none.
  fileprivate func place(_ index: Int, _ size: Int) -> Int {
    switch self {
    case .constant: return (0..<size).contains(index) ? index : -1
    case .edge: return min(max(index, 0), size - 1)
    case .reflect:
      if size == 1 { return 0 }
      // There and back again is one period.
      let period = 2 * (size - 1)
      let turned = ((index % period) + period) % period
      return turned < size ? turned : period - turned
    case .wrap: return ((index % size) + size) % size
    }
  }
}
