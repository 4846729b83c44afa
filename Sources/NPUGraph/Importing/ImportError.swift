/// Why a network could not be made a graph.
public struct ImportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: Sendable, Equatable {
    /// Nothing here computes the operator.
    case unsupportedOperator
    /// The operator is known, but not with these attributes, types or inputs.
    case unsupportedForm(String)
    /// Attributes or shapes that contradict the operator's definition.
    case invalid(name: String, found: String, expected: String)
    /// A version of the operator definitions that was not read.
    case operatorSet(Int, known: ClosedRange<Int>)
    /// An extent of an input that the file leaves open.
    case openExtent(input: String, axis: Int, symbol: String)
    /// A shape was given that the input does not have.
    case wrongShape(input: String, found: [Int], expected: String)
    /// A node or output reads a value that nothing makes.
    case missingValue(String)
    /// Two nodes make the same value.
    case madeTwice(String)
    /// Nodes wait for each other.
    case cycle
    /// Constants or tensors larger than what is allowed.
    case tooLarge(elements: Int, limit: Int)
    /// Constants that take more operations to compute than what is allowed.
    case tooMuchWork(operations: Int, limit: Int)
    /// The file holds something that its own format forbids.
    case container(String)
  }

  /// What went wrong.
  public let kind: Kind
  /// The node's name, or that of its first output; nil outside of nodes.
  public let node: String?
  /// The node's operator, as the file spells it; nil outside of nodes.
  public let operation: String?

  /// Records what went wrong and where.
  public init(_ kind: Kind, node: String? = nil, operation: String? = nil) {
    self.kind = kind
    self.node = node
    self.operation = operation
  }

  /// One line: the node, what was found and what was expected.
  public var description: String {
    guard let operation else { return kind.explanation }
    let place = node.map { $0.isEmpty ? operation : "\(operation) \"\($0)\"" } ?? operation
    return "\(place): \(kind.explanation)"
  }
}

extension ImportError.Kind {
  fileprivate var explanation: String {
    switch self {
    case .unsupportedOperator: "this operator is not known here"
    case .unsupportedForm(let form): "not computed here: \(form)"
    case .invalid(let name, let found, let expected): "\(name) is \(found); must be \(expected)"
    case .operatorSet(let found, let known):
      "operator set \(found); \(known.lowerBound) to \(known.upperBound) are known here"
    case .openExtent(let input, let axis, let symbol):
      "input \"\(input)\" leaves axis \(axis) open" + (symbol.isEmpty ? "" : " (\(symbol))")
    case .wrongShape(let input, let found, let expected):
      "input \"\(input)\" was given the shape \(found.map(String.init).joined(separator: "x")); it has \(expected)"
    case .missingValue(let name): "\"\(name)\" is read, but nothing that is imported makes it"
    case .madeTwice(let name): "\"\(name)\" is made by another node already"
    case .cycle: "it waits for its own result"
    case .tooLarge(let elements, let limit): "\(elements) elements; the limit is \(limit)"
    case .tooMuchWork(let operations, let limit):
      "its constants take \(operations) operations to compute; the limit is \(limit)"
    case .container(let reason): reason
    }
  }
}
