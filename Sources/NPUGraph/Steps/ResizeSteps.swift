import OpKernels
import Simulation
import Tensors

/// Rows and columns of the nearest input pixel, rounded down.
struct ResizeStep: GraphStep {
  private let input: Int
  private let output: Int
  private let rows: [Int]
  private let columns: [Int]
  private let isOnMaps: Bool

  init(_ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    let (source, result) = try scope.resizedExtents()
    rows = (0..<result[2]).map { $0 * source[2] / result[2] }
    columns = (0..<result[3]).map { $0 * source[3] / result[3] }
    isOnMaps = scope.map(input) != nil && scope.shareCodes(input, output)
  }

  func run(_ memory: GraphMemory) {
    if isOnMaps, case .map(let map) = memory.forms[input] {
      var result = memory.takeBytes(output)
      var whole = result.mutableSpan
      var target = whole._mutatingExtracting(0..<memory.forms[output].storedCount)
      let source = memory.array(input)
      Reference.gatherPixels(
        input: source.span.extracting(0..<map.byteCount), map, rows: rows,
        columns: columns, output: &target)
      memory.keep(result, as: output)
      return
    }
    let extents = memory.values[input].shape.extents
    let source = memory.logicalFloats(input)
    var results: [Float] = []
    results.reserveCapacity(memory.forms[output].elementCount)
    for plane in 0..<(extents[0] * extents[1]) {
      for row in rows {
        let start = (plane * extents[2] + row) * extents[3]
        for column in columns { results.append(source[start + column]) }
      }
    }
    memory.store(floats: results, as: output)
  }
}

/// Rows and columns between input pixels, by their distances.
struct BilinearStep: GraphStep {
  private let input: Int
  private let output: Int
  private let alignsCorners: Bool

  init(alignsCorners: Bool, _ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    self.alignsCorners = alignsCorners
    _ = try scope.resizedExtents()
  }

  func run(_ memory: GraphMemory) {
    let (extents, result) = (memory.values[input].shape.extents, memory.values[output].shape.extents)
    let source = memory.floatArray(input)
    let values = source.span.extracting(0..<memory.forms[input].elementCount)
    memory.write(output) {
      memory.kernels.resizeBilinear(
        input: values, planes: extents[0] * extents[1], height: extents[2], width: extents[3],
        outputHeight: result[2], outputWidth: result[3], alignsCorners: alignsCorners, output: &$0)
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
    let (source, result) = try scope.resizedExtents()
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

extension NodeScope {
  /// Extents of the input and of the output.
  ///
  /// - Throws: the output's shape, unless both are maps that differ in rows and columns alone.
  fileprivate func resizedExtents() throws(SimulationError.Kind) -> (source: [Int], result: [Int]) {
    let (source, result) = (extents(ofInput: 0), extents(ofOutput: 0))
    try require(
      source.count == 4 && result.count == 4 && source[..<2] == result[..<2], "shape of the output",
      found: "\(Shape(result))", expected: "\(Shape(source)) but for rows and columns")
    return (source, result)
  }
}
