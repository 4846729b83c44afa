import Tensors

extension Graph {
  /// The same network with codes between its nodes where it rounds to codes and reads them back.
  ///
  /// What a node makes to be quantised alone is made as codes, and what is dequantised is read as codes, also through
  /// nodes that only move elements, so that `GraphQuantizer` finds the scales that the network has. The numbers stay the
  /// same. Values keep their indices; codes get the names of the numbers that they are made of.
  public func withCodesBetweenNodes() -> Graph {
    var result = self
    result.makeCodesAtOnce()
    result.readCodes()
    result.keepCodesThatMove()
    return result
  }

  /// The same network with a node behind each output of codes that gives what they stand for.
  public func withFloatOutputs() -> Graph {
    var result = self
    for (position, output) in outputs.enumerated() where values[output].quantization != nil {
      var floats = values[output]
      (floats.elementType, floats.quantization) = (.float32, nil)
      result.values[output].name += "/codes"
      result.values.append(floats)
      result.outputs[position] = result.values.count - 1
      result.nodes.append(
        Node(
          name: floats.name, label: "Dequantize", operation: .convert, inputs: [output],
          outputs: [result.values.count - 1]))
    }
    return result
  }

  /// The bytes of each input for what the network gets: nearest codes, or floats; as many as there are inputs.
  public func bytes(of numbers: [[Float]]) -> [[UInt8]] {
    zip(numbers, inputs).map { numbers, input in
      InputForm.codes.bytes(
        of: numbers, shape: Shape([numbers.count]), quantization: values[input].quantization)
    }
  }

  /// Takes out nodes that round to codes what another node made for them alone.
  private mutating func makeCodesAtOnce() {
    let readers = readers
    var producers = producers
    var replaced: [Int: Int] = [:]
    var removed = Set<Int>()
    for value in values.indices where isPlain(value) && constants[value] == nil && !outputs.contains(value) {
      let codes = readers[value].compactMap { isQuantizing(nodes[$0]) ? nodes[$0].outputs[0] : nil }
      guard let first = codes.first, codes.count == readers[value].count,
        codes.allSatisfy({ values[$0].quantization == values[first].quantization })
      else { continue }
      if let place = inputs.firstIndex(of: value) {
        inputs[place] = first
      } else if let producer = producers[value] {
        nodes[producer].outputs = nodes[producer].outputs.map { $0 == value ? first : $0 }
        producers[first] = producer
      } else {
        continue
      }
      if !outputs.contains(first) {
        values[first].name = values[value].name
        values[value].name += "/exact"
      }
      removed.formUnion(readers[value])
      for other in codes.dropFirst() { replaced[other] = first }
    }
    outputs = outputs.map { replaced[$0] ?? $0 }
    nodes = nodes.indices.filter { !removed.contains($0) }.map { nodes[$0] }
    replaceInputs(replaced)
  }

  /// Takes out nodes that give what codes stand for to other nodes.
  private mutating func readCodes() {
    var replaced: [Int: Int] = [:]
    var kept: [Node] = []
    for node in nodes {
      if case .convert = node.operation, values[node.inputs[0]].elementType == .int8,
        isPlain(node.outputs[0]), !outputs.contains(node.outputs[0])
      {
        replaced[node.outputs[0]] = node.inputs[0]
      } else {
        kept.append(node)
      }
    }
    nodes = kept
    replaceInputs(replaced)
  }

  /// Makes codes of what is moved from codes, or to codes alone.
  private mutating func keepCodesThatMove() {
    for node in nodes where node.operation.movesElements {
      guard let codes = codes(node.inputs[0]) else { continue }
      for value in node.outputs where isPlain(value) && !outputs.contains(value) { setCodes(value, codes) }
    }
    let readers = readers
    for (index, node) in nodes.enumerated().reversed() where node.outputs.count == 1 {
      guard let codes = codes(node.outputs[0]), node.operation.canFollowRounding(to: codes) else { continue }
      for value in node.inputs
      where isPlain(value) && readers[value] == [index] && !outputs.contains(value) && constants[value] == nil
      {
        setCodes(value, codes)
      }
    }
  }

  private func codes(_ value: Int) -> AffineQuantization? {
    values[value].elementType == .int8 ? values[value].quantization : nil
  }

  private mutating func setCodes(_ value: Int, _ codes: AffineQuantization) {
    (values[value].elementType, values[value].quantization) = (.int8, codes)
  }

  private mutating func replaceInputs(_ replaced: [Int: Int]) {
    for index in nodes.indices { nodes[index].inputs = nodes[index].inputs.map { replaced[$0] ?? $0 } }
  }

  private func isPlain(_ value: Int) -> Bool {
    values[value].elementType == .float32 && values[value].quantization == nil
  }

  private func isQuantizing(_ node: Node) -> Bool {
    guard case .convert = node.operation, let output = node.outputs.first else { return false }
    return codes(output) != nil
  }
}

extension Operation {
  /// Whether the results are the same if what is read is rounded to the result's codes first.
  fileprivate func canFollowRounding(to codes: AffineQuantization) -> Bool {
    switch self {
    case .concatenate, .activation(.relu): true
    case .activation(let activation): activation.isIdentity(within: codes, bits: 8)
    default: movesElements
    }
  }
}
