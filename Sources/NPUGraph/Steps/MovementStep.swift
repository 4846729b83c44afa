import OpKernels
import Tensors

/// A step that only moves elements: codes stay codes where input and output share them.
protocol MovementStep: GraphStep {
  var input: Int { get }
  var output: Int { get }
  var keepsCodes: Bool { get }
  /// The elements of the output in logical order; `filler` is the code or number for `fillerValue`.
  func move<Element: BitwiseCopyable>(_ source: Span<Element>, filler: Element, count: Int) -> [Element]
  /// What stands where the input has nothing.
  var fillerValue: Float { get }
}

extension MovementStep {
  var fillerValue: Float { 0 }

  func run(_ memory: GraphMemory) {
    let count = memory.forms[output].elementCount
    if keepsCodes {
      let codes = memory.logicalCodes(input)
      let filler = UInt8(bitPattern: memory.codes(output).code(for: fillerValue))
      memory.store(codes: move(codes.span, filler: filler, count: count), as: output)
    } else {
      let source = memory.logicalFloats(input)
      memory.store(floats: move(source.span, filler: fillerValue, count: count), as: output)
    }
  }
}
