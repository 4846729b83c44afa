import KPUSim
import Simulation
import Testing

@Suite("memory blocks")
struct MemoryBlockTests {
  private let block: MemoryBlock

  init() throws { block = try MemoryBlock(name: "main memory", byteCount: 32, slackByteCount: 8) }

  @Test("memory that the computer does not have is a fault, not a trap")
  func refused() {
    #expect(throws: SimulationError.Kind.memoryRefused(memory: "x", byteCount: 1 << 60)) {
      try MemoryBlock(name: "x", byteCount: 1 << 60)
    }
  }

  @Test(
    "ranges inside the block are accepted, slack only for those who ask",
    arguments: [(0, 32, false), (32, 0, false), (31, 1, false), (0, 40, true), (39, 1, true), (40, 0, true)])
  func inside(start: Int, count: Int, slack: Bool) throws {
    #expect(try block.checked(start, count, slack: slack) == start..<(start + count))
  }

  @Test(
    "ranges outside are refused",
    arguments: [
      (0, 33, false), (32, 1, false), (33, 0, false), (-1, 1, false), (0, -1, false), (0, 41, true),
      (40, 1, true), (Int.max, 1, true), (1, Int.max, true), (Int.min, Int.max, false),
    ])
  func outside(start: Int, count: Int, slack: Bool) {
    #expect(
      throws: SimulationError.Kind.outOfBounds(
        memory: "main memory", start: start, byteCount: count, size: 32)
    ) {
      try block.checked(start, count, slack: slack)
    }
  }

  @Test("memory starts at zero and returns to it")
  func clear() throws {
    let block = try MemoryBlock(name: "x", byteCount: 8)
    #expect(try block.copy(0..<8) == Array(repeating: 0, count: 8))
    try block.write([1, 2, 3], at: 5)
    #expect(try block.copy(0..<8) == [0, 0, 0, 0, 0, 1, 2, 3])
    block.clear()
    #expect(try block.copy(0..<8) == Array(repeating: 0, count: 8))
  }

  @Test("a write past the end changes nothing")
  func write() throws {
    let block = try MemoryBlock(name: "x", byteCount: 4, slackByteCount: 4)
    #expect(throws: SimulationError.Kind.self) { try block.write([1, 2, 3], at: 2) }
    #expect(try block.copy(0..<4) == [0, 0, 0, 0])
    try block.write([1, 2, 3], at: 2, slack: true)
    #expect(try block.copy(0..<5) == [0, 0, 1, 2, 3])
  }

  @Test("elements are little endian whether aligned or not", arguments: 0..<4)
  func elements(start: Int) throws {
    let block = try MemoryBlock(name: "x", byteCount: 16)
    try block.write([1, 2, 3, 4, 5, 6, 7, 8], at: start)
    let range = start..<(start + 8)
    try block.withElements(range, as: UInt32.self, snapshot: false) { elements in
      #expect([elements[0], elements[1]] == [0x0403_0201, 0x0807_0605])
      #expect(elements.count == 2)
    }
    try block.withMutableElements(range, as: UInt32.self) { elements in elements[1] = 0x0A0B_0C0D }
    #expect(try block.copy(range) == [1, 2, 3, 4, 13, 12, 11, 10])
  }

  @Test("a remainder of the range is no element and keeps its bytes", arguments: 0..<2)
  func remainder(start: Int) throws {
    let block = try MemoryBlock(name: "x", byteCount: 16)
    try block.write([1, 1, 1, 1, 2, 2, 2], at: start)
    try block.withMutableElements(start..<(start + 7), as: Int32.self) { elements in
      #expect(elements.count == 1)
      elements[0] = -1
    }
    #expect(try block.copy(start..<(start + 7)) == [255, 255, 255, 255, 2, 2, 2])
  }

  @Test("a snapshot keeps what it was when the bytes below it change")
  func snapshot() throws {
    let block = try MemoryBlock(name: "x", byteCount: 8)
    try block.withElements(0..<8, as: UInt8.self, snapshot: true) { (before) throws(SimulationError.Kind) in
      try block.write([9], at: 0)
      #expect(before[0] == 0)
    }
    #expect(try block.copy(0..<1) == [9])
  }

  @Test("a fault inside the access passes through")
  func fault() {
    #expect(throws: SimulationError.Kind.notRunnable(reason: "x")) {
      try block.withMutableBytes(0..<1) { (_) throws(SimulationError.Kind) in
        throw .notRunnable(reason: "x")
      }
    }
  }

  @Test("is zero again after it was cleared, whatever was lent, read or written")
  func clearing() throws {
    let block = try MemoryBlock(name: "x", byteCount: 256, slackByteCount: 8)
    for round in 0..<3 {
      block.clear()
      #expect(try block.copy(0..<256) == [UInt8](repeating: 0, count: 256))
      try block.write([1], at: 200 - round)
      try block.withMutableElements(64..<72, as: UInt32.self) { elements in elements[0] = 7 }
      try block.withMutableBytes(0..<256, writing: 30..<40) { bytes in
        for index in 30..<40 { bytes[index] = 9 }
      }
      try block.write([2], at: 260, slack: true)
    }
    block.clear()
    #expect(try block.copy(0..<264) == [UInt8](repeating: 0, count: 264))
  }
}
