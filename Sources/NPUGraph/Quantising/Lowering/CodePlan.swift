import Tensors

/// What each value of a network becomes: floats, or codes of which kind.
struct CodePlan {
  /// What a value becomes.
  enum Form: Equatable {
    case float
    /// Codes of 8 or 16 bits.
    case codes(AffineQuantization, bits: Int)
  }

  /// One per value.
  private(set) var forms: [Form]
  /// Values that are cut off as their only reader would cut them, so that they differ from the network of floats.
  private(set) var clipped = Set<Int>()
  /// The value whose range a value's codes are made for; nil for floats, and codes that need no range.
  private(set) var rangeOwners: [Int?]
  private let graph: Graph
  private let scheme: QuantizationScheme
  private let ranges: [ValueRange?]
  private let readers: [[Int]]
  private let producers: [Int?]

  /// Plans a prepared network.
  ///
  /// - Parameter fixedInputs: codes of inputs that are given as they are.
  init(
    _ graph: Graph, _ scheme: QuantizationScheme, ranges: [ValueRange?],
    fixedInputs: [Int: AffineQuantization]
  ) {
    (self.graph, self.scheme, self.ranges) = (graph, scheme, ranges)
    (readers, producers) = (graph.readers, graph.producers)
    forms = graph.values.map { _ in .float }
    rangeOwners = graph.values.map { _ in nil }
    for value in graph.values.indices { forms[value] = givenForm(value) }
    for input in graph.inputs where forms[input] == .float { forms[input] = inputForm(input, fixedInputs) }
    for node in graph.nodes {
      for value in node.outputs where forms[value] == .float { forms[value] = ownForm(value, of: node) }
    }
    for value in graph.values.indices where forms[value] != .float {
      let isGiven = graph.values[value].quantization != nil || fixedInputs[value] != nil
      rangeOwners[value] = isGiven ? nil : value
    }
    shareWithReaders()
    for node in graph.nodes where node.operation.movesElements { followInput(node) }
  }

  /// Codes that the network has already; they stay what they are.
  private func givenForm(_ value: Int) -> Form {
    let source = graph.values[value]
    return source.quantization.map { .codes($0, bits: source.elementType == .int16 ? 16 : 8) } ?? .float
  }

  private func inputForm(_ input: Int, _ fixed: [Int: AffineQuantization]) -> Form {
    if let quantization = fixed[input] { return .codes(quantization, bits: 8) }
    // Codes serve only nodes that compute with them.
    let precisions = readers[input].map { scheme.precision(of: graph.nodes[$0]) }
    guard precisions.contains(where: { $0 != .float }), hasOneBatch(input) else { return .float }
    return codes(of: input, precisions.contains(.bits16) ? .bits16 : .bits8)
  }

  private func ownForm(_ value: Int, of node: Graph.Node) -> Form {
    let isSingle = (node.inputs + node.outputs).allSatisfy(hasOneBatch)
    guard isSingle, node.operation.givesCodes else { return .float }
    // What codes are made floats for wants floats.
    if case .convert = node.operation, graph.values[node.inputs[0]].quantization != nil { return .float }
    return codes(of: value, scheme.precision(of: node))
  }

  /// The codes for a value's range; floats where there is none.
  func codes(of value: Int, _ precision: QuantizationScheme.Precision) -> Form {
    guard let range = ranges[value], precision != .float else { return .float }
    let bits = precision == .bits16 ? 16 : 8
    return .codes(scheme.quantization(of: range, bits: bits), bits: bits)
  }

  private func hasOneBatch(_ value: Int) -> Bool {
    let extents = graph.values[value].shape.extents
    return extents.count != 4 || extents[0] == 1
  }

  /// Gives values that only one node reads that node's codes: joined ones need no second rounding then, and what a
  /// following ReLU cuts off needs no codes.
  private mutating func shareWithReaders() {
    for node in graph.nodes.reversed() {
      guard let output = node.outputs.first, case .codes(let quantization, let bits) = forms[output] else {
        continue
      }
      switch node.operation {
      case .concatenate: break
      case .activation(let activation) where activation.isIdentity(within: quantization, bits: bits): break
      default: continue
      }
      for input in node.inputs where isFree(input) {
        guard case .codes(_, bits) = forms[input] else { continue }
        (forms[input], rangeOwners[input]) = (forms[output], rangeOwners[output])
        if case .activation = node.operation { clipped.insert(input) }
      }
    }
  }

  /// Whether a value's codes concern nobody but its only reader.
  private func isFree(_ value: Int) -> Bool {
    guard let producer = producers[value], readers[value].count == 1 else { return false }
    let operation = graph.nodes[producer].operation
    return !graph.outputs.contains(value) && !operation.movesElements
      && graph.values[value].quantization == nil
  }

  private mutating func followInput(_ node: Graph.Node) {
    guard let input = node.inputs.first else { return }
    // Floats behind a node that has none of its own stay floats.
    for value in node.outputs where graph.values[value].quantization == nil {
      if forms[value] != .float || forms[input] == .float {
        (forms[value], rangeOwners[value]) = (forms[input], rangeOwners[input])
      }
    }
  }
}

extension Operation {
  /// Whether outputs hold elements of the first input, and so take its codes.
  var movesElements: Bool {
    switch self {
    case .maxPool, .split, .resizeNearest, .transpose, .rearrange, .slice, .gather, .expand, .reshape: true
    // Of what is put round it, 0 has a code in any case.
    case .pad(_, _, let mode): [.constant(0), .edge, .reflect].contains(mode)
    default: false
    }
  }

  /// Whether outputs become codes; of other operations they stay floats until a convolution needs codes.
  fileprivate var givesCodes: Bool {
    switch self {
    case .integerConvolution, .floatConvolution, .averagePool, .binary, .concatenate, .resizeBilinear,
      .resample, .convert:
      true
    case .activation(let activation): activation.givesCodes
    default: movesElements
    }
  }
}

extension Activation {
  /// Whether the function's values are spread evenly enough for codes.
  fileprivate var givesCodes: Bool {
    switch self {
    case .exp, .log, .sqrt, .reciprocal, .floor, .ceil, .round, .sign: false
    default: true
    }
  }

  /// Whether all that codes can stand for passes the function unchanged.
  func isIdentity(within quantization: AffineQuantization, bits: Int) -> Bool {
    let (least, greatest) = (-(1 << (bits - 1)), 1 << (bits - 1) - 1)
    let zero = Int(quantization.zeroPoint)
    switch self {
    case .relu: return zero == least
    case .clip(let range):
      return Float(least - zero) * quantization.scale >= range.lowerBound
        && Float(greatest - zero) * quantization.scale <= range.upperBound * 1.000_001
    default: return false
    }
  }
}
