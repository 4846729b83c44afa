import Simulation
import TestSupport
import Testing

@Suite("memory plans against a map of single bytes")
struct MemoryPlanPropertyTests {
  /// Says of every byte whose it is after each layer, and counts those that are still needed.
  private struct ByteMap {
    var owners = [Int?](repeating: nil, count: 64)
    var births: [Int] = []
    var lastUses: [Int] = []
    var history: [[Int?]] = []

    mutating func write(_ range: Range<Int>, by layer: Int?) {
      guard !range.isEmpty else { return }
      for byte in range { owners[byte] = births.count }
      births.append(layer ?? 0)
      lastUses.append(layer ?? 0)
    }

    mutating func read(_ range: Range<Int>, by layer: Int) {
      for byte in range { if let owner = owners[byte] { lastUses[owner] = layer } }
    }

    var usedBytes: [Int] {
      history.enumerated().map { layer, owners in
        owners.count { owner in owner.map { births[$0] <= layer && layer <= lastUses[$0] } ?? false }
      }
    }
  }

  @Test("random reads and writes", arguments: 0..<200) func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func range(_ random: inout SplitMix64) -> Range<Int> {
      let start = Int.random(in: 0..<64, using: &random)
      return start..<Int.random(in: start...min(64, start + 24), using: &random)
    }
    let layerCount = Int.random(in: 1...12, using: &random)
    var builder = MemoryPlanBuilder()
    var map = ByteMap()
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let input = range(&random)
      builder.write(input, by: nil)
      map.write(input, by: nil)
    }
    for layer in 0..<layerCount {
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let source = range(&random)
        builder.read(source, by: layer)
        map.read(source, by: layer)
      }
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let result = range(&random)
        builder.write(result, by: layer)
        map.write(result, by: layer)
      }
      map.history.append(map.owners)
    }
    let plan = builder.plan(memory: "RAM", capacity: 64, reserved: 64, layerCount: layerCount)
    #expect(plan.usedBytes == map.usedBytes)
    #expect(plan.averageBytes <= plan.peakBytes && plan.peakBytes <= 64)
    #expect(plan.tensors.allSatisfy { ($0.producer ?? 0) <= $0.lastUse })
  }
}
