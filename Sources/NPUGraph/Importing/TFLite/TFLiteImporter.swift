import OpKernels
import Simulation
import Tensors

/// Makes a TensorFlow Lite network a graph: shapes inferred, what depends on constants alone computed.
///
/// Files keep channels last; the graph keeps them second, as its kernels want them. Each value is kept in the order in which
/// it was made, and turned only where an operator needs the other one: inputs and outputs have the file's shapes.
/// Codes of 8 bits stay codes. Convolutions of codes are computed in single precision with the numbers that weights and
/// biases stand for, and rounded to the result's codes: within a step of the interpreter's integers, mostly equal.
/// Operators that no output needs are left out. **Source**: the public schema, version 3, and the operators' definitions.
public struct TFLiteImporter {
  let model: TFLiteModel
  /// Shapes given by the user, by input.
  private let shapes: [String: [Int]]
  var assembler: GraphAssembler
  /// What is known of each tensor.
  private var values: [Int: TFLiteValue] = [:]
  /// Elements of the contents that were read, and of the weights that were laid out.
  private var storedElements = 0
  /// What each input of the graph holds in the file.
  public private(set) var inputTypes: [TFLiteDataType] = []

  /// An importer of a model.
  ///
  /// - Parameters:
  ///   - shapes: of inputs that shall have others than in the file, by name.
  ///   - math: the transcendental functions that constants are computed with.
  public init(
    _ model: TFLiteModel, shapes: [String: [Int]] = [:], limits: ImportLimits = ImportLimits(),
    math: ActivationMath
  ) {
    self.model = model
    self.shapes = shapes
    assembler = GraphAssembler(limits: limits, math: math)
  }

  /// An importer of a file.
  ///
  /// - Throws: `ImportError` with what the file holds that its format forbids.
  public init(
    _ bytes: [UInt8], shapes: [String: [Int]] = [:], limits: ImportLimits = ImportLimits(),
    math: ActivationMath
  ) throws(ImportError) {
    self.init(try TFLiteModel(bytes), shapes: shapes, limits: limits, math: math)
  }

  /// The graph, operator for operator as the file has it.
  ///
  /// - Throws: `ImportError` naming the operator that cannot be imported.
  public mutating func importGraph() throws(ImportError) -> Graph {
    try addInputs()
    for index in neededOperators { try add(model.operators[index]) }
    for output in model.outputs { try addOutput(output) }
    return assembler.graph
  }

  /// Indices of the operators that outputs need, in the file's order, which is that of execution.
  private var neededOperators: [Int] {
    var isNeeded = [Bool](repeating: false, count: model.tensors.count)
    for output in model.outputs { isNeeded[output] = true }
    var needed: [Int] = []
    for (index, entry) in model.operators.enumerated().reversed()
    where entry.outputs.contains(where: { isNeeded[$0] }) {
      needed.append(index)
      for input in entry.inputs where input >= 0 { isNeeded[input] = true }
    }
    return needed.reversed()
  }

  private mutating func addInputs() throws(ImportError) {
    for index in model.inputs {
      let tensor = model.tensors[index]
      let extents = try extents(ofInput: tensor)
      switch tensor.type {
      case .float32, .float16, .int8, .uint8: break
      default: throw ImportError(.unsupportedForm("input \"\(tensor.name)\" of type \(tensor.type)"))
      }
      guard values[index] == nil else { throw ImportError(.madeTwice(tensor.name)) }
      let form = try form(of: index)
      let value = try assembler.addValue(tensor.name, extents, form.type, form.quantization)
      assembler.addInput(value)
      inputTypes.append(tensor.type)
      values[index] = TFLiteValue(plain: .value(value))
    }
  }

  private func extents(ofInput tensor: TFLiteModel.Tensor) throws(ImportError) -> [Int] {
    let open = tensor.signature.count == tensor.extents.count ? tensor.signature : tensor.extents
    let words = open.map { $0 < 0 ? "?" : "\($0)" }.joined(separator: "x")
    if let given = shapes[tensor.name] {
      guard given.count == tensor.extents.count, given.allSatisfy({ $0 >= 1 }) else {
        throw ImportError(.wrongShape(input: tensor.name, found: given, expected: words))
      }
      return given
    }
    for (axis, extent) in open.enumerated() where extent < 1 && (axis > 0 || open.count == 1) {
      throw ImportError(.openExtent(input: tensor.name, axis: axis, symbol: ""))
    }
    return open.map { Swift.max($0, 1) }
  }

  private mutating func addOutput(_ index: Int) throws(ImportError) {
    let name = model.tensors[index].name
    let node = TFLiteNode(label: "TRANSPOSE", name: name, inputs: [index], outputs: [index], options: nil)
    let operand = try plain(node, 0)
    let value = try assembler.value(operand, named: name)
    let graph = assembler.graph
    // One value under two names, or an input passed on: outputs are values of their own.
    if graph.inputs.contains(value) || graph.outputs.contains(value) {
      let copy = try assembler.emit(
        .reshape, [.value(value)], extents: assembler.extents(operand), label: "RESHAPE", name: name,
        type: graph.values[value].elementType, quantization: graph.values[value].quantization)
      assembler.addOutput(try assembler.value(copy))
    } else {
      assembler.rename(value, name)
      assembler.addOutput(value)
    }
  }

  private mutating func add(_ entry: TFLiteModel.Operator) throws(ImportError) {
    let name = entry.outputs.first.map { model.tensors[$0].name } ?? ""
    do throws(ImportError) {
      guard let known = TFLiteOperator(code: entry.code) else { throw ImportError(.unsupportedOperator) }
      let node = TFLiteNode(
        label: entry.name, name: name, inputs: entry.inputs, outputs: entry.outputs, options: entry.options)
      let results = try convert(known, node)
      for (tensor, result) in zip(entry.outputs, results) {
        guard values[tensor] == nil else { throw ImportError(.madeTwice(model.tensors[tensor].name)) }
        if results.count > 1, case .value(let value) = result.operand {
          assembler.rename(value, model.tensors[tensor].name)
        }
        values[tensor] = TFLiteValue(result)
      }
    } catch { throw ImportError(error.kind, node: name, operation: entry.name) }
  }
}

extension TFLiteImporter {
  /// What is known of a tensor; contents are read when they are first asked for.
  mutating func value(_ tensor: Int) throws(ImportError) -> TFLiteValue {
    if let value = values[tensor] { return value }
    let constant = try storedConstant(tensor)
    let value = TFLiteValue(plain: .constant(constant))
    values[tensor] = value
    return value
  }

  /// Keeps what was made of a tensor in another order.
  mutating func keep(_ value: TFLiteValue, of tensor: Int) { values[tensor] = value }

  /// Counts elements that are about to be read or laid out: a small file can ask for the same ones often.
  ///
  /// - Throws: `tooLarge` beyond the limits.
  mutating func count(stored elements: Int) throws(ImportError) {
    storedElements = [storedElements, elements].saturatingSum { $0 }
    guard storedElements <= assembler.limits.foldedElements else {
      throw ImportError(.tooLarge(elements: storedElements, limit: assembler.limits.foldedElements))
    }
  }
}

/// What is known of a tensor, in one order of axes or in both.
struct TFLiteValue {
  /// With the file's axes.
  var plain: Operand?
  /// With channels second, of four axes.
  var map: Operand?
  /// With channels second, to be read at distances: what the file has as many small pictures.
  var spread: (operand: Operand, spread: TFLiteSpread)?

  init(plain: Operand) { self.plain = plain }

  init(_ result: TFLiteResult) {
    switch result.order {
    case .plain: plain = result.operand
    case .map: map = result.operand
    case .spread(let spread): self.spread = (result.operand, spread)
    }
  }
}

/// What an operator makes, and the order of its axes.
struct TFLiteResult {
  enum Order {
    /// The file's.
    case plain
    /// Batch, channels, rows, columns, where the file has channels last.
    case map
    /// The same, not yet cut into the pictures of `SPACE_TO_BATCH_ND`.
    case spread(TFLiteSpread)
  }

  let operand: Operand
  let order: Order

  /// A result with the file's axes.
  static func plain(_ operand: Operand) -> TFLiteResult { TFLiteResult(operand: operand, order: .plain) }
  /// A result with channels second.
  static func map(_ operand: Operand) -> TFLiteResult { TFLiteResult(operand: operand, order: .map) }
  /// A result of either order.
  static func ordered(_ operand: Operand, isMap: Bool) -> TFLiteResult {
    TFLiteResult(operand: operand, order: isMap ? .map : .plain)
  }
}

/// What `SPACE_TO_BATCH_ND` would do to a map.
struct TFLiteSpread {
  /// Distances of the rows and columns that make one small picture.
  var block: [Int]
  /// Rows before, columns before, rows behind, columns behind.
  var pads: [Int]
}

/// An operator that is being imported.
struct TFLiteNode {
  /// The operator's name.
  let label: String
  /// That of its first result.
  let name: String
  let inputs: [Int]
  let outputs: [Int]
  let options: TFLiteTable?

  /// The tensor of an input that must be there.
  func input(_ index: Int) throws(ImportError) -> Int {
    guard index < inputs.count, inputs[index] >= 0 else {
      throw ImportError(.invalid(name: "inputs", found: "\(inputs.count)", expected: "at least \(index + 1)"))
    }
    return inputs[index]
  }

  /// Whether an input that may be left out is there.
  func hasInput(_ index: Int) -> Bool { index < inputs.count && inputs[index] >= 0 }

  /// The tensor of a result that must be there.
  func output(_ index: Int = 0) throws(ImportError) -> Int {
    guard index < outputs.count else {
      throw ImportError(
        .invalid(name: "outputs", found: "\(outputs.count)", expected: "at least \(index + 1)"))
    }
    return outputs[index]
  }

  func int(_ field: Int, _ standard: Int = 0) throws(ImportError) -> Int {
    try options?.int(field, standard: standard) ?? standard
  }
  func flag(_ field: Int) throws(ImportError) -> Bool { try options?.flag(field) ?? false }
  func float(_ field: Int) throws(ImportError) -> Float { try options?.float(field) ?? 0 }
  func ints(_ field: Int) throws(ImportError) -> [Int] { try options?.ints(field) ?? [] }
  /// A choice of a few, stored in a byte.
  func choice(_ field: Int) throws(ImportError) -> Int { try options?.int(field, Int8.self) ?? 0 }

  /// The function behind an operator, which its options have in a field.
  func activation(_ field: Int) throws(ImportError) -> Activation {
    let code = try choice(field)
    switch code {
    case 0: return .identity
    case 1: return .relu
    case 2: return .clip(-1...1)
    case 3: return .clip(0...6)
    // The interpreter leaves out others where it has no kernel for them.
    default: throw ImportError(.unsupportedForm("the fused function \(code)"))
    }
  }

  /// An axis counted from the front.
  func axis(_ axis: Int, rank: Int) throws(ImportError) -> Int {
    guard (-rank..<rank).contains(axis) else {
      throw ImportError(.invalid(name: "axis", found: "\(axis)", expected: "\(-rank) to \(rank - 1)"))
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Refuses options that have another value than the one that is computed.
  func require(_ isFulfilled: Bool, _ form: @autoclosure () -> String) throws(ImportError) {
    if !isFulfilled { throw ImportError(.unsupportedForm(form())) }
  }
}
