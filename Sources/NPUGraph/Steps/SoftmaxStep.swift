import OpKernels
import Simulation
import Tensors

/// `exp(x - max)` over its sum along an axis, as `Reference.softmaxV4` forms them.
struct SoftmaxStep: GraphStep {
  private let input: Int
  private let output: Int
  private let extent: Int
  private let innerSize: Int

  init(axis: Int, _ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    let extents = scope.extents(ofInput: 0)
    try scope.require(
      extents == scope.extents(ofOutput: 0), "shape of the output",
      found: "\(Shape(scope.extents(ofOutput: 0)))", expected: "\(Shape(extents))")
    let place = try scope.axis(axis, rank: extents.count)
    extent = extents[place]
    innerSize = extents[(place + 1)...].reduce(1, *)
  }

  func run(_ memory: GraphMemory) {
    let source = memory.floatArray(input)
    memory.write(output) { result in
      let values = source.span.extracting(0..<result.count)
      let block = extent * innerSize
      if innerSize == 1 {
        softmaxRows(values, memory, &result)
        return
      }
      for first in stride(from: 0, to: result.count, by: block) {
        var part = result._mutatingExtracting(first..<(first + block))
        softmax(values.extracting(first..<(first + block)), memory, &part)
      }
    }
  }

  /// The elements of one outer index: `innerSize` columns side by side.
  private func softmax(_ input: Span<Float>, _ memory: GraphMemory, _ output: inout MutableSpan<Float>) {
    var (highest, sums) = ([Float](), [Float](repeating: 0, count: innerSize))
    highest.reserveCapacity(innerSize)
    for inner in 0..<innerSize { highest.append(input[inner]) }
    var largest = highest.mutableSpan
    var totals = sums.mutableSpan
    for step in 0..<extent {
      let row = input.extracting((step * innerSize)..<((step + 1) * innerSize))
      for inner in 0..<row.count { largest[inner] = Reference.maximum(largest[inner], row[inner]) }
    }
    for step in 0..<extent {
      let row = input.extracting((step * innerSize)..<((step + 1) * innerSize))
      var target = output._mutatingExtracting((step * innerSize)..<((step + 1) * innerSize))
      for inner in 0..<row.count { target[inner] = row[inner] - largest[inner] }
    }
    memory.apply(.exp, channelSize: output.count, to: &output)
    for step in 0..<extent {
      let row = output._mutatingExtracting((step * innerSize)..<((step + 1) * innerSize))
      for inner in 0..<row.count { totals[inner] += row[inner] }
    }
    for step in 0..<extent {
      var row = output._mutatingExtracting((step * innerSize)..<((step + 1) * innerSize))
      for inner in 0..<row.count { row[inner] /= totals[inner] }
    }
  }

  /// Rows of elements that lie side by side, eight at a time: each one's additions have to wait for each other.
  private func softmaxRows(_ input: Span<Float>, _ memory: GraphMemory, _ output: inout MutableSpan<Float>) {
    let rows = input.count / extent
    for first in stride(from: 0, to: rows, by: 8) {
      let count = min(8, rows - first)
      let range = (first * extent)..<((first + count) * extent)
      let values = input.extracting(range)
      var powers = output._mutatingExtracting(range)
      // Missing rows are the last one again.
      let starts = InlineArray<8, Int> { min($0, count - 1) * extent }
      var largest = InlineArray<8, Float> { values[starts[$0]] }
      for step in 0..<extent {
        for lane in 0..<8 { largest[lane] = Reference.maximum(largest[lane], values[starts[lane] &+ step]) }
      }
      for row in 0..<count {
        let source = values.extracting((row * extent)..<((row + 1) * extent))
        var target = powers._mutatingExtracting((row * extent)..<((row + 1) * extent))
        let highest = largest[row]
        for step in 0..<source.count { target[step] = source[step] - highest }
      }
      memory.apply(.exp, channelSize: powers.count, to: &powers)
      var totals = InlineArray<8, Float>(repeating: 0)
      for step in 0..<extent {
        for lane in 0..<8 { totals[lane] += powers[starts[lane] &+ step] }
      }
      for row in 0..<count {
        var target = powers._mutatingExtracting((row * extent)..<((row + 1) * extent))
        let total = totals[row]
        for step in 0..<target.count { target[step] /= total }
      }
    }
  }
}
