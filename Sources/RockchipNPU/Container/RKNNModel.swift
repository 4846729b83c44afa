import Containers

/// A compiled Rockchip model as its file describes it; weights and commands stay in the file's bytes.
///
/// Container versions 6 and 2 (toolkits 1.3 to 2.3.2). Nothing of it has been run or interpreted yet: references between
/// the parts are checked, so that readers need not.
public struct RKNNModel: Sendable {
  /// The file.
  public let file: [UInt8]
  /// The outer parts.
  public let container: RKNNContainer
  /// The NPU's generation as the file names it: `RKNPU v2`.
  public let generation: String
  /// The chip that it was compiled for: `rk3588`.
  public let platform: String
  /// Versions of toolkit and compiler as runtimes print them.
  public let toolkit: String
  /// The framework that the network came from: `ONNX`.
  public let framework: String
  /// What the user wrote into the file.
  public let customText: String
  /// Bytes of weights, as the compiler counted them.
  public let weightByteCount: Int
  /// Bytes of the arena of feature maps, as the compiler counted them.
  public let arenaByteCount: Int
  /// All tensors; the first stands for "none".
  public let tensors: [RKNNTensor]
  /// All nodes in the order of execution.
  public let nodes: [RKNNNode]
  /// Indices of the inputs' tensors.
  public let inputs: [Int]
  /// Indices of the outputs' tensors.
  public let outputs: [Int]
  /// Mean and deviation of each input, per channel.
  public let normalizations: [RKNNNormalization]
  /// First task of the programs for 1, 2 and 3 cores; empty for chips with one core.
  public let programStarts: [Int]
  /// Offsets in the file of each buffer.
  let buffers: [Range<Int>]

  /// What an input or output of the graph counts beside its name: description, encoding and a line of attributes.
  private static let descriptionCharge = 1024

  /// The nodes without the two ends of the graph.
  var layerNodes: [RKNNNode] { nodes.filter { !$0.isEnd } }

  /// The bytes of a tensor that the file holds; empty when it holds none.
  public func contents(of tensor: RKNNTensor) -> ArraySlice<UInt8> {
    buffers.isEmpty ? [] : file[buffers[tensor.bufferIndex]]
  }

  /// Reads a file.
  ///
  /// - Throws: `RKNNError` with the offset at fault.
  public init(_ file: [UInt8]) throws(RKNNError) {
    let container = try RKNNContainer(file)
    let buffer = FlatBuffer(file[container.payload])
    guard buffer.identifier == "RKNN" else {
      throw RKNNError(
        .invalid(
          field: "identifier of the FlatBuffer", found: "\"\(buffer.identifier ?? "")\"", expected: "\"RKNN\""
        ),
        offset: container.payload.lowerBound, subject: "payload")
    }
    do throws(FlatBufferError) {
      let root = try buffer.root()
      self.file = file
      self.container = container
      generation = try root.string(1)
      toolkit = try root.string(7)
      platform = try root.string(8)
      framework = try root.string(9)
      customText = try root.string(11)
      let memory = try root.table(19)
      weightByteCount = Int(clamping: try memory?.integer(0, UInt64.self) ?? 0)
      arenaByteCount = Int(clamping: try memory?.integer(1, UInt64.self) ?? 0)
      // Version 2 keeps its buffers in another field.
      let bufferTables = try root.tables(container.version == 2 ? 4 : 20)
      buffers = try bufferTables.map { table throws(FlatBufferError) in try table.byteRange(0) ?? 0..<0 }
      guard let graph = try root.tables(2).first else {
        throw FlatBufferError(
          .invalid(field: "number of graphs", found: "0", expected: "at least 1"), offset: root.offset)
      }
      tensors = try graph.tables(0).enumerated().map { pair throws(FlatBufferError) in
        try RKNNTensor(pair.element, index: pair.offset)
      }
      var nodes: [RKNNNode] = []
      let nodeTables = try graph.tables(1)
      nodes.reserveCapacity(nodeTables.count)
      for (index, table) in nodeTables.enumerated() {
        nodes.append(try RKNNNode(table, index: index, version: container.version, file: file))
      }
      self.nodes = nodes
      inputs = try graph.indices(2)
      outputs = try graph.indices(3)
      // Each is described as often as it is listed, by its name.
      for index in inputs + outputs where tensors.indices.contains(index) {
        try graph.charge(Self.descriptionCharge + 4 * tensors[index].name.utf8.count)
      }
      normalizations = try graph.tables(4).map { table throws(FlatBufferError) in try RKNNNormalization(table)
      }
      programStarts = try graph.indices(10)
    } catch { throw RKNNError(.flatBuffer(error), offset: error.offset, subject: "payload") }
    try checkReferences()
  }
}

/// What an input goes through before it is quantised: `(value - mean) / deviation`.
public struct RKNNNormalization: Sendable, Equatable {
  /// One per channel.
  public let means: [Float]
  /// One per channel.
  public let deviations: [Float]
  /// Channel of the input that each channel of the model reads.
  public let channelOrder: [Int]

  init(_ table: FlatTable) throws(FlatBufferError) {
    means = try table.floats(0)
    deviations = try table.floats(1)
    channelOrder = try table.indices(2)
  }
}
