import OpKernels
import Simulation
import Tensors

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
