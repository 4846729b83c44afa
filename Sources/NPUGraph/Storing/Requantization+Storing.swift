import Containers
import OpKernels

extension StagedRequantization {
  /// Writes the stages: multipliers, shifts and bounds, and the output's converter.
  func store(in node: inout StoredNode) throws(GraphFileError) {
    guard table == nil, operand == nil || operand?.function == .add else {
      throw GraphFileError("a requantisation with a table or an operand that is multiplied is not stored")
    }
    if let operand { node.set("addend", [Int(operand.offset), Int(operand.factor), Int(operand.shift)]) }
    for (name, stage) in [("first", first), ("second", second)] where stage != Stage() {
      node.set(name + "_multipliers", stage.factors.map { Int($0) })
      node.set(
        name + "_stage",
        [
          Int(stage.shift), Int(stage.negativeShift), stage.scalesNegativeOnly ? 1 : 0, Int(stage.lowest),
          Int(stage.highest),
        ])
    }
    if bounds != .min ... .max { node.set("bounds", [Int(bounds.lowerBound), Int(bounds.upperBound)]) }
    node.set("converter", [Int(factor), Int(shift), Int(zeroPoint)])
  }

  init(_ node: StoredNodeReader, channels: Int) throws(GraphFileError) {
    let converter = try node.ints("converter", count: 3)
    guard (0...62).contains(converter[1]) else { throw node.fail("a shift of \(converter[1])") }
    var bounds = Int64.min...Int64.max
    let limits = node.ints("bounds")
    if !limits.isEmpty {
      guard limits.count == 2, limits[0] <= limits[1] else { throw node.fail("bounds are \(limits)") }
      bounds = Int64(limits[0])...Int64(limits[1])
    }
    var operand: Operand?
    if !node.ints("addend").isEmpty {
      let addend = try node.ints("addend", count: 3)
      guard (0...62).contains(addend[2]) else { throw node.fail("a shift of \(addend[2])") }
      operand = Operand(
        .add, offset: try node.narrow(addend[0]), factor: try node.narrow(addend[1]), shift: Int32(addend[2]))
    }
    self.init(
      first: try Stage(node, "first", channels: channels),
      second: try Stage(node, "second", channels: channels),
      operand: operand, bounds: bounds, factor: try node.narrow(converter[0]), shift: Int32(converter[1]),
      zeroPoint: try node.narrow(converter[2]))
  }
}

extension StagedRequantization.Stage {
  fileprivate init(_ node: StoredNodeReader, _ name: String, channels: Int) throws(GraphFileError) {
    var factors: [Int32] = []
    for factor in node.ints(name + "_multipliers") { factors.append(try node.narrow(factor)) }
    guard factors.isEmpty || factors.count == 1 || factors.count == channels else {
      throw node.fail("\(factors.count) multipliers; must be 1 or \(channels)")
    }
    guard !node.ints(name + "_stage").isEmpty else {
      self.init(factors: factors)
      return
    }
    let stage = try node.ints(name + "_stage", count: 5)
    guard (0...62).contains(stage[0]), (0...62).contains(stage[1]), stage[3] <= stage[4] else {
      throw node.fail("\(name)_stage is \(stage)")
    }
    self.init(
      factors: factors, shift: Int32(stage[0]), negativeShift: Int32(stage[1]),
      scalesNegativeOnly: stage[2] != 0,
      lowest: Int64(stage[3]), highest: Int64(stage[4]))
  }
}

extension Activation {
  /// Writes the function's name under an attribute, and its numbers under the same name with `_parameters`.
  func store(in node: inout StoredNode, _ attribute: String) {
    node.set(attribute, name)
    node.set(attribute + "_parameters", parameters)
  }

  private var parameters: [Float] {
    switch self {
    case .clip(let range): [range.lowerBound, range.upperBound]
    case .leakyRelu(let slope): [slope]
    case .prelu(let slopes): slopes
    case .elu(let alpha): [alpha]
    case .hardSigmoid(let alpha, let beta): [alpha, beta]
    // As many of each as of the longer list.
    case .affine(let scales, let offsets):
      (0..<max(scales.count, offsets.count)).map { scales[scales.count == 1 ? 0 : $0] }
        + (0..<max(scales.count, offsets.count)).map { offsets[offsets.count == 1 ? 0 : $0] }
    default: []
    }
  }

  init(_ node: StoredNodeReader, _ attribute: String) throws(GraphFileError) {
    let name = try node.string(attribute)
    let numbers = node.floats(attribute + "_parameters")
    if let plain = Self.plain.first(where: { $0.name == name }) {
      self = plain
      return
    }
    switch (name, numbers.count) {
    case ("Clip", 2) where numbers[0] <= numbers[1]: self = .clip(numbers[0]...numbers[1])
    case ("LeakyRelu", 1): self = .leakyRelu(slope: numbers[0])
    case ("PRelu", 1...): self = .prelu(slopes: numbers)
    case ("Elu", 1): self = .elu(alpha: numbers[0])
    case ("HardSigmoid", 2): self = .hardSigmoid(alpha: numbers[0], beta: numbers[1])
    case ("Affine", 2...) where numbers.count % 2 == 0:
      let count = numbers.count / 2
      self = .affine(scales: Array(numbers.prefix(count)), offsets: Array(numbers.suffix(count)))
    default: throw node.fail("the function \(name) of \(numbers.count) numbers is not known")
    }
  }

  /// The functions without numbers of their own.
  private static let plain: [Activation] = [
    .identity, .relu, .sigmoid, .tanh, .silu, .hardSwish, .softplus, .mish, .gelu, .exp, .log, .sqrt, .abs,
    .negate, .reciprocal, .erf, .floor, .ceil, .round, .sign, .softsign,
  ]
}

extension PadMode {
  func store(in node: inout StoredNode) {
    switch self {
    case .constant(let value):
      node.set("mode", "constant")
      node.set("value", value)
    case .edge: node.set("mode", "edge")
    case .reflect: node.set("mode", "reflect")
    case .wrap: node.set("mode", "wrap")
    }
  }

  init(_ node: StoredNodeReader) throws(GraphFileError) {
    switch try node.string("mode") {
    case "constant": self = .constant(node.node.float("value") ?? 0)
    case "edge": self = .edge
    case "reflect": self = .reflect
    case "wrap": self = .wrap
    case let other: throw node.fail("the mode \(other) is not known")
    }
  }
}

extension Resampling {
  func stored() -> StoredNode {
    var node = StoredNode("QResample")
    switch mode {
    case .nearest(let rounding):
      node.set("mode", "nearest")
      node.set("nearest_mode", rounding.rawValue)
    case .linear: node.set("mode", "linear")
    case .cubic(let coefficient):
      node.set("mode", "cubic")
      node.set("cubic_coeff_a", coefficient)
    }
    node.set("coordinate_transformation_mode", coordinates.rawValue)
    node.set("scales", scales)
    return node
  }

  init(_ node: StoredNodeReader) throws(GraphFileError) {
    guard let coordinates = Coordinates(rawValue: try node.string("coordinate_transformation_mode")) else {
      throw node.fail("coordinate_transformation_mode is not known")
    }
    let mode: Mode
    switch try node.string("mode") {
    case "nearest":
      guard let rounding = Rounding(rawValue: try node.string("nearest_mode")) else {
        throw node.fail("nearest_mode is not known")
      }
      mode = .nearest(rounding)
    case "linear": mode = .linear
    case "cubic": mode = .cubic(coefficient: node.node.float("cubic_coeff_a") ?? -0.75)
    case let other: throw node.fail("the mode \(other) is not known")
    }
    self.init(mode: mode, coordinates: coordinates, scales: try node.floats("scales", count: 2))
  }
}
