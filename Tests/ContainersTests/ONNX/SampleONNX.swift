import Containers

/// A small network that uses every structure of the format that is read.
enum SampleONNX {
  /// What a branch of an `If` computes.
  static let branch = ONNXGraph(
    name: "then", nodes: [ONNXNode(operation: "Identity", inputs: ["y"], outputs: ["z"])],
    outputs: [ONNXValueInfo(name: "z")])

  static let convolution = ONNXNode(
    name: "first", operation: "Conv", inputs: ["x", "w", ""], outputs: ["y"],
    attributes: [
      ONNXAttribute("kernel_shape", .ints([3, 3])), ONNXAttribute("group", .int(1)),
      ONNXAttribute("alpha", .float(0.25)), ONNXAttribute("auto_pad", .text("NOTSET")),
      ONNXAttribute("scales", .floats([1, 2.5])), ONNXAttribute("names", .strings([[0x61], [], [0xFF]])),
      ONNXAttribute("value", .tensor(ONNXTensor(name: "", dimensions: [2], integers: [1, -1]))),
      ONNXAttribute("then_branch", .graph(branch)), ONNXAttribute("odd", .other(kind: 9)),
    ], docString: "by hand")

  static let model = ONNXModel(
    producerName: "kiln", producerVersion: "1", domain: "org.example", modelVersion: -3,
    docString: "two\nlines",
    operatorSets: [ONNXOperatorSet(version: 13), ONNXOperatorSet(domain: "org.example", version: 1)],
    metadata: [ONNXMetadata(key: "author", value: "nobody"), ONNXMetadata(key: "empty", value: "")],
    graph: ONNXGraph(
      name: "sample", docString: "a graph",
      nodes: [
        convolution, ONNXNode(operation: "Relu", domain: "org.example", inputs: ["y"], outputs: ["z"]),
      ],
      initializers: [
        ONNXTensor(name: "w", dimensions: [1, 1, 3, 3], floats: (0..<9).map { Float($0) / 4 }),
        ONNXTensor(name: "i", dimensions: [3], integers: [-8, 7, 1], as: .int4),
        ONNXTensor(
          name: "listed", dataType: .int32, dimensions: [2], storage: .list(.integers32, [1, 0x96, 1])),
        ONNXTensor(name: "doubles", dataType: .double, dimensions: [0], storage: .raw([])),
        ONNXTensor(
          name: "texts", dataType: .string, dimensions: [2], storage: .strings([[0x61], [0x62, 0x63]])),
        ONNXTensor(
          name: "far", dataType: .float, dimensions: [4],
          storage: .external([ONNXMetadata(key: "location", value: "weights.bin")])),
      ],
      inputs: [
        ONNXValueInfo(
          name: "x", elementType: .float, dimensions: [.symbol("batch"), .fixed(1), .unknown, .fixed(5)])
      ],
      outputs: [ONNXValueInfo(name: "z", elementType: .float, dimensions: nil)],
      valueInfos: [ONNXValueInfo(name: "y", elementType: .float, dimensions: [])]))

  /// A file made of raw parts of a graph.
  static func file(_ graph: (inout ProtobufWriter) -> Void) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.write(1, integer: 8)
    writer.write(7, message: graph)
    return writer.bytes
  }

  /// A file of one constant, made of raw parts, read again.
  static func tensor(_ tensor: (inout ProtobufWriter) -> Void) throws(ONNXError) -> ONNXTensor {
    try ONNXModel(file { $0.write(5, message: tensor) }).graph.initializers[0]
  }
}
