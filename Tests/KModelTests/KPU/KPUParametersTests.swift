import Bytes
import Foundation
import KModel
import Testing

@Suite("building the KPU's parameter blocks")
struct KPUParametersTests {
  @Test("batch norm: multiplier, addend and shift in their fields")
  func batchNorm() {
    #expect(KPUParameters.batchNormEntry(multiplier: 1, addend: 0, shift: 0) == 1)
    #expect(KPUParameters.batchNormEntry(multiplier: -1, addend: 0, shift: 0) == 0xFF_FFFF)
    #expect(KPUParameters.batchNormEntry(multiplier: 0, addend: -1, shift: 0) == 0xFFFF_FFFF << 24)
    #expect(KPUParameters.batchNormEntry(multiplier: 0, addend: 0, shift: 15) == 15 << 56)
  }

  @Test("relu: segments rise strictly, the last one starts at 0 with a slope of one step")
  func relu() {
    let words = KPUParameters.reluSegments(fractionBits: 12)
    #expect(words.count == 16)
    let starts = words.map { Int64(bitPattern: $0 << 4) >> 28 }
    #expect(starts.first == -(1 << 35) && starts.last == 0)
    #expect(zip(starts, starts.dropFirst()).allSatisfy { $0 < $1 })
    #expect(words.dropLast().allSatisfy { $0 & 0xFF_FFFF == 0 })
    #expect(words[15] == 1 << 8 | 12)
  }

  @Test("the samples' layers carry this relu")
  func samples() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "samples/digits/digits-v3.kmodel"))
    guard case .v3(let model) = try KModel(bytes: Array(data)),
      case .k210Conv(let convolution) = model.layers[0].operation
    else {
      Issue.record("the sample is no v3 model that begins with a convolution")
      return
    }
    var table = ByteWriter()
    for word in KPUParameters.reluSegments(fractionBits: 12) { table.append(word) }
    #expect(Array(convolution.parameters.activation.prefix(128)) == table.bytes)
  }
}
