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

  /// Maps of codes, one of them perhaps a single pixel, or one number, that serves for all.
  private struct CodesForm {
    let function: Reference.BinaryFunction
    /// Bytes of each operand.
    let counts: (a: Int, b: Int)
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
    guard let map = scope.map(scope.node.outputs[0]), let left = scope.map(scope.node.inputs[0]),
      let right = scope.map(scope.node.inputs[1]), left == map || right == map
    else { return nil }
    func count(_ part: InterleavedMap) -> Int? {
      if part == map { return part.byteCount }
      guard part.pixelCount == 1 else { return nil }
      return part.channels == map.channels ? part.byteCount : part.channels == 1 ? 1 : nil
    }
    guard let a = count(left), let b = count(right) else { return nil }
    return CodesForm(function: function.kernelFunction, counts: (a, b))
  }

  func run(_ memory: GraphMemory) {
    if let codes { return combineCodes(codes, memory) }
    // Types of their own, so that the loops hold the operation itself.
    switch function {
    case .add: combine(Addition.self, memory)
    case .subtract: combine(Subtraction.self, memory)
    case .multiply: combine(Multiplication.self, memory)
    case .divide: combine(Division.self, memory)
    case .maximum: combine(Maximum.self, memory)
    case .minimum: combine(Minimum.self, memory)
    }
  }

  private func combine<Combination: FloatCombination>(_: Combination.Type, _ memory: GraphMemory) {
    let (left, right) = (memory.floatArray(a), memory.floatArray(b))
    let (leftCount, rightCount) = (memory.forms[a].elementCount, memory.forms[b].elementCount)
    memory.write(output) { result in
      Reference.combine(
        views.a, of: left.span.extracting(0..<leftCount), views.b, of: right.span.extracting(0..<rightCount),
        output: &result
      ) { Combination.apply($0, $1) }
    }
  }

  private func combineCodes(_ form: CodesForm, _ memory: GraphMemory) {
    let (left, right) = (memory.array(a), memory.array(b))
    let count = memory.forms[output].storedCount
    var result = memory.takeBytes(output)
    var span = result.mutableSpan
    var target = span._mutatingExtracting(0..<count)
    memory.kernels.combineBytes(
      form.function, a: left.span.extracting(0..<form.counts.a), memory.codes(a),
      b: right.span.extracting(0..<form.counts.b), memory.codes(b), to: memory.codes(output),
      output: &target)
    memory.keep(result, as: output)
  }
}

extension BinaryFunction {
  /// The kernels' name for it.
  fileprivate var kernelFunction: Reference.BinaryFunction {
    switch self {
    case .add: .addition
    case .subtract: .subtraction
    case .multiply: .multiplication
    case .divide: .division
    case .maximum: .maximum
    case .minimum: .minimum
    }
  }
}

/// A function of two floats that generic code is compiled for.
private protocol FloatCombination {
  static func apply(_ a: Float, _ b: Float) -> Float
}

private enum Addition: FloatCombination {
  static func apply(_ a: Float, _ b: Float) -> Float { a + b }
}

private enum Subtraction: FloatCombination {
  static func apply(_ a: Float, _ b: Float) -> Float { a - b }
}

private enum Multiplication: FloatCombination {
  static func apply(_ a: Float, _ b: Float) -> Float { a * b }
}

private enum Division: FloatCombination {
  static func apply(_ a: Float, _ b: Float) -> Float { a / b }
}

private enum Maximum: FloatCombination {
  static func apply(_ a: Float, _ b: Float) -> Float { BinaryFunction.maximum(a, b) }
}

private enum Minimum: FloatCombination {
  static func apply(_ a: Float, _ b: Float) -> Float { BinaryFunction.minimum(a, b) }
}
