public import Containers
import Tensors

extension GraphFile {
  /// The graph that an ONNX graph of our domain stands for.
  ///
  /// - Throws: `GraphFileError` naming the node or value that is wrong.
  public static func read(_ file: ONNXGraph) throws(GraphFileError) -> Graph {
    var graph = Graph()
    var places: [String: Int] = [:]
    let quantizations = try annotations(of: file)
    for info in file.valueInfos {
      graph.values.append(try value(info, quantizations[info.name]))
      guard places.updateValue(graph.values.count - 1, forKey: info.name) == nil else {
        throw GraphFileError("described twice", at: "value \(info.name)")
      }
    }
    for (info, isInput) in file.inputs.map({ ($0, true) }) + file.outputs.map({ ($0, false) }) {
      guard let place = places[info.name] else {
        throw GraphFileError("is not described", at: "value \(info.name)")
      }
      if isInput { graph.inputs.append(place) } else { graph.outputs.append(place) }
    }
    var tensors: [String: ONNXTensor] = [:]
    for tensor in file.initializers { tensors[tensor.name] = tensor }
    for (name, place) in places {
      guard let tensor = tensors[name] else { continue }
      do throws(ONNXError) {
        graph.constants[place] = try tensor.floats()
      } catch { throw GraphFileError("\(error)", at: "value \(name)") }
    }
    for node in file.nodes { graph.nodes.append(try self.node(node, places, tensors)) }
    return graph
  }

  private static func node(
    _ node: ONNXNode, _ places: [String: Int], _ tensors: [String: ONNXTensor]
  ) throws(GraphFileError) -> Graph.Node {
    guard node.domain == domain else {
      throw GraphFileError(
        "is of the domain \"\(node.domain)\"; must be of \(domain)", at: "node \(node.name)")
    }
    var (inputs, parameters): ([Int], [ONNXTensor]) = ([], [])
    for name in node.inputs {
      if let place = places[name] {
        inputs.append(place)
      } else if let tensor = tensors[name] {
        parameters.append(tensor)
      } else {
        throw GraphFileError("nothing makes its input \"\(name)\"", at: "node \(node.name)")
      }
    }
    var outputs: [Int] = []
    for name in node.outputs {
      guard let place = places[name] else {
        throw GraphFileError("its output \"\(name)\" is not described", at: "node \(node.name)")
      }
      outputs.append(place)
    }
    return Graph.Node(
      name: node.name, label: node.string("label") ?? node.operation,
      operation: try Operation(StoredNodeReader(node: node, tensors: parameters)), inputs: inputs,
      outputs: outputs)
  }

  private static func value(
    _ info: ONNXValueInfo, _ quantization: AffineQuantization?
  ) throws(GraphFileError) -> Graph.Value {
    let types: [ONNXDataType: ElementType] = [
      .float: .float32, .float16: .float16, .int8: .int8, .int16: .int16,
    ]
    guard let type = info.elementType.flatMap({ types[$0] }), let extents = info.fixedDimensions else {
      throw GraphFileError("has no type or shape that is known", at: "value \(info.name)")
    }
    return Graph.Value(name: info.name, elementType: type, shape: Shape(extents), quantization: quantization)
  }

  /// What the codes of values stand for, by name.
  private static func annotations(of file: ONNXGraph) throws(GraphFileError) -> [String: AffineQuantization] {
    var tensors: [String: ONNXTensor] = [:]
    for tensor in file.initializers where tensor.dimensions.isEmpty { tensors[tensor.name] = tensor }
    var result: [String: AffineQuantization] = [:]
    for field in file.opaqueFields where field.number == annotationField {
      let (name, entries) = try annotation(field.bytes)
      guard let scale = entries["SCALE_TENSOR"].flatMap({ try? tensors[$0]?.floats().first }),
        let zeroPoint = entries["ZERO_POINT_TENSOR"].flatMap({ try? tensors[$0]?.integers().first }),
        scale > 0, scale.isFinite, let code = Int16(exactly: zeroPoint)
      else { throw GraphFileError("its annotation has no scale and zero point", at: "value \(name)") }
      result[name] = AffineQuantization(scale: scale, zeroPoint: Int32(code))
    }
    return result
  }

  private static func annotation(
    _ bytes: ArraySlice<UInt8>
  ) throws(GraphFileError) -> (name: String, entries: [String: String]) {
    var reader = ProtobufReader(bytes)
    var (name, entries): (String, [String: String]) = ("", [:])
    do throws(ProtobufError) {
      while let field = try reader.next() {
        switch field.number {
        case 1: name = String(decoding: try field.bytes(), as: UTF8.self)
        case 2:
          var entry = try reader.message(field)
          var pair = ["", ""]
          while let part = try entry.next() {
            guard part.number == 1 || part.number == 2 else { continue }
            pair[part.number - 1] = String(decoding: try part.bytes(), as: UTF8.self)
          }
          entries[pair[0]] = pair[1]
        default: continue
        }
      }
    } catch { throw GraphFileError("\(error)", at: "annotation") }
    return (name, entries)
  }
}
