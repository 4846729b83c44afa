import OpKernels
import Simulation
import Tensors

/// Inputs one behind the other along an axis.
struct ConcatenateStep: GraphStep {
  private let inputs: [Int]
  private let output: Int
  /// Whether all are maps that are joined by channels.
  private let joinsChannels: Bool
  private let inputBlocks: [Int]
  private let outerCount: Int

  init(axis: Int, _ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1024)
    (inputs, output) = (scope.node.inputs, scope.node.outputs[0])
    let result = scope.extents(ofOutput: 0)
    let place = try scope.axis(axis, rank: result.count)
    var joined = 0
    for index in inputs.indices {
      var extents = scope.extents(ofInput: index)
      try scope.require(
        extents.count == result.count, "rank of input \(index)", found: "\(extents.count)",
        expected: "\(result.count)")
      joined += extents[place]
      extents[place] = result[place]
      try scope.require(
        extents == result, "shape of input \(index)", found: "\(scope.values[inputs[index]].shape)",
        expected: "\(Shape(result)) but for axis \(place)")
    }
    try scope.require(
      joined == result[place], "extent of the output", found: "\(result[place])", expected: "\(joined)")
    let maps = (inputs + [output]).allSatisfy { scope.map($0) != nil }
    joinsChannels = place == 1 && maps
    let inner = result[(place + 1)...].reduce(1, *)
    inputBlocks = inputs.indices.map { scope.extents(ofInput: $0)[place] * inner }
    outerCount = result[..<place].reduce(1, *)
  }

  func run(_ memory: GraphMemory) {
    if joinsChannels { return join(memory) }
    let sources = inputs.map { memory.logicalFloats($0) }
    var results: [Float] = []
    results.reserveCapacity(memory.forms[output].elementCount)
    for outer in 0..<outerCount {
      for (source, block) in zip(sources, inputBlocks) {
        results.append(contentsOf: source[(outer * block)..<((outer + 1) * block)])
      }
    }
    memory.store(floats: results, as: output)
  }

  private func join(_ memory: GraphMemory) {
    guard case .map(let outputMap) = memory.forms[output] else { return }
    var result = memory.takeBytes(output)
    var whole = result.mutableSpan
    var target = whole._mutatingExtracting(0..<outputMap.byteCount)
    var first = 0
    for input in inputs {
      guard case .map(let map) = memory.forms[input] else { continue }
      let source = memory.array(input)
      Reference.copyChannels(
        0..<map.channels, of: source.span.extracting(0..<map.byteCount), map, to: first,
        of: outputMap, table: memory.table(from: input, to: output), output: &target)
      first += map.channels
    }
    memory.keep(result, as: output)
  }
}

extension GraphMemory {
  /// From the codes of one value to those of another; nil where they are the same.
  func table(from input: Int, to output: Int) -> [Int8]? {
    let (source, target) = (codes(input), codes(output))
    return source == target ? nil : Reference.byteTable(from: source, to: target) { $0 }
  }
}

/// Stretches of the input along an axis.
struct SplitStep: GraphStep {
  private let input: Int
  private let outputs: [Int]
  private let splitsChannels: Bool
  private let blocks: [Int]
  private let outerCount: Int

  init(axis: Int, _ scope: NodeScope) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: 1...1, outputs: 1...1024)
    (input, outputs) = (scope.node.inputs[0], scope.node.outputs)
    let source = scope.extents(ofInput: 0)
    let place = try scope.axis(axis, rank: source.count)
    var whole = 0
    for index in outputs.indices {
      var extents = scope.extents(ofOutput: index)
      try scope.require(
        extents.count == source.count, "rank of output \(index)", found: "\(extents.count)",
        expected: "\(source.count)")
      whole += extents[place]
      extents[place] = source[place]
      try scope.require(
        extents == source, "shape of output \(index)", found: "\(scope.values[outputs[index]].shape)",
        expected: "\(Shape(source)) but for axis \(place)")
    }
    try scope.require(
      whole <= source[place], "extents of the outputs", found: "\(whole)",
      expected: "at most \(source[place])")
    splitsChannels = place == 1 && ([input] + outputs).allSatisfy { scope.map($0) != nil }
    let inner = source[(place + 1)...].reduce(1, *)
    blocks = outputs.indices.map { scope.extents(ofOutput: $0)[place] * inner } + [source[place] * inner]
    outerCount = source[..<place].reduce(1, *)
  }

  func run(_ memory: GraphMemory) {
    var first = 0
    // Once: each output reads a part of it.
    let source = splitsChannels ? [] : memory.logicalFloats(input)
    for (output, block) in zip(outputs, blocks) {
      if splitsChannels {
        copy(from: first, to: output, memory)
        if case .map(let map) = memory.forms[output] { first += map.channels }
      } else {
        let whole = blocks[blocks.count - 1]
        let results = (0..<outerCount).flatMap { source[($0 * whole + first)..<($0 * whole + first + block)] }
        memory.store(floats: results, as: output)
        first += block
      }
    }
  }

  private func copy(from first: Int, to output: Int, _ memory: GraphMemory) {
    guard case .map(let map) = memory.forms[input], case .map(let outputMap) = memory.forms[output] else {
      return
    }
    var result = memory.takeBytes(output)
    var whole = result.mutableSpan
    var target = whole._mutatingExtracting(0..<outputMap.byteCount)
    for index in 0..<target.count { target[index] = 0 }
    let source = memory.array(input)
    Reference.copyChannels(
      first..<(first + outputMap.channels), of: source.span.extracting(0..<map.byteCount),
      map, to: 0, of: outputMap, table: memory.table(from: input, to: output), output: &target)
    memory.keep(result, as: output)
  }
}

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
    let (source, result) = (scope.extents(ofInput: 0), scope.extents(ofOutput: 0))
    try scope.require(
      source.count == 4 && result.count == 4 && source[..<2] == result[..<2], "shape of the output",
      found: "\(Shape(result))", expected: "\(Shape(source)) but for rows and columns")
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
    let (source, result) = (scope.extents(ofInput: 0), scope.extents(ofOutput: 0))
    try scope.require(
      source.count == 4 && result.count == 4 && source[..<2] == result[..<2], "shape of the output",
      found: "\(Shape(result))", expected: "\(Shape(source)) but for rows and columns")
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
