/// A network of codes, and what became of the network of floats that it was made from.
public struct QuantizedGraph: Sendable {
  /// The network; values of the prepared network of floats keep their indices.
  public let graph: Graph
  /// How each input is given.
  public let inputs: [InputForm]
  /// What was done with each node of the prepared network.
  public let nodes: [Treatment]
  /// Values that stand for the same numbers as in the network of floats, as far as codes can.
  ///
  /// Left out are those that a following node would cut off anyway, and sums that nothing makes any more.
  public let comparable: [Int]

  /// What was done with a node.
  public struct Treatment: Sendable, Equatable {
    /// The node's name in the network of floats.
    public let name: String
    /// The file's name of the operation.
    public let label: String
    /// What it computes with now.
    public let precision: QuantizationScheme.Precision
    /// Why that is not what the scheme asks for; nil where it is.
    public let reason: Reason?
  }

  /// Why a node does not compute with codes of 8 bits.
  public enum Reason: String, Sendable, Equatable {
    /// Batches of more than one picture stay floats.
    case batch = "more than one picture"
    /// The operation's results stay floats.
    case operation = "computed in floats"
    /// The value's range is not known.
    case noRange = "no range"
    /// A convolution of codes of these extents does not run, or its input has no codes.
    case convolution = "a convolution that codes are not computed with"
  }
}

/// Why a network could not be quantised.
public struct QuantizationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: Sendable, Equatable {
    /// Another number of ranges than values, or of forms than inputs.
    case count(of: String, found: Int, expected: Int)
    /// An input's form has no meaning for it.
    case inputForm(input: String, found: String, expected: String)
    /// An output that is asked for as codes has no range to make them with.
    case output(String)
    /// A weight or bias is not finite.
    case notFinite(node: String, found: Float)
  }

  /// What went wrong.
  public let kind: Kind

  /// Records what went wrong.
  public init(_ kind: Kind) { self.kind = kind }

  /// One line: what was found and what was expected.
  public var description: String {
    switch kind {
    case .count(let name, let found, let expected): "\(found) \(name); must be exactly \(expected)"
    case .inputForm(let input, let found, let expected): "input \(input) has \(found); must be \(expected)"
    case .output(let name): "output \(name) has no range; must be given out as floats"
    case .notFinite(let node, let found): "node \(node): a weight or bias is \(found); must be finite"
    }
  }
}
