import Glibc
import KPUSim
import OpKernels
import Simulation
import Testing

@Suite("nnil programs")
struct NNILProgramTests {
  private static let math = FloatMath(
    exp: { Glibc.expf($0) }, log: { Glibc.logf($0) }, sin: { Glibc.sinf($0) }, cos: { Glibc.cosf($0) })

  private func run(_ code: [UInt8], on input: Float) throws -> Float {
    let program = try NNILProgram(code[...])
    var result: [Float] = [0]
    var span = result.mutableSpan
    program.run([input].span, into: &span, math: Self.math)
    return result[0]
  }

  private func fault(_ code: [UInt8]) throws -> String {
    let error = #expect(throws: SimulationError.Kind.self) { try NNILProgram(code[...]) }
    return SimulationError(try #require(error)).description
  }

  @Test(
    "one operand",
    arguments: [
      (0x20, -2.5, 2.5), (0x21, 1.25, 2), (0x22, 2, Glibc.cosf(2)), (0x23, 1.5, Glibc.expf(1.5)),
      (0x24, -1.25, -2), (0x25, 3, Glibc.logf(3)), (0x26, 4, -4), (0x27, 4, 0.5), (0x28, 2, Glibc.sinf(2)),
      (0x29, -3, 9),
    ] as [(UInt8, Float, Float)])
  func unary(opcode: UInt8, input: Float, expected: Float) throws {
    #expect(try run([0x03, opcode, 0xA0], on: input) == expected)
  }

  @Test(
    "two operands: the one pushed first is on the left",
    arguments: [(0x40, 7), (0x41, 5), (0x42, 6), (0x43, 6), (0x44, 1), (0x45, 6)] as [(UInt8, Float)])
  func binary(opcode: UInt8, expected: Float) throws {
    #expect(try run([0x03, 0x05, opcode, 0xA0], on: 6) == expected)
  }

  @Test("constants, nop, dup and pop")
  func stack() throws {
    #expect(try run([0x04, 0xA0], on: 9) == 0)
    #expect(try run([0x05, 0xA0], on: 9) == 1)
    #expect(try run([0x06, 0, 0, 0x20, 0xC0, 0xA0], on: 9) == -2.5)
    #expect(try run([0x00, 0x03, 0x00, 0x01, 0x40, 0xA0], on: 9) == 18)
    #expect(try run([0x03, 0x05, 0x02, 0xA0], on: 9) == 9)
  }

  @Test("clamp takes value, low, high", arguments: [(-1, 0), (0.5, 0.5), (2, 1)] as [(Float, Float)])
  func clamp(input: Float, expected: Float) throws {
    #expect(try run([0x03, 0x04, 0x05, 0x80, 0xA0], on: input) == expected)
  }

  @Test("what follows ret is padding, whatever it is")
  func padding() throws {
    let program = try NNILProgram([0x03, 0xA0, 0xFF, 0x00][...])
    #expect(program.length == 2)
    #expect(try run([0x03, 0xA0, 0xFF], on: 3) == 3)
  }

  @Test("every element is computed on its own")
  func elements() throws {
    let program = try NNILProgram([0x03, 0x01, 0x42, 0xA0][...])
    var result: [Float] = [0, 0, 0]
    var span = result.mutableSpan
    program.run(([1, 2, 3] as [Float]).span, into: &span, math: Self.math)
    #expect(result == [1, 4, 9])
  }

  @Test(
    "instructions that find too few values",
    arguments: [[0x01], [0x02], [0x20], [0x03, 0x40], [0x03, 0x03, 0x80], [0xA0], [0x03, 0x02, 0xA0]]
      as [[UInt8]])
  func underflow(code: [UInt8]) throws {
    #expect(try fault(code).hasPrefix("nnil program, byte \(code.count - 1) is "))
  }

  @Test("64 values fit the stack, 65 do not")
  func overflow() throws {
    let full = [UInt8](repeating: 0x03, count: 64)
    #expect(try run(full + [0xA0], on: 8) == 8)
    #expect(
      try fault(full + [0x05, 0xA0]) == "nnil program, byte 64 is a stack of 65 values; must be at most 64")
  }

  @Test("programs that end before they return", arguments: [[], [0x03], [0x00, 0x00]] as [[UInt8]])
  func missingReturn(code: [UInt8]) throws {
    #expect(
      try fault(code)
        == "nnil program, byte \(code.count) is the end of the program; must be ret (0xA0)")
  }

  @Test("codes that mean nothing", arguments: [0x07, 0x1F, 0x2A, 0x3F, 0x46, 0x7F, 0x81, 0x9F, 0xFF])
  func unknown(opcode: UInt8) throws {
    #expect(
      try fault([0x03, opcode, 0xA0])
        == "nnil program, byte 1 is code \(opcode); must be an instruction of nnil")
  }

  @Test("a constant without its bytes; positions count from the program's start")
  func cutConstant() throws {
    #expect(try fault([0x03, 0x06, 1, 2]).hasPrefix("nnil program, byte 1 is ldc_r4 without"))
    let file: [UInt8] = [1, 2, 3, 0x03, 0x99]
    let error = #expect(throws: SimulationError.Kind.self) { try NNILProgram(file[3...]) }
    #expect(SimulationError(try #require(error)).description.hasPrefix("nnil program, byte 1 is code 153"))
  }
}
