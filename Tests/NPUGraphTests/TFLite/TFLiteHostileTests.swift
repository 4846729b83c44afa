import NPUGraph
import Simulation
import TestSupport
import Testing

@Suite("damaged TensorFlow Lite models")
struct TFLiteHostileTests {
  /// Imports a file, fuses its graph and makes it ready to run; whether it came so far.
  static func survives(_ file: [UInt8]) -> Bool {
    let limits = ImportLimits(tensorElements: 1 << 16, foldedElements: 1 << 16)
    guard var importer = try? TFLiteImporter(file, limits: limits, math: GraphProgramTests.math),
      let graph = try? importer.importGraph()
    else { return false }
    let options = RunOptions(maximumMainMemory: 1 << 20, maximumOperations: 1 << 16)
    let program = try? GraphProgram(graph.fused(), options: options, math: GraphProgramTests.math)
    return program != nil
  }

  @Test(
    "cut at any byte, it ends in an error",
    arguments: TFLiteCase.all.enumerated().filter { $0.offset % 16 == 0 }.map(\.element))
  func truncation(_ sample: TFLiteCase) {
    // What is left out may be nothing but the rest of the last part.
    let survivors = (0..<sample.model.count).filter { Self.survives(Array(sample.model[..<$0])) }
    #expect(survivors.allSatisfy { $0 > sample.model.count - 8 })
  }

  @Test("changed bytes end in an error or a graph", arguments: TFLiteCase.all)
  func damage(_ sample: TFLiteCase) {
    var random = SplitMix64(seed: UInt64(sample.model.count))
    for _ in 0..<40 {
      var copy = sample.model
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<copy.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: copy[place] = UInt8.random(in: 0...255, using: &random)
        case 1: copy[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: copy[place] = 0xFF
        // Numbers of 32 bits stand at multiples of four.
        default:
          let word = place / 4 * 4
          let values: [UInt32] = [.max, 0x8000_0000, 0x7FFF_FFFF, 0, 1]
          let value = values.randomElement(using: &random) ?? 0
          for byte in 0..<4 where word + byte < copy.count {
            copy[word + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))
          }
        }
      }
      _ = Self.survives(copy)
    }
  }

  @Test("random bytes behind the identifier are no model")
  func noise() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<2000 {
      #expect(!Self.survives(random.bytes(4) + Array("TFL3".utf8) + random.bytes(60)))
    }
  }
}
