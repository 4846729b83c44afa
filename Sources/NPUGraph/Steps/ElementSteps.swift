import OpKernels
import Simulation
import Tensors

/// A step that only moves elements: codes stay codes where input and output share them.
protocol MovementStep: GraphStep {
  var input: Int { get }
  var output: Int { get }
  var keepsCodes: Bool { get }
  /// The elements of the output in logical order; `filler` is the code or number for `fillerValue`.
  func move<Element: BitwiseCopyable>(_ source: Span<Element>, filler: Element, count: Int) -> [Element]
  /// What stands where the input has nothing.
  var fillerValue: Float { get }
}

extension MovementStep {
  var fillerValue: Float { 0 }

  func run(_ memory: GraphMemory) {
    let count = memory.forms[output].elementCount
    if keepsCodes {
      let codes = memory.logicalCodes(input)
      let filler = UInt8(bitPattern: memory.codes(output).code(for: fillerValue))
      memory.store(codes: move(codes.span, filler: filler, count: count), as: output)
    } else {
      let source = memory.logicalFloats(input)
      memory.store(floats: move(source.span, filler: fillerValue, count: count), as: output)
    }
  }
}

/// The input seen another way: transposed, sliced, repeated, in another shape.
struct ViewStep: MovementStep {
  let input: Int
  let output: Int
  let keepsCodes: Bool
  private let view: StridedView

  private init(_ view: StridedView, extents: [Int], _ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    try scope.require(
      extents == scope.extents(ofOutput: 0), "shape of the output", found: "\(scope.values[output].shape)",
      expected: "\(Shape(extents))")
    try scope.require(
      view.fits(scope.forms[input].elementCount), "elements read", found: "some outside of the input",
      expected: "all inside of \(scope.values[input].shape)")
    self.view = view.coalesced
    keepsCodes = scope.shareCodes(input, output)
  }

  /// Axes in another order, of the input or of other extents that it is seen with.
  init(permutation: [Int], of extents: [Int]?, _ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    let source = extents ?? scope.extents(ofInput: 0)
    try scope.require(
      permutation.sorted() == Array(source.indices), "permutation", found: "\(permutation)",
      expected: "each of \(Array(source.indices)) once")
    try scope.require(source.count <= 8, "rank", found: "\(source.count)", expected: "at most 8")
    let count = scope.forms[scope.node.inputs[0]].elementCount
    try scope.require(
      source.allSatisfy { $0 > 0 } && Shape(source).elementCount == count, "extents", found: "\(source)",
      expected: "\(count) elements")
    let strides = StridedView.denseStrides(source)
    let view = StridedView(extents: permutation.map { source[$0] }, strides: permutation.map { strides[$0] })
    if extents != nil {
      let result = scope.extents(ofOutput: 0)
      try scope.require(
        Shape(result).elementCount == count, "elements of the output", found: "\(Shape(result))",
        expected: "\(count)")
      try self.init(view, extents: result, scope)
    } else {
      try self.init(view, extents: view.extents, scope)
    }
  }

  /// Every so many elements from the starts on.
  init(starts: [Int], steps: [Int], _ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    let (source, result) = (scope.extents(ofInput: 0), scope.extents(ofOutput: 0))
    try scope.require(
      starts.count == source.count && steps.count == source.count && result.count == source.count,
      "axes of the slice", found: "\(starts.count), \(steps.count) and \(result.count)",
      expected: "\(source.count)")
    let strides = StridedView.denseStrides(source)
    var offset = 0
    var steppedStrides: [Int] = []
    for axis in source.indices {
      let (reach, overflow) = steps[axis].multipliedReportingOverflow(by: max(0, result[axis] - 1))
      let (last, isTooFar) = starts[axis].addingReportingOverflow(reach)
      try scope.require(
        !overflow && !isTooFar && (0..<source[axis]).contains(starts[axis])
          && (0..<source[axis]).contains(last), "slice of axis \(axis)",
        found: "\(result[axis]) from \(starts[axis]) by \(steps[axis])",
        expected: "within 0..<\(source[axis])")
      offset += starts[axis] * strides[axis]
      // The step of a single element is never taken.
      steppedStrides.append(result[axis] > 1 ? steps[axis] * strides[axis] : 0)
    }
    try self.init(
      StridedView(extents: result, strides: steppedStrides, offset: offset), extents: result, scope)
  }

  /// Extents of 1 repeated.
  init(expanding scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    let (source, result) = (scope.extents(ofInput: 0), scope.extents(ofOutput: 0))
    guard let view = StridedView(broadcasting: source, to: result) else {
      throw .invalidParameter(
        name: "shape of the input", found: "\(Shape(source))",
        expected: "one that repeats to \(Shape(result))")
    }
    try self.init(view, extents: result, scope)
  }

  /// The same elements in another shape.
  init(reshaping scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    let result = scope.extents(ofOutput: 0)
    let (found, expected) = (Shape(result).elementCount, scope.forms[scope.node.inputs[0]].elementCount)
    try scope.require(
      found == expected, "elements of the output", found: "\(found ?? .max)", expected: "\(expected)")
    try self.init(StridedView(dense: [expected]), extents: result, scope)
  }

  func move<Element: BitwiseCopyable>(_ source: Span<Element>, filler: Element, count: Int) -> [Element] {
    var results = [Element](repeating: filler, count: count)
    var span = results.mutableSpan
    Reference.copy(view, of: source, output: &span)
    return results
  }
}

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

/// Rows and columns by taps.
struct ResampleStep: GraphStep {
  private let input: Int
  private let output: Int
  private let rows: ResamplingTaps
  private let columns: ResamplingTaps

  init(_ resampling: Resampling, _ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    let (source, result) = (scope.extents(ofInput: 0), scope.extents(ofOutput: 0))
    try scope.require(
      source.count == 4 && result.count == 4 && source[..<2] == result[..<2], "shape of the output",
      found: "\(Shape(result))", expected: "\(Shape(source)) but for rows and columns")
    try scope.require(
      resampling.scales.allSatisfy { $0 > 0 && $0.isFinite }, "scales", found: "\(resampling.scales)",
      expected: "numbers above 0")
    rows = ResamplingTaps(resampling, scale: resampling.scales[0], size: source[2], outputSize: result[2])
    columns = ResamplingTaps(resampling, scale: resampling.scales[1], size: source[3], outputSize: result[3])
  }

  func run(_ memory: GraphMemory) {
    let extents = memory.values[input].shape.extents
    let source = memory.logicalFloats(input)
    var results = [Float](repeating: 0, count: memory.forms[output].elementCount)
    var span = results.mutableSpan
    Reference.resample(
      input: source.span, planes: extents[0] * extents[1], height: extents[2], width: extents[3],
      rows: (rows.indices, rows.weights), columns: (columns.indices, columns.weights),
      taps: (rows.tapCount, columns.tapCount), output: &span)
    memory.store(floats: results, as: output)
  }
}
