import Foundation

/// A float network, trained ones as `samples/digits/train.py` writes them.
struct SampleNetwork: Decodable {
  /// One layer in the order of execution.
  struct Layer: Decodable {
    let name: String
    /// `convolution`, `depthwise_convolution`, `max_pool` or `dense`.
    let kind: String
    /// `[oc, ic, k, k]`, or `[out, in]` for `dense`; nil for pooling.
    let shape: [Int]?
    /// Largest activation that calibration saw; nil behind the last layer.
    let activationMaximum: Double?
    let biases: [Double]?
    /// One row per output channel.
    let weights: [[Double]]?
  }

  let layers: [Layer]

  /// Reads the network of a file.
  init(contentsOf url: URL) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(SampleNetwork.self, from: Data(contentsOf: url))
  }

  /// The first layer of a name.
  func layer(_ name: String) throws -> Layer {
    guard let layer = layers.first(where: { $0.name == name }) else { throw SampleError.missingLayer(name) }
    return layer
  }
}

/// Why the samples cannot be written.
enum SampleError: Error, CustomStringConvertible {
  case usage
  case missingLayer(String)
  case incompleteLayer(String)
  case inexpressibleLayer(String)

  var description: String {
    switch self {
    case .usage: "usage: kiln-samples samples/digits/network.json samples"
    case .missingLayer(let name): "the network has no layer named \(name)"
    case .inexpressibleLayer(let name): "layer \(name) does not fit the KPU's fields"
    case .incompleteLayer(let name): "layer \(name) lacks weights, biases or its activation maximum"
    }
  }
}
