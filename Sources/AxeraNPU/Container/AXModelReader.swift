import Containers

/// Reads the nodes of a compiled model's graph, and which of its constants they name.
struct AXModelReader {
  private let graph: ONNXGraph
  private let sizes: [String: Int]
  private var roles: [String: AXBlob.Role] = [:]
  private(set) var parts: [AXPart] = []
  private(set) var generation = AXModel.Generation.first

  /// The operation of compiled parts.
  static let operation = "neu mode"

  init(_ graph: ONNXGraph) {
    self.graph = graph
    sizes = Dictionary(graph.initializers.map { ($0.name, $0.storedByteCount) }) { first, _ in first }
  }

  /// Whether a name is that of a constant.
  func isBlob(_ name: String) -> Bool { sizes[name] != nil }

  /// The constants in the order of the file.
  var blobs: [AXBlob] {
    graph.initializers.map {
      AXBlob(name: $0.name, role: roles[$0.name] ?? .other, byteCount: $0.storedByteCount)
    }
  }

  /// Reads all nodes.
  mutating func readParts() throws(AXModelError) {
    for (index, node) in graph.nodes.enumerated() {
      guard node.operation == Self.operation else {
        parts.append(.cpu(operation: node.operation, name: node.name))
        continue
      }
      parts.append(.npu(try subgraph(node, subject: "node \(index) ('\(node.name.prefix(80))')")))
    }
    guard parts.contains(where: { if case .npu = $0 { true } else { false } }) else {
      throw AXModelError(
        .invalid(field: "the number of '\(Self.operation)' nodes", found: "0", expected: "1 or more"),
        subject: "graph")
    }
    for tensor in graph.initializers where (roles[tensor.name] ?? .other) != .other {
      guard tensor.dataType == .uint8, case .raw = tensor.storage else {
        throw AXModelError(
          .invalid(field: "its type", found: "\(tensor.dataType)", expected: "bytes in the file"),
          subject: "blob '\(tensor.name.prefix(80))'")
      }
      let count = try? tensor.elementCount()
      guard count == tensor.storedByteCount else {
        throw AXModelError(
          .invalid(
            field: "its size", found: "\(tensor.storedByteCount) bytes",
            expected: "that of shape \(tensor.dimensions)"
          ), subject: "blob '\(tensor.name.prefix(80))'")
      }
    }
  }

  private mutating func subgraph(_ node: ONNXNode, subject: String) throws(AXModelError) -> AXSubgraph {
    let inputs = node.inputs.filter { !isBlob($0) }
    guard let text = node.string("npu_graph_info") else {
      return try firstGeneration(node, inputs: inputs, subject: subject)
    }
    if generation == .first { generation = .second }
    let info = try AXNodeInfo(text, subject: subject)
    for program in info.programs {
      try claim(program.blob, .program, subject)
      for name in program.parameters { try claim(name, .parameters, subject) }
      for name in program.dynamicParameters { try claim(name, .dynamicParameters, subject) }
      if !program.dynamicParameters.isEmpty { generation = .third }
    }
    return AXSubgraph(
      name: info.name ?? node.string("neu_name") ?? node.name, inputs: inputs, outputs: node.outputs,
      programs: info.programs,
      outputTypes: try node.string("outputs_info").map { text throws(AXModelError) in
        try AXNodeInfo.outputTypes(text, subject: subject)
      } ?? [])
  }

  /// The blob is among the inputs of its node.
  private mutating func firstGeneration(
    _ node: ONNXNode, inputs: [String], subject: String
  ) throws(AXModelError) -> AXSubgraph {
    guard let name = node.string("neu name") ?? node.string("neu_name") else {
      throw AXModelError(
        .invalid(field: "its description", found: "missing", expected: "'npu_graph_info' or 'neu name'"),
        subject: subject)
    }
    let blobs = node.inputs.filter { isBlob($0) }
    guard let blob = blobs.first else {
      throw AXModelError(.missingBlob(name: "\(name)_data"), subject: subject)
    }
    for name in blobs { try claim(name, .program, subject) }
    return AXSubgraph(
      name: name, inputs: inputs, outputs: node.outputs,
      programs: [AXProgram(batch: 1, blob: blob, parameters: [], dynamicParameters: [])], outputTypes: [])
  }

  private mutating func claim(_ name: String, _ role: AXBlob.Role, _ subject: String) throws(AXModelError) {
    guard isBlob(name) else { throw AXModelError(.missingBlob(name: name), subject: subject) }
    if let other = roles[name], other != role {
      throw AXModelError(
        .invalid(
          field: "the use of blob '\(name.prefix(80))'", found: "both \(other.rawValue) and \(role.rawValue)",
          expected: "one of them"), subject: subject)
    }
    roles[name] = role
  }
}

/// A node's description in JSON.
struct AXNodeInfo {
  let name: String?
  let programs: [AXProgram]

  /// Largest batch that a program may be for.
  private static let batchLimit = 1 << 16

  init(_ text: String, subject: String) throws(AXModelError) {
    let field = "npu_graph_info"
    let root = try Self.json(text, field, subject)
    name = root["name"]?.text
    guard case .array(let nodes)? = root["dotneus"]?.value, !nodes.isEmpty else {
      throw Self.invalid("\(field).dotneus", root["dotneus"], "a list of programs", subject)
    }
    var programs: [AXProgram] = []
    for node in nodes {
      guard let blob = node["neu_key"]?.text else {
        throw Self.invalid("\(field).dotneus.neu_key", node["neu_key"], "the name of a blob", subject)
      }
      guard let batch = node["batch"]?.integer, (1...Self.batchLimit).contains(batch) else {
        throw Self.invalid("\(field).dotneus.batch", node["batch"], "1 to \(Self.batchLimit)", subject)
      }
      var (parameters, dynamic): ([String], [String]) = ([], [])
      if let extra = node["extra_inputs"] {
        guard case .array(let inputs) = extra.value else {
          throw Self.invalid("\(field).dotneus.extra_inputs", extra, "a list", subject)
        }
        // The key that an input does not have is empty or absent.
        for input in inputs {
          if let key = input["const_data_key"]?.text, !key.isEmpty { parameters.append(key) }
          if let key = input["dyn_param_expr_key"]?.text, !key.isEmpty { dynamic.append(key) }
        }
      }
      programs.append(
        AXProgram(batch: batch, blob: blob, parameters: parameters, dynamicParameters: dynamic))
    }
    self.programs = programs
  }

  /// Reads `{"r": ["FP32", [32, 10000]]}`.
  static func outputTypes(_ text: String, subject: String) throws(AXModelError) -> [AXOutputType] {
    let field = "outputs_info"
    let root = try json(text, field, subject)
    guard case .object(let members) = root.value else { throw invalid(field, root, "an object", subject) }
    var types: [AXOutputType] = []
    for member in members {
      guard case .array(let pair) = member.node.value, pair.count == 2, let type = pair[0].text,
        case .array(let nodes) = pair[1].value
      else { throw invalid(field, member.node, "a type's name and a list of extents", subject) }
      let extents = nodes.compactMap(\.integer)
      guard extents.count == nodes.count, extents.allSatisfy({ $0 >= 0 }) else {
        throw invalid(field, pair[1], "a list of extents", subject)
      }
      types.append(AXOutputType(name: member.name, type: type, extents: extents))
    }
    return types
  }

  private static func json(
    _ text: String, _ field: String, _ subject: String
  ) throws(AXModelError) -> JSONNode {
    do throws(LenientJSON.Failure) {
      return try LenientJSON(text.utf8).root
    } catch { throw AXModelError(.json(field: field, error), subject: subject) }
  }

  private static func invalid(
    _ field: String, _ node: JSONNode?, _ expected: String, _ subject: String
  ) -> AXModelError {
    AXModelError(
      .invalid(field: field, found: node?.kindName ?? "missing", expected: expected), subject: subject)
  }
}

extension JSONNode {
  /// The text, if it is one.
  fileprivate var text: String? { if case .string(let text) = value { text } else { nil } }
  /// The whole number, if it is one.
  fileprivate var integer: Int? { if case .number(let text) = value { Int(text) } else { nil } }
}
