import KModel
import KPUSim
import Simulation
import Testing

@Suite("the chip's memories")
struct ChipMemoryTests {
  private func memory(_ byteCount: UInt32 = 20, constants: [UInt8] = []) throws -> ChipMemory {
    try ChipMemory(mainByteCount: byteCount, constants: constants[...], limit: 64)
  }

  private func bytes(_ memory: MemoryType, _ range: Range<Int>, slack: Bool = false) -> Operand<UInt8> {
    Operand(memory: memory, bytes: range, mayTouchSlack: slack)
  }

  /// Adds 1 to every byte.
  private func increment(_ input: Span<UInt8>, _ output: inout MutableSpan<UInt8>) {
    for index in 0..<input.count { output[index] = input[index] &+ 1 }
  }

  @Test("main memory is the declared size rounded up to 8, with 64 bytes of slack")
  func size() throws {
    let memory = try memory()
    #expect(memory.main.byteCount == 24 && memory.main.slackByteCount == 64)
    #expect(memory.kpu.byteCount == 2 << 20 && memory.kpu.slackByteCount == 0)
  }

  @Test("more main memory than allowed is refused before it is allocated", arguments: [65, UInt32.max])
  func limit(byteCount: UInt32) {
    #expect(throws: SimulationError.Kind.tooMuchMemory(needed: Int(byteCount), limit: 64)) {
      try memory(byteCount)
    }
  }

  @Test("the slack is for operands that may touch it")
  func slack() throws {
    let memory = try memory()
    try memory.write([7], to: bytes(.main, 87..<88, slack: true))
    #expect(try memory.copy(bytes(.main, 87..<88, slack: true)) == [7])
    #expect(throws: SimulationError.Kind.self) { try memory.copy(bytes(.main, 24..<25)) }
    #expect(throws: SimulationError.Kind.self) { try memory.write([7], to: bytes(.main, 24..<25)) }
    #expect(throws: SimulationError.Kind.self) {
      try memory.write([7], to: bytes(.main, 88..<89, slack: true))
    }
    #expect(throws: SimulationError.Kind.self) {
      try memory.apply(bytes(.main, 0..<1), to: bytes(.main, 24..<25), increment)
    }
    #expect(throws: SimulationError.Kind.self) {
      try memory.apply(bytes(.main, 24..<25), to: bytes(.main, 0..<1), increment)
    }
  }

  @Test("an operand that overlaps the result is read as it was before", arguments: [0, 1, 2, 3])
  func overlap(shift: Int) throws {
    let memory = try memory()
    try memory.write([10, 20, 30, 40], to: bytes(.main, 0..<4))
    try memory.apply(bytes(.main, 0..<4), to: bytes(.main, shift..<(shift + 4)), increment)
    #expect(try memory.copy(bytes(.main, shift..<(shift + 4))) == [11, 21, 31, 41])
  }

  @Test("two operands that overlap the result are both read as they were")
  func overlapOfTwo() throws {
    let memory = try memory()
    try memory.write([1, 2, 3, 4], to: bytes(.main, 0..<4))
    try memory.apply(bytes(.main, 0..<3), bytes(.main, 1..<4), to: bytes(.main, 1..<4)) {
      (a: Span<UInt8>, b: Span<UInt8>, output: inout MutableSpan<UInt8>) in
      for index in 0..<3 { output[index] = 10 * a[index] + b[index] }
    }
    #expect(try memory.copy(bytes(.main, 0..<4)) == [1, 12, 23, 34])
  }

  @Test("floats at addresses that are no multiple of 4 are read and written, over each other too")
  func misaligned() throws {
    let memory = try memory()
    try memory.write(littleEndian(floats: [1.5, -2]), to: bytes(.main, 1..<9))
    try memory.apply(
      Operand<Float>(memory: .main, bytes: 1..<9), to: Operand<Float>(memory: .main, bytes: 3..<11)
    ) { (input: Span<Float>, output: inout MutableSpan<Float>) in
      for index in 0..<2 { output[index] = 2 * input[index] }
    }
    #expect(try memory.copy(bytes(.main, 3..<11)) == littleEndian(floats: [3, -4]))
  }

  @Test("constants are read in place and never written")
  func constants() throws {
    // A slice that does not start at 0, as in a file.
    let file: [UInt8] = [0, 0, 0, 5, 6, 7]
    let memory = try ChipMemory(mainByteCount: 8, constants: file[3...], limit: 64)
    try memory.apply(bytes(.constant, 1..<3), to: bytes(.main, 0..<2), increment)
    #expect(try memory.copy(bytes(.main, 0..<2)) == [7, 8])
    #expect(
      throws: SimulationError.Kind.outOfBounds(memory: "constants", start: 1, byteCount: 3, size: 3)
    ) {
      try memory.copy(bytes(.constant, 1..<4))
    }
    #expect(throws: SimulationError.Kind.self) { try memory.write([1], to: bytes(.constant, 0..<1)) }
  }

  @Test("maps go up to KPU RAM and down again; a range that is too short is refused")
  func maps() throws {
    let memory = try memory()
    let map = try FeatureMap(row: 3, channels: 2, height: 2, width: 2)
    try memory.write(Array(1...8), to: bytes(.main, 0..<8))
    try memory.upload(bytes(.main, 0..<20), to: map)
    #expect(try memory.planar(map) == Array(1...8))
    try memory.download(map, to: bytes(.main, 9..<17))
    #expect(try memory.copy(bytes(.main, 9..<17)) == Array(1...8))
    #expect(throws: SimulationError.Kind.self) { try memory.upload(bytes(.main, 0..<7), to: map) }
    #expect(throws: SimulationError.Kind.self) { try memory.download(map, to: bytes(.main, 0..<7)) }
    #expect(throws: SimulationError.Kind.self) { try memory.download(map, to: bytes(.main, 20..<28)) }
  }

  @Test("a map may be uploaded from KPU RAM itself")
  func uploadFromRAM() throws {
    let memory = try memory()
    try memory.write([1, 2, 3, 4], to: bytes(.kpu, 0..<4))
    let map = try FeatureMap(row: 0, channels: 1, height: 2, width: 2)
    try memory.upload(bytes(.kpu, 0..<4), to: map)
    #expect(try memory.copy(bytes(.kpu, 0..<4)) == [1, 2, 3, 4])
    #expect(try memory.copy(bytes(.kpu, 64..<66)) == [3, 4])
  }

  @Test("clearing empties both memories, the slack too")
  func clear() throws {
    let memory = try memory()
    try memory.write([1], to: bytes(.main, 80..<81, slack: true))
    try memory.write([1], to: bytes(.kpu, 5..<6))
    memory.clear()
    #expect(try memory.copy(bytes(.main, 80..<81, slack: true)) == [0])
    #expect(try memory.copy(bytes(.kpu, 5..<6)) == [0])
  }
}
