import KModel
import Simulation
import Tensors

/// Which shape each place in memory holds, followed from layer to layer.
///
/// Element-wise layers store a count only; what they read was written by a layer whose shape is known.
struct ShapeFlow {
  /// A place that tensors start at.
  struct Place: Hashable {
    let memory: MemoryType
    let start: UInt32
  }

  private var shapes: [Place: Shape] = [:]

  /// The shape that was last written at a place, when it has `count` elements.
  func shape(at place: Place?, count: Int?) -> Shape? {
    guard let place, let shape = shapes[place], shape.elementCount == count else { return nil }
    return shape
  }

  /// Notes what a layer wrote.
  mutating func write(_ shape: Shape?, at place: Place?) {
    guard let place else { return }
    shapes[place] = shape
  }

  /// Gives an element-wise layer the shape of what it reads, then notes its result.
  mutating func follow(_ facts: inout LayerFacts, from source: Place?, to result: Place?) {
    if facts.isElementwise, let shape = shape(at: source, count: facts.input?.elementCount) {
      facts.input = shape
      facts.output = shape
    }
    write(facts.output, at: result)
  }
}

extension KModelV3 {
  /// What reports say of each layer, with shapes followed through main memory.
  var layerFacts: [LayerFacts] {
    var flow = ShapeFlow()
    return layers.map { layer in
      var facts = LayerFacts(layer.operation)
      let result = (try? layer.operation.mainMemoryOutput())?.bytes
      let isWritten = facts.unit == .cpu || layer.flags & 1 == 1
      flow.follow(
        &facts, from: layer.operation.elementwiseInput.map { .init(memory: .main, start: $0) },
        to: isWritten ? result.map { .init(memory: .main, start: UInt32($0.lowerBound)) } : nil)
      return facts
    }
  }
}

extension KModelV4 {
  /// What reports say of each node, with shapes followed through the memories.
  var layerFacts: [LayerFacts] {
    var flow = ShapeFlow()
    return nodes.map { node in
      var facts = LayerFacts(node.operation)
      let (source, result) = (node.operation.sources.first, node.operation.result)
      flow.follow(
        &facts, from: source.map { .init(memory: $0.memory, start: $0.start) },
        to: result.byteCount > 0 ? .init(memory: result.memory, start: result.start) : nil)
      return facts
    }
  }
}

extension OperationV3 {
  /// Where an element-wise layer reads; nil for layers that store their shapes.
  fileprivate var elementwiseInput: UInt32? {
    switch self {
    case .add(let layer): layer.a
    case .quantizedAdd(let layer): layer.addition.a
    case .quantize(let layer), .dequantize(let layer): layer.input
    case .requantize(let layer): layer.input
    case .l2Normalization(let layer), .softmax(let layer), .logistic(let layer): layer.input
    default: nil
    }
  }
}
