public import Containers
import Tensors

/// Graphs as ONNX graphs whose operators belong to a private domain: any viewer opens them, and all that a run needs is in
/// them.
///
/// Values are named; what codes stand for is written as ONNX's quantisation annotations. Weights, biases and constants are
/// initializers. Reading what was written gives the same graph. **Source**: our own format, docs/axera.md.
public enum GraphFile {
  /// The domain of the operators.
  public static let domain = "npusim.q"
  /// Version of the domain's operators.
  public static let version: Int64 = 1

  /// The ONNX graph that stands for a graph.
  ///
  /// - Throws: `GraphFileError` for operations that are not stored.
  public static func write(_ graph: Graph, name: String) throws(GraphFileError) -> ONNXGraph {
    let names = uniqueNames(graph)
    var result = ONNXGraph(name: name)
    for (index, node) in graph.nodes.enumerated() {
      var stored: StoredNode
      do throws(GraphFileError) {
        stored = try node.operation.stored()
      } catch { throw GraphFileError(error.reason, at: "node \(node.name)") }
      stored.set("label", node.label)
      var inputs = node.inputs.map { names[$0] }
      for tensor in stored.tensors {
        var tensor = tensor
        tensor.name = "\(index).\(tensor.name)"
        inputs.append(tensor.name)
        result.initializers.append(tensor)
      }
      result.nodes.append(
        ONNXNode(
          name: node.name, operation: stored.operation, domain: domain, inputs: inputs,
          outputs: node.outputs.map { names[$0] }, attributes: stored.attributes))
    }
    for (value, content) in graph.constants.sorted(by: { $0.key < $1.key }) {
      result.initializers.append(
        ONNXTensor(name: names[value], dimensions: graph.values[value].shape.extents, floats: content))
    }
    let infos = graph.values.enumerated().map { info($0.element, names[$0.offset]) }
    result.inputs = graph.inputs.map { infos[$0] }
    result.outputs = graph.outputs.map { infos[$0] }
    // All of them, so that values keep their order.
    result.valueInfos = infos
    for (index, value) in graph.values.enumerated() {
      guard let quantization = value.quantization else { continue }
      let (scale, zeroPoint) = ("\(names[index]).scale", "\(names[index]).zero_point")
      result.initializers.append(ONNXTensor(name: scale, dimensions: [], floats: [quantization.scale]))
      result.initializers.append(
        ONNXTensor(name: zeroPoint, dimensions: [], integers: [Int64(quantization.zeroPoint)], as: .int32))
      result.opaqueFields.append(
        ONNXOpaqueField(number: annotationField, bytes: annotation(names[index], scale, zeroPoint)[...]))
    }
    return result
  }

  /// `quantization_annotation` of ONNX's `GraphProto`.
  static let annotationField = 14

  private static func annotation(_ name: String, _ scale: String, _ zeroPoint: String) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.write(1, string: name)
    for (key, tensor) in [("SCALE_TENSOR", scale), ("ZERO_POINT_TENSOR", zeroPoint)] {
      writer.write(2) { entry in
        entry.write(1, string: key)
        entry.write(2, string: tensor)
      }
    }
    return writer.bytes
  }

  /// Names of values: their own, with a number behind those that are empty or occur twice.
  private static func uniqueNames(_ graph: Graph) -> [String] {
    var taken: Set<String> = [""]
    return graph.values.enumerated().map { index, value in
      var name = value.name
      var attempt = 0
      while !taken.insert(name).inserted {
        name = attempt == 0 ? "\(value.name)#\(index)" : "\(value.name)#\(index).\(attempt)"
        attempt += 1
      }
      return name
    }
  }

  private static func info(_ value: Graph.Value, _ name: String) -> ONNXValueInfo {
    let type: ONNXDataType =
      switch value.elementType {
      case .int8: .int8
      case .int16: .int16
      case .float16: .float16
      default: .float
      }
    return ONNXValueInfo(
      name: name, elementType: type, dimensions: value.shape.extents.map { .fixed($0) })
  }
}
