import KModel
import KPUSim
import Simulation
import Testing

@Suite("operands")
struct OperandTests {
  @Test("the first elements of a range")
  func first() throws {
    let operand = Operand<Float>(memory: .main, bytes: 4..<15)
    #expect(operand.count == 2)
    #expect(try operand.first(2).bytes == 4..<12)
    #expect(try operand.first(0).bytes == 4..<4)
  }

  @Test("more elements than the range has", arguments: [3, Int.max, -1])
  func tooMany(count: Int) {
    #expect(throws: SimulationError.Kind.self) {
      try Operand<Float>(memory: .main, bytes: 4..<15).first(count)
    }
  }

  @Test("sizes that fit no memory", arguments: [-1, 1 << 30, Int.max])
  func huge(count: Int) {
    #expect(throws: SimulationError.Kind.self) { try Operand<Float>.main(0, count: count) }
  }

  @Test("overlap needs a common byte of one memory")
  func overlap() {
    let bytes = Operand<UInt8>(memory: .main, bytes: 0..<4)
    #expect(bytes.overlaps(Operand<Float>(memory: .main, bytes: 3..<7)))
    #expect(!bytes.overlaps(Operand<Float>(memory: .main, bytes: 4..<8)))
    #expect(!bytes.overlaps(Operand<Float>(memory: .kpu, bytes: 0..<4)))
    #expect(!bytes.overlaps(Operand<UInt8>(memory: .main, bytes: 2..<2)))
  }
}
