import KModel
import KPUSim
import Simulation
import Tensors

/// Runs layers of a kmodel v3 on a main memory of given contents.
enum BenchV3 {
  /// Main memory after the layers ran on `memory` (a multiple of 8 bytes); the outputs are all of it.
  ///
  /// Its first layer maps all of memory to itself, which makes all of memory the model's input.
  static func run(
    _ operations: [OperationV3], on memory: [UInt8], flags: UInt32 = 1, eightBitWeights: Bool = true
  ) throws -> [UInt8] {
    let model = model(operations, memory: memory.count, flags: flags, eightBitWeights: eightBitWeights)
    let runner = try SimulatedKModel(.v3(model), fileByteCount: 0).makeRunner(RunOptions())
    return try runner.run([memory], observe: nil)[0].bytes
  }

  static func model(
    _ operations: [OperationV3], memory: Int, flags: UInt32 = 1, eightBitWeights: Bool = true
  ) -> KModelV3 {
    let identity = OperationV3.requantize(
      OperationV3.Requantization(input: 0, output: 0, count: UInt32(memory), table: Array(0...255)[...]))
    return KModelV3(
      mainMemoryByteCount: UInt32(memory),
      outputs: [KModelV3.Output(address: 0, byteCount: UInt32(memory))],
      layers: ([identity] + operations).map { KModelV3.Layer(flags: flags, operation: $0) },
      eightBitWeights: eightBitWeights)
  }
}

/// Runs nodes of a kmodel v4 on a main memory of given contents.
enum BenchV4 {
  /// Main memory after the nodes ran on `memory`, or the part of KPU RAM that `output` names.
  static func run(
    _ operations: [OperationV4], on memory: [UInt8], constants: [UInt8] = [], output: MemoryRange? = nil
  ) throws -> [UInt8] {
    let all = MemoryRange.main(0, memory.count)
    let model = KModelV4(
      mainMemoryByteCount: UInt32(memory.count),
      inputs: [KModelV4.Input(range: all, shape: ShapeV4(1, 1, 1, Int32(memory.count)))],
      outputs: [output ?? all], constants: constants[...],
      nodes: operations.map { KModelV4.Node(operation: $0) })
    let runner = try SimulatedKModel(.v4(model), fileByteCount: 0).makeRunner(RunOptions())
    return try runner.run([memory], observe: nil)[0].bytes
  }

  /// The f32 results of one node that reads `input` at 0 and writes `count` elements behind it.
  static func floats(
    _ input: [Float], to count: Int, constants: [UInt8] = [],
    _ operation: (OperationV4.UnaryOperands) -> OperationV4
  ) throws -> [Float] {
    let result = try bytes(
      littleEndian(floats: input), .float32, to: 4 * count, .float32, constants, operation)
    return Tensor(elementType: .float32, shape: Shape([count]), bytes: result).floats
  }

  /// The bytes of one node that reads `input` at 0 and writes `byteCount` bytes behind it.
  static func bytes(
    _ input: [UInt8], _ inputType: DataTypeV4 = .uint8, to byteCount: Int, _ outputType: DataTypeV4 = .uint8,
    _ constants: [UInt8] = [], _ operation: (OperationV4.UnaryOperands) -> OperationV4
  ) throws -> [UInt8] {
    // An 8-aligned place for the output, and a pattern in it that the node has to overwrite.
    let start = (input.count + 7) / 8 * 8
    let memory =
      input + Array(repeating: 0xA5, count: start - input.count + (byteCount + 7) / 8 * 8)
    let operands = OperationV4.UnaryOperands(
      input: .main(0, input.count, inputType), output: .main(start, byteCount, outputType))
    return Array(
      try run([operation(operands)], on: memory, constants: constants)[start..<(start + byteCount)])
  }
}

extension MemoryRange {
  static func main(_ start: Int, _ byteCount: Int, _ dataType: DataTypeV4 = .uint8) -> MemoryRange {
    MemoryRange(memory: .main, dataType: dataType, start: UInt32(start), byteCount: UInt32(byteCount))
  }
  static func kpu(_ start: Int, _ byteCount: Int) -> MemoryRange {
    MemoryRange(memory: .kpu, dataType: .uint8, start: UInt32(start), byteCount: UInt32(byteCount))
  }
  static func constant(_ start: Int, _ byteCount: Int, _ dataType: DataTypeV4 = .uint8) -> MemoryRange {
    MemoryRange(memory: .constant, dataType: dataType, start: UInt32(start), byteCount: UInt32(byteCount))
  }
}

extension [UInt8] {
  /// The bytes from `start` on as singles.
  func floats(_ start: Int, _ count: Int) -> [Float] {
    Tensor(
      elementType: .float32, shape: Shape([count]), bytes: Array(self[start..<(start + 4 * count)])
    ).floats
  }
}
