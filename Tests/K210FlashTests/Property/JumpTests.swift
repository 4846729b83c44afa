import K210Flash
import Testing

@Suite("Starts of programs: jumps")
struct JumpTests {
  /// A CSR instruction at `distance`, reached by the jump at the start; between them nothing that is code.
  private func isFound(_ jump: [UInt8], at distance: Int) -> Bool {
    var code = [UInt8](repeating: 0, count: distance + 8)
    code.replaceSubrange(0..<jump.count, with: jump)
    code.replaceSubrange(distance..<(distance + 4), with: [0x73, 0x10, 0x30, 0x30])
    return FirmwareImage.looksLikeProgram(code)
  }

  private func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }

  /// `jal zero, distance` by the manual's table of immediate bits.
  private func jal(_ distance: Int) -> [UInt8] {
    let value = UInt32(truncatingIfNeeded: distance)
    func bits(_ high: UInt32, _ low: UInt32) -> UInt32 { value >> low & (1 << (high - low + 1) - 1) }
    return little(bits(20, 20) << 31 | bits(10, 1) << 21 | bits(11, 11) << 20 | bits(19, 12) << 12 | 0x6F, 4)
  }

  /// `c.j distance`: offset[11|4|9:8|10|6|7|3:1|5] in bits 12 to 2.
  private func compressedJump(_ distance: Int) -> [UInt8] {
    let order: [UInt32] = [11, 4, 9, 8, 10, 6, 7, 3, 2, 1, 5]
    let value = UInt32(truncatingIfNeeded: distance)
    let field = order.reduce(UInt32(0)) { $0 << 1 | (value >> $1 & 1) }
    return little(0xA001 | field << 2, 2)
  }

  @Test(
    "jal forwards, every bit of its distance",
    arguments: [4, 6, 8, 16, 62, 64, 128, 256, 510, 1024, 2046, 2048, 4084])
  func forward(distance: Int) {
    #expect(isFound(jal(distance), at: distance))
    #expect(!isFound(jal(distance), at: distance + 4))
  }

  @Test(
    "c.j forwards, every bit of its distance", arguments: [4, 6, 8, 16, 32, 64, 128, 256, 512, 1024, 2046])
  func compressed(distance: Int) {
    #expect(isFound(compressedJump(distance), at: distance))
    #expect(!isFound(compressedJump(distance), at: distance + 4))
  }

  @Test("jumps backwards, to themselves or out of the look are no start", arguments: [-2, -4, -2048, 0])
  func backward(distance: Int) {
    #expect(!isFound(jal(distance), at: 8))
    #expect(!isFound(compressedJump(distance), at: 8))
    #expect(!isFound(jal(8192), at: 8192))
  }
}
