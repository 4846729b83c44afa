import AxeraNPU
import Bytes
import Containers

/// Look-alikes of compiled models, of any generation; the programs are bytes without meaning.
struct SampleAXModel {
  var generation = AXModel.Generation.third
  var producer = "Pulsar2"
  var version = "3.1"
  var cores = 3
  var batches = [1, 2]
  /// What stands in `extra_data`; nil for what belongs there.
  var extraData: String?
  /// What stands in `npu_graph_info`; nil for what belongs there.
  var graphInfo: String?
  /// What stands in `outputs_info`.
  var outputsInfo = "{\"scores\": [\"FP32\", [2, 10]]}"
  /// A constant that is left out.
  var missing: String?
  /// A node between two parts.
  var hasCPUNode = false

  private var programs: [String] {
    generation == .second ? batches.map { "npu_0_b\($0)_data" } : batches.map { "subgraph_npu_0_b\($0)_neu" }
  }

  /// The file.
  var bytes: [UInt8] { model.bytes() }

  var model: ONNXModel {
    var nodes = [node]
    if hasCPUNode {
      nodes.append(ONNXNode(name: "cpu_1", operation: "Softmax", inputs: ["scores"], outputs: ["p"]))
      nodes.append(node)
    }
    return ONNXModel(
      irVersion: generation == .first ? 6 : generation == .second ? 7 : 8, producerName: producer,
      docString: "Pulsar2 Version:  \(version)\nPulsar2 Commit: a8a80616",
      operatorSets: [ONNXOperatorSet(version: 13)],
      metadata: generation == .first
        ? [] : [ONNXMetadata(key: "extra_data", value: extraData ?? Base64.text(extraBytes))],
      graph: ONNXGraph(
        name: "ax-model", nodes: nodes, initializers: blobs.filter { $0.name != missing },
        inputs: [
          ONNXValueInfo(
            name: "image", elementType: .uint8, dimensions: [.fixed(2), .fixed(48), .fixed(32), .fixed(1)])
        ],
        outputs: [ONNXValueInfo(name: "scores", elementType: .float, dimensions: [.fixed(2), .fixed(10)])]))
  }

  private var node: ONNXNode {
    if generation == .first {
      return ONNXNode(
        name: "npu_0", operation: "neu mode", inputs: ["image", "npu_0_data"], outputs: ["scores"],
        attributes: [ONNXAttribute("neu name", .text("npu_0"))])
    }
    return ONNXNode(
      name: "npu_0", operation: "neu mode", inputs: ["image"], outputs: ["scores"],
      attributes: [
        ONNXAttribute("neu_name", .text("npu_0")), ONNXAttribute("npu_graph_info", .text(graphInfo ?? info)),
        ONNXAttribute("outputs_info", .text(outputsInfo)), ONNXAttribute("version", .int(1)),
      ])
  }

  private var info: String {
    let dynamic =
      ", {\"name\": \"dyn_params\", \"type\": \"DotNeuInputDynParam\", \"dyn_param_expr_key\": \"npu_dyn_params\", "
      + "\"const_data_key\": \"\"}"
    let nodes = zip(batches, programs).map { batch, program in
      "{\"neu_key\": \"\(program)\", \"batch\": \(batch), \"extra_inputs\": [{\"name\": \"params\", "
        + "\"const_data_key\": \"npu_params\", \"type\": \"DotNeuInputConst\"}\(generation == .third ? dynamic : "")]}"
    }
    return "{\"name\": \"npu_0\", \"dotneus\": [\(nodes.joined(separator: ", "))], \"type\": \"NPUDotNeu\"}"
  }

  private var blobs: [ONNXTensor] {
    func blob(_ name: String, _ count: Int) -> ONNXTensor {
      ONNXTensor(
        name: name, dataType: .uint8, dimensions: [count],
        storage: .raw([UInt8](repeating: 0xA5, count: count)[...]))
    }
    if generation == .first { return [blob("npu_0_data", 500)] }
    return [blob("npu_params", 100)] + (generation == .third ? [blob("npu_dyn_params", 9)] : [])
      + programs.enumerated().map { blob($1, 300 + 20 * $0) }
  }

  private var extraBytes: [UInt8] {
    var writer = ProtobufWriter()
    writer.write(1) { tensor in
      tensor.write(1, string: "image")
      tensor.write(2, integer: 1)
      tensor.write(3, integer: 6)
    }
    writer.write(1) { $0.write(1, string: "scores") }
    writer.write(2, string: "1")
    writer.write(4) { if cores > 1 { $0.write(3, integer: Int64(cores - 1)) } }
    return writer.bytes
  }
}
