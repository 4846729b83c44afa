import Tensors
import Testing

@Suite("Tensor as floats")
struct TensorTests {
  private func floats(_ type: ElementType, _ bytes: [UInt8]) -> [Float] {
    Tensor(elementType: type, shape: Shape([bytes.count]), bytes: bytes).floats
  }

  @Test(
    "integers of each type are little endian and signed as their name says",
    arguments: [
      (ElementType.uint8, [0x00, 0x7F, 0xFF], [0, 127, 255]),
      (.int8, [0x00, 0x7F, 0x80, 0xFF], [0, 127, -128, -1]),
      (.uint16, [0x34, 0x12, 0xFF, 0xFF], [0x1234, 65535]),
      (.int16, [0x34, 0x12, 0xFF, 0xFF, 0x00, 0x80], [0x1234, -1, -32768]),
      (.int32, [1, 0, 0, 0x80, 0xFE, 0xFF, 0xFF, 0xFF], [-2_147_483_648, -2]),
      (.int64, [0, 0, 0, 0, 1, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8), [4_294_967_296, -1]),
    ] as [(ElementType, [UInt8], [Float])])
  func integers(type: ElementType, bytes: [UInt8], expected: [Float]) {
    #expect(floats(type, bytes) == expected)
  }

  @Test("singles keep their bits") func singles() {
    #expect(floats(.float32, [0x00, 0x00, 0xC0, 0x3F, 0x00, 0x00, 0x80, 0xFF]) == [1.5, -.infinity])
  }

  @Test(
    "halves are widened exactly",
    arguments: [
      (0x0000, 0), (0x0001, 0x1p-24), (0x03FF, 1023 * 0x1p-24), (0x0400, 0x1p-14), (0x3C00, 1),
      (0x3C01, 1 + 0x1p-10), (0xC000, -2), (0x7BFF, 65504), (0x7C00, .infinity), (0xFC00, -.infinity),
      (0x8001, -0x1p-24),
    ] as [(UInt16, Float)])
  func halves(bits: UInt16, expected: Float) {
    #expect(Float(halfBitPattern: bits) == expected)
    #expect(floats(.float16, [UInt8(bits & 0xFF), UInt8(bits >> 8)]) == [expected])
  }

  @Test("minus zero and nan stay what they are") func specialHalves() {
    #expect(Float(halfBitPattern: 0x8000).sign == .minus)
    #expect(Float(halfBitPattern: 0x7C01).isNaN)
    #expect(Float(halfBitPattern: 0xFE00).isNaN)
  }

  @Test("bytes of an incomplete last element are left out") func incompleteElement() {
    let tensor = Tensor(elementType: .int32, shape: Shape([1]), bytes: [7, 0, 0, 0, 9, 9])
    #expect(tensor.elementCount == 1)
    #expect(tensor.floats == [7])
  }
}
