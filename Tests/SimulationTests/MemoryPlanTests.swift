import Simulation
import Testing

@Suite("memory plans")
struct MemoryPlanTests {
  private func plan(layers: Int, _ accesses: (inout MemoryPlanBuilder) -> Void) -> MemoryPlan {
    var builder = MemoryPlanBuilder()
    accesses(&builder)
    return builder.plan(memory: "RAM", capacity: 1000, reserved: 500, layerCount: layers)
  }

  @Test("a chain holds what a layer reads and what it writes")
  func chain() {
    let plan = plan(layers: 3) { builder in
      builder.write(0..<100, by: nil)
      for layer in 0..<3 {
        builder.read((layer * 100)..<(layer * 100 + 100), by: layer)
        builder.write((layer * 100 + 100)..<(layer * 100 + 150 + 50), by: layer)
      }
    }
    #expect(plan.usedBytes == [200, 200, 200])
    #expect(plan.peakBytes == 200 && plan.peakLayer == 0 && plan.averageBytes == 200)
    #expect(plan.tensors.map { $0.producer } == [nil, 0, 1, 2])
    #expect(plan.tensors.map { $0.lastUse } == [0, 1, 2, 2])
  }

  @Test("what a later layer needs stays until then")
  func skipConnection() {
    let plan = plan(layers: 4) { builder in
      builder.write(0..<10, by: nil)
      builder.read(0..<10, by: 0)
      builder.write(10..<30, by: 0)
      builder.write(30..<35, by: 1)
      builder.write(40..<45, by: 2)
      builder.read(10..<30, by: 3)
    }
    #expect(plan.usedBytes == [30, 25, 25, 20])
  }

  @Test("a result over what was read counts once, a tensor that is half overwritten lives on in the rest")
  func overwriting() {
    let plan = plan(layers: 3) { builder in
      builder.write(0..<100, by: nil)
      builder.read(0..<100, by: 0)
      builder.write(0..<40, by: 0)
      builder.read(50..<60, by: 2)
    }
    #expect(plan.usedBytes == [100, 60, 60])
  }

  @Test("nothing, empty ranges and no layers make an empty plan")
  func empty() {
    let plan = plan(layers: 2) { builder in
      builder.write(5..<5, by: 0)
      builder.read(0..<0, by: 1)
    }
    #expect(plan.usedBytes == [0, 0] && plan.peakLayer == nil && plan.averageBytes == 0)
    #expect(self.plan(layers: 0) { $0.write(0..<4, by: nil) }.usedBytes == [])
    #expect(self.plan(layers: 0) { _ in }.averageBytes == 0)
  }
}
