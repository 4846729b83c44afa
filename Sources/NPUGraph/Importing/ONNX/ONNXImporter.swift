public import Containers
import OpKernels
import Tensors

/// Makes an ONNX network a graph: nodes in their order, shapes inferred, what depends on constants alone computed.
///
/// Operator sets 7 to 21 of the default domain. Nodes that no output needs are left out.
/// **Source**: ONNX's operator definitions; docs/onnx.md lists what is imported.
public struct ONNXImporter {
  let model: ONNXModel
  /// Version of the default operator set.
  let version: Int
  /// Shapes given by the user, by input.
  private let shapes: [String: [Int]]
  var assembler: GraphAssembler
  /// What is known by name; nil for optional results that a node does not have.
  private var environment: [String: Operand] = [:]
  /// The file's type of values that are codes here, by value.
  var fileTypes: [Int: ONNXDataType] = [:]
  /// Values that hold floats here and whole numbers in the file.
  var wholeValues = Set<Int>()
  /// Names of the graph's inputs, by value.
  var inputNames: [Int: String] = [:]
  /// Inputs that are known to be codes of one scale.
  var directlyDequantized = Set<String>()
  /// Types of stored codes, by name.
  var codeTypes: [String: ONNXDataType] = [:]
  /// What each input of the graph holds in the file.
  public private(set) var inputTypes: [ONNXDataType] = []

  /// An importer of a model.
  ///
  /// - Parameters:
  ///   - shapes: of inputs whose extents the file leaves open, by name; an open first axis is 1 by itself.
  ///   - math: the transcendental functions that constants are computed with.
  public init(
    _ model: ONNXModel, shapes: [String: [Int]] = [:], limits: ImportLimits = ImportLimits(),
    math: ActivationMath
  ) {
    self.model = model
    self.shapes = shapes
    assembler = GraphAssembler(limits: limits, math: math)
    version = Int(clamping: model.operatorSetVersion() ?? 1)
  }

  /// The graph, node for node as the file has it.
  ///
  /// - Throws: `ImportError` naming the node that cannot be imported.
  public mutating func importGraph() throws(ImportError) -> Graph {
    guard Self.operatorSets.contains(version) else {
      throw ImportError(.operatorSet(version, known: Self.operatorSets))
    }
    for tensor in model.graph.initializers {
      environment[tensor.name] = .constant(try constant(tensor))
      codeTypes[tensor.name] = tensor.dataType
    }
    try addInputs()
    findDirectlyDequantized()
    for index in try ONNXNodeOrder(model.graph).order { try add(model.graph.nodes[index]) }
    for output in model.graph.outputs {
      guard let operand = environment[output.name] else { throw ImportError(.missingValue(output.name)) }
      try addOutput(operand, named: output.name)
    }
    return assembler.graph
  }

  /// The operator sets whose definitions were read.
  static let operatorSets = 7...21

  private mutating func addInputs() throws(ImportError) {
    for input in model.graph.inputs where environment[input.name] == nil {
      let extents = try extents(of: input)
      let type = input.elementType ?? .float
      let value: Int
      switch type {
      case .float, .double: value = try assembler.addValue(input.name, extents)
      case .float16: value = try assembler.addValue(input.name, extents, .float16)
      case .int8:
        value = try assembler.addValue(
          input.name, extents, .int8, AffineQuantization(scale: 1, zeroPoint: 0))
      case .uint8:
        // As s8 codes, bytes are 128 less.
        value = try assembler.addValue(
          input.name, extents, .int8, AffineQuantization(scale: 1, zeroPoint: -128))
      default:
        throw ImportError(.unsupportedForm("input \"\(input.name)\" of type \(type)"))
      }
      assembler.addInput(value)
      inputTypes.append(type)
      inputNames[value] = input.name
      if type == .int8 || type == .uint8 { fileTypes[value] = type }
      environment[input.name] = .value(value)
    }
  }

  private func extents(of input: ONNXValueInfo) throws(ImportError) -> [Int] {
    let given = shapes[input.name]
    guard let dimensions = input.dimensions else {
      guard let given else { throw ImportError(.openExtent(input: input.name, axis: 0, symbol: "any shape")) }
      return given
    }
    let words = dimensions.map {
      switch $0 {
      case .fixed(let extent): "\(extent)"
      case .symbol(let name): name
      case .unknown: "?"
      }
    }
    if let given, given.count != dimensions.count || given.contains(where: { $0 < 1 }) {
      throw ImportError(.wrongShape(input: input.name, found: given, expected: words.joined(separator: "x")))
    }
    var extents: [Int] = []
    for (axis, dimension) in dimensions.enumerated() {
      // -1 is how some exporters spell an open extent.
      if case .fixed(let extent) = dimension, extent > 0 {
        // One that is fixed may still be changed: networks of convolutions take any size.
        extents.append(given?[axis] ?? extent)
      } else if let given {
        extents.append(given[axis])
      } else if axis == 0, dimensions.count > 1 {
        extents.append(1)
      } else {
        throw ImportError(.openExtent(input: input.name, axis: axis, symbol: words[axis]))
      }
    }
    return extents
  }

  private mutating func addOutput(_ operand: Operand, named name: String) throws(ImportError) {
    let value = try assembler.value(operand, named: name)
    let graph = assembler.graph
    // One value under two names, or an input passed on: outputs are values of their own.
    if graph.inputs.contains(value) || graph.outputs.contains(value) {
      let copy = try assembler.emit(
        .reshape, [.value(value)], extents: assembler.extents(operand), label: "Identity", name: name,
        type: graph.values[value].elementType, quantization: graph.values[value].quantization)
      let index = try assembler.value(copy, named: name)
      assembler.rename(index, name)
      assembler.addOutput(index)
    } else {
      assembler.rename(value, name)
      assembler.addOutput(value)
    }
  }

  private mutating func add(_ node: ONNXNode) throws(ImportError) {
    let name = node.name.isEmpty ? node.outputs.first ?? "" : node.name
    do throws(ImportError) {
      guard node.domain.isEmpty || node.domain == "ai.onnx",
        let known = ONNXOperator(rawValue: node.operation)
      else { throw ImportError(.unsupportedOperator) }
      var inputs: [Operand?] = []
      for input in node.inputs {
        guard
          let operand = environment[input]
            ?? (input.isEmpty ? .some(.constant(Constant([], floats: []))) : nil)
        else { throw ImportError(.missingValue(input)) }
        inputs.append(input.isEmpty ? nil : operand)
      }
      let scope = ONNXNodeScope(node: node, name: name, inputs: inputs, version: version)
      let codes = try codeType(known, scope)
      let results = try convert(known, scope)
      if let codes { for case .value(let value) in results where isCodes(value) { fileTypes[value] = codes } }
      for (output, operand) in zip(node.outputs, results) where !output.isEmpty {
        if case .value(let value) = operand { nameValue(value, output) }
        environment[output] = operand
      }
    } catch {
      throw ImportError(error.kind, node: name, operation: node.operation)
    }
  }

  /// The file's type of codes that a node passes on; nil when it reads none.
  ///
  /// - Throws: `unsupportedForm` for nodes that would compute with them: integers behave otherwise than numbers.
  private func codeType(
    _ known: ONNXOperator, _ node: ONNXNodeScope
  ) throws(ImportError) -> ONNXDataType? {
    for case .value(let value)? in node.inputs {
      guard let type = fileTypes[value] else { continue }
      try node.require(known.takesCodes, "arithmetic on \(type) at run time")
      return type
    }
    return nil
  }

  private func isCodes(_ value: Int) -> Bool { assembler.graph.values[value].quantization != nil }

  /// Gives a value the name that the file has for it.
  private mutating func nameValue(_ value: Int, _ name: String) {
    guard !assembler.graph.inputs.contains(value) else { return }
    assembler.rename(value, name)
  }

  /// A stored tensor's numbers.
  func constant(_ tensor: ONNXTensor) throws(ImportError) -> Constant {
    try assembler.checkSize(tensor.dimensions)
    do throws(ONNXError) {
      if tensor.dataType.isInteger {
        return Constant(tensor.dimensions, integers: try tensor.integers())
      }
      return Constant(tensor.dimensions, floats: try tensor.floats())
    } catch { throw ImportError(.container("\(error)")) }
  }
}

/// A node with what it reads.
struct ONNXNodeScope {
  let node: ONNXNode
  let name: String
  /// Nil for optional inputs that are left out.
  let inputs: [Operand?]
  /// Version of the operator set.
  let version: Int

  /// An input that must be there.
  func input(_ index: Int) throws(ImportError) -> Operand {
    guard index < inputs.count, let operand = inputs[index] else {
      throw ImportError(.invalid(name: "inputs", found: "\(inputs.count)", expected: "at least \(index + 1)"))
    }
    return operand
  }

  /// An input that may be left out.
  func optionalInput(_ index: Int) -> Operand? { index < inputs.count ? inputs[index] : nil }

  /// An input that must be known already.
  func constant(_ index: Int, _ name: String) throws(ImportError) -> Constant {
    guard case .constant(let constant) = try input(index) else {
      throw ImportError(.unsupportedForm("\(name) that is known at run time alone"))
    }
    return constant
  }

  /// The same, or nil when it is left out.
  func optionalConstant(_ index: Int, _ name: String) throws(ImportError) -> Constant? {
    guard let operand = optionalInput(index) else { return nil }
    guard case .constant(let constant) = operand else {
      throw ImportError(.unsupportedForm("\(name) that is known at run time alone"))
    }
    return constant
  }

  /// Small whole numbers: an attribute in old operator sets, an input in new ones.
  func integers(attribute: String, input index: Int) throws(ImportError) -> [Int]? {
    if let constant = try optionalConstant(index, attribute) { return constant.truncated.map { Int($0) } }
    return node.ints(attribute).map { $0.map { Int($0) } }
  }

  func int(_ name: String, _ standard: Int) -> Int { node.int(name).map { Int($0) } ?? standard }
  func float(_ name: String, _ standard: Float) -> Float { node.float(name) ?? standard }
  func string(_ name: String, _ standard: String) -> String { node.string(name) ?? standard }

  /// Whole numbers of an attribute, as many as `count`.
  func ints(_ name: String, count: Int, _ standard: Int) throws(ImportError) -> [Int] {
    guard let values = node.ints(name), !values.isEmpty else {
      return [Int](repeating: standard, count: count)
    }
    guard values.count == count else {
      throw ImportError(.invalid(name: name, found: "\(values)", expected: "\(count) numbers"))
    }
    return values.map { Int($0) }
  }

  /// An axis counted from the front.
  func axis(_ axis: Int, rank: Int) throws(ImportError) -> Int {
    guard (-rank..<rank).contains(axis) else {
      throw ImportError(
        .invalid(
          name: "axis", found: "\(axis)",
          expected: rank == 0 ? "none: a single number has no axes" : "\(-rank) to \(rank - 1)"))
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Refuses an attribute that has another value than the one that is computed.
  func require(_ isFulfilled: Bool, _ form: @autoclosure () -> String) throws(ImportError) {
    if !isFulfilled { throw ImportError(.unsupportedForm(form())) }
  }
}
