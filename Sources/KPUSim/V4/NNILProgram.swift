import Bytes
import KModel
package import OpKernels
import Simulation

/// A program of nncase's stack machine, checked once so that running it cannot fail.
///
/// One program maps one f32 to one f32; there are no jumps, so the depth of the stack is known before it
/// runs. **Source**: nncase v0.2.0-beta4 `nnil.h`; golden runs of three programs.
package struct NNILProgram {
  /// Deepest stack that the runtime has.
  package static let stackDepth = 64

  private enum Instruction {
    case duplicate, pop, loadInput
    case loadConstant(Float)
    case unary(Reference.UnaryFunction)
    case binary(Reference.BinaryFunction)
    case clamp
  }

  private var instructions: [Instruction] = []

  /// Instructions that one element takes.
  package var length: Int { instructions.count + 1 }

  /// Decodes up to the first `ret` and checks every instruction's operands.
  ///
  /// - Throws: a fault naming the position of an unknown code, an underflow or overflow of the stack, or
  ///   the missing `ret`.
  package init(_ code: ArraySlice<UInt8>) throws(Fault) {
    var reader = ByteReader(code)
    var depth = 0
    while true {
      let position = reader.offset - code.startIndex
      guard let opcode = try? reader.readInteger(UInt8.self) else {
        throw Self.fault(at: position, "the end of the program", "ret (0xA0)")
      }
      if opcode == 0xA0 {
        guard depth > 0 else { throw Self.fault(at: position, "ret on an empty stack", "a value to return") }
        return
      }
      guard let instruction = try Self.decode(opcode, &reader, at: position) else { continue }
      let (taken, left) = Self.stackEffect(of: instruction)
      guard depth >= taken else {
        throw Self.fault(
          at: position, "an instruction that takes \(taken) of \(depth) values", "enough values")
      }
      depth += left - taken
      guard depth <= Self.stackDepth else {
        throw Self.fault(at: position, "a stack of \(depth) values", "at most \(Self.stackDepth)")
      }
      instructions.append(instruction)
    }
  }

  private static func fault(at position: Int, _ found: String, _ expected: String) -> Fault {
    .invalidParameter(name: "nnil program, byte \(position)", found: found, expected: expected)
  }

  /// The instruction of an opcode; nil for `nop`.
  private static func decode(
    _ opcode: UInt8, _ reader: inout ByteReader, at position: Int
  ) throws(Fault) -> Instruction? {
    switch opcode {
    case 0x00: return nil
    case 0x01: return .duplicate
    case 0x02: return .pop
    case 0x03: return .loadInput
    case 0x04: return .loadConstant(0)
    case 0x05: return .loadConstant(1)
    case 0x06:
      guard let constant = try? reader.readFloat() else {
        throw fault(at: position, "ldc_r4 without its four bytes", "a constant")
      }
      return .loadConstant(constant)
    case 0x20...0x29:
      return Reference.UnaryFunction(rawValue: UInt32(opcode) - 0x20).map { .unary($0) }
    case 0x40...0x45:
      return Reference.BinaryFunction(rawValue: UInt32(opcode) - 0x40).map { .binary($0) }
    case 0x80: return .clamp
    default:
      throw fault(at: position, "code \(opcode)", "an instruction of nnil")
    }
  }

  /// Values that an instruction takes from the stack and leaves on it.
  private static func stackEffect(of instruction: Instruction) -> (taken: Int, left: Int) {
    switch instruction {
    case .duplicate: (1, 2)
    case .pop: (1, 0)
    case .loadInput, .loadConstant: (0, 1)
    case .unary: (1, 1)
    case .binary: (2, 1)
    case .clamp: (3, 1)
    }
  }

  /// Runs the program on every element; both spans have the same count.
  package func run(_ input: Span<Float>, into output: inout MutableSpan<Float>, math: FloatMath) {
    // One stack for all elements: none reads what it has not written, so that it need not be cleared.
    var stack = InlineArray<64, Float>(repeating: 0)
    for index in 0..<min(input.count, output.count) {
      output[index] = evaluate(input[index], stack: &stack, math: math)
    }
  }

  private func evaluate(_ input: Float, stack: inout InlineArray<64, Float>, math: FloatMath) -> Float {
    var depth = 0
    for instruction in instructions {
      switch instruction {
      case .duplicate:
        stack[depth] = stack[depth - 1]
        depth += 1
      case .pop:
        depth -= 1
      case .loadInput:
        stack[depth] = input
        depth += 1
      case .loadConstant(let constant):
        stack[depth] = constant
        depth += 1
      case .unary(let function):
        stack[depth - 1] = Reference.apply(function, stack[depth - 1], math: math)
      case .binary(let function):
        stack[depth - 2] = Reference.apply(function, stack[depth - 2], stack[depth - 1])
        depth -= 1
      case .clamp:
        let range = FloatRange(minimum: stack[depth - 2], maximum: stack[depth - 1])
        stack[depth - 3] = range.clamp(stack[depth - 3])
        depth -= 2
      }
    }
    return stack[depth - 1]
  }
}
