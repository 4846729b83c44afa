/// Why a model could not be run.
public struct SimulationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: Error, Sendable, Equatable {
    /// The number of inputs given differs from the model's.
    case inputCount(found: Int, expected: Int)
    /// An input has the wrong number of bytes.
    case inputSize(index: Int, found: Int, expected: Int)
    /// The model declares more main memory, or returns more bytes of outputs, than allowed.
    case tooMuchMemory(needed: Int, limit: Int)
    /// The computer has no such piece of memory to give.
    case memoryRefused(memory: String, byteCount: Int)
    /// An inference would take more elementary operations than allowed.
    case tooMuchWork(operations: Int, limit: Int)
    /// An access would leave a memory of the chip.
    case outOfBounds(memory: String, start: Int, byteCount: Int, size: Int)
    /// A parameter of the layer has no meaning.
    case invalidParameter(name: String, found: String, expected: String)
    /// The layer is known, but no runtime of the chip runs it.
    case notRunnable(reason: String)
  }

  /// What went wrong.
  public let kind: Kind
  /// Index of the layer, nil outside layers.
  public let layer: Int?
  /// The format's name of the layer's operation, nil outside layers.
  public let operation: String?

  /// Records what went wrong and in which layer.
  public init(_ kind: Kind, layer: Int? = nil, operation: String? = nil) {
    self.kind = kind
    self.layer = layer
    self.operation = operation
  }

  /// One line: the layer, what was found and what was expected.
  public var description: String {
    guard let layer else { return kind.explanation }
    return "layer \(layer)\(operation.map { " (\($0))" } ?? ""): \(kind.explanation)"
  }
}

extension SimulationError.Kind {
  /// What was found and expected, without the layer.
  package var explanation: String {
    switch self {
    case .inputCount(let found, let expected):
      "\(found) inputs were given; the model has \(expected)"
    case .inputSize(let index, let found, let expected):
      "input \(index) has \(found) bytes; must be exactly \(expected)"
    case .tooMuchMemory(let needed, let limit):
      "the model needs \(needed) bytes of memory for its tensors; the limit is \(limit)"
    case .memoryRefused(let memory, let byteCount):
      "\(memory) needs \(byteCount) bytes, which this computer does not give"
    case .tooMuchWork(let operations, let limit):
      "one inference would take \(operations) operations; the limit is \(limit)"
    case .outOfBounds(let memory, let start, let byteCount, let size):
      "needs \(byteCount) bytes of \(memory) from \(start) on; it has \(size) bytes"
    case .invalidParameter(let name, let found, let expected):
      "\(name) is \(found); must be \(expected)"
    case .notRunnable(let reason):
      reason
    }
  }
}
