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
    let stretches = try scope.stretches(inputs, "input", of: result, axis: place)
    let joined = stretches.reduce(0, +)
    try scope.require(
      joined == result[place], "extent of the output", found: "\(result[place])", expected: "\(joined)")
    let maps = (inputs + [output]).allSatisfy { scope.map($0) != nil }
    joinsChannels = place == 1 && maps
    let inner = result[(place + 1)...].reduce(1, *)
    inputBlocks = stretches.map { $0 * inner }
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
    let stretches = try scope.stretches(outputs, "output", of: source, axis: place)
    let whole = stretches.reduce(0, +)
    try scope.require(
      whole <= source[place], "extents of the outputs", found: "\(whole)",
      expected: "at most \(source[place])")
    splitsChannels = place == 1 && ([input] + outputs).allSatisfy { scope.map($0) != nil }
    let inner = source[(place + 1)...].reduce(1, *)
    blocks = stretches.map { $0 * inner } + [source[place] * inner]
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

extension GraphMemory {
  /// From the codes of one value to those of another; nil where they are the same.
  func table(from input: Int, to output: Int) -> [Int8]? {
    let (source, target) = (codes(input), codes(output))
    return source == target ? nil : Reference.byteTable(from: source, to: target) { $0 }
  }
}

extension NodeScope {
  /// How far each of some values reaches along an axis of the whole that they are stretches of.
  ///
  /// - Parameter kind: `input` or `output`, for messages.
  /// - Throws: the value's rank or shape, if it is not the whole's but for the axis.
  fileprivate func stretches(
    _ parts: [Int], _ kind: String, of whole: [Int], axis: Int
  ) throws(SimulationError.Kind) -> [Int] {
    var stretches: [Int] = []
    for (index, part) in parts.enumerated() {
      var extents = values[part].shape.extents
      try require(
        extents.count == whole.count, "rank of \(kind) \(index)", found: "\(extents.count)",
        expected: "\(whole.count)")
      stretches.append(extents[axis])
      extents[axis] = whole[axis]
      try require(
        extents == whole, "shape of \(kind) \(index)", found: "\(values[part].shape)",
        expected: "\(Shape(whole)) but for axis \(axis)")
    }
    return stretches
  }
}
