import OpKernels
import Simulation
import Tensors

/// Two inputs, element by element; extents of 1 are repeated.
struct BinaryStep: GraphStep {
  private let function: BinaryFunction
  private let a: Int
  private let b: Int
  private let output: Int
  /// How maps of codes are combined; nil for everything else.
  private let codes: CodesForm?
  /// The inputs seen with the output's extents, axes that both step through alike made one.
  private let views: (a: StridedView, b: StridedView)

  /// A map of codes with another one, with one pixel, or with one number.
  private struct CodesForm {
    let function: CodeFunction
    /// Whether the second input is the map that the first one is repeated over.
    let isSwapped: Bool
    let pixelStride: Int
    /// Bytes of the operand that is repeated, or of both.
    let operandCount: Int
  }

  init(_ function: BinaryFunction, _ scope: NodeScope) throws(SimulationError.Kind) {
    self.function = function
    try scope.requireCounts(inputs: 2...2)
    (a, b, output) = (scope.node.inputs[0], scope.node.inputs[1], scope.node.outputs[0])
    let (left, right, result) = (
      scope.extents(ofInput: 0), scope.extents(ofInput: 1), scope.extents(ofOutput: 0)
    )
    guard let leftView = StridedView(broadcasting: left, to: result),
      let rightView = StridedView(broadcasting: right, to: result)
    else {
      throw .invalidParameter(
        name: "shape of the output", found: "\(Shape(result))",
        expected: "one that \(Shape(left)) and \(Shape(right)) repeat to")
    }
    views = StridedView.coalesced(leftView, rightView)
    codes = Self.codesForm(function, scope)
  }

  private static func codesForm(_ function: BinaryFunction, _ scope: NodeScope) -> CodesForm? {
    guard let known = CodeFunction(function), let map = scope.map(scope.node.outputs[0]) else { return nil }
    let maps = scope.node.inputs.map { scope.map($0) }
    guard let first = maps[0], let second = maps[1] else { return nil }
    for (whole, part, isSwapped) in [(first, second, false), (second, first, true)] where whole == map {
      let isPixel = part.pixelCount == 1 && part.channels == map.channels
      let isSingle = part.pixelCount == 1 && part.channels == 1
      guard part == map || isPixel || isSingle, !isSwapped || known != .subtract else { continue }
      return CodesForm(
        function: known, isSwapped: isSwapped, pixelStride: map.pixelStride,
        operandCount: part == map || isPixel ? part.byteCount : 1)
    }
    return nil
  }

  func run(_ memory: GraphMemory) {
    if let codes { return combineCodes(codes, memory) }
    switch function {
    // Spelled out, so that the loops hold the operation itself.
    case .add: combine(memory) { $0 + $1 }
    case .subtract: combine(memory) { $0 - $1 }
    case .multiply: combine(memory) { $0 * $1 }
    case .divide: combine(memory) { $0 / $1 }
    case .maximum, .minimum: combine(memory) { function($0, $1) }
    }
  }

  @inline(__always)
  private func combine(_ memory: GraphMemory, _ body: (Float, Float) -> Float) {
    let (left, right) = (memory.logicalFloats(a), memory.logicalFloats(b))
    var results = [Float](repeating: 0, count: memory.forms[output].elementCount)
    var span = results.mutableSpan
    Reference.combine(views.a, of: left.span, views.b, of: right.span, output: &span, body)
    memory.store(floats: results, as: output)
  }

  private func combineCodes(_ form: CodesForm, _ memory: GraphMemory) {
    let (whole, part) = form.isSwapped ? (b, a) : (a, b)
    let (left, right) = (memory.array(whole), memory.array(part))
    let count = memory.forms[output].storedCount
    var result = memory.takeBytes(output)
    var span = result.mutableSpan
    var target = span._mutatingExtracting(0..<count)
    memory.kernels.combineCodes(
      form.function, a: left.span.extracting(0..<count), memory.codes(whole),
      b: right.span.extracting(0..<form.operandCount), memory.codes(part), to: memory.codes(output),
      pixelStride: form.pixelStride, output: &target)
    memory.keep(result, as: output)
  }
}

extension CodeFunction {
  /// The function that kernels have for codes; nil for the others.
  fileprivate init?(_ function: BinaryFunction) {
    switch function {
    case .add: self = .add
    case .subtract: self = .subtract
    case .multiply: self = .multiply
    case .divide, .maximum, .minimum: return nil
    }
  }
}
