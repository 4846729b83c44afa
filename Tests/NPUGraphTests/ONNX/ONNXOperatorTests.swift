import Containers
import NPUGraph
import TestSupport
import Testing

@Suite("ONNX operators against ONNX Runtime")
struct ONNXOperatorTests {
  private static let cases = (try? OperatorCase.all()) ?? []

  @Test("a network of one operator gives what ONNX Runtime gives", arguments: cases.map(\.name))
  func single(_ name: String) throws {
    let item = try #require(Self.cases.first { $0.name == name })
    for fused in [false, true] {
      let outcome = try OperatorOutcome.of(item, fused: fused, math: GraphProgramTests.math)
      #expect(outcome.fault == nil, "\(fused ? "fused" : "as imported")")
    }
  }

  @Test("every operator that is imported has a case")
  func coverage() throws {
    var seen = Set<String>()
    for item in Self.cases {
      for node in try ONNXModel(item.model).graph.nodes { seen.insert(node.operation) }
    }
    #expect(Set(ONNXOperator.allCases.map(\.rawValue)).subtracting(seen) == [])
  }
}
