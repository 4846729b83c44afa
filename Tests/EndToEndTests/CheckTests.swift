import Containers
import Foundation
import TestSupport
import Testing

@Suite("kiln check, end to end")
struct CheckTests {
  /// A network that has one of everything: padding that fits, padding that does not, a product, a softmax.
  private static func network(_ extra: [ONNXNode] = [], height: ONNXDimension = .fixed(32)) -> ONNXModel {
    func floats(_ name: String, _ dimensions: [Int]) -> ONNXTensor {
      let count = dimensions.reduce(1, *)
      return ONNXTensor(name: name, dimensions: dimensions, floats: (0..<count).map { Float($0 % 7) / 8 })
    }
    func conv(_ name: String, _ input: String, _ output: String, pads: [Int64], stride: Int64) -> ONNXNode {
      ONNXNode(
        name: name, operation: "Conv", inputs: [input, "w_\(name)"], outputs: [output],
        attributes: [
          ONNXAttribute("kernel_shape", .ints([3, 3])), ONNXAttribute("pads", .ints(pads)),
          ONNXAttribute("strides", .ints([stride, stride])),
        ])
    }
    let nodes = [
      conv("stem", "x", "a", pads: [1, 1, 1, 1], stride: 2),
      ONNXNode(
        name: "norm", operation: "BatchNormalization", inputs: ["a", "s", "s", "s", "s"], outputs: ["b"]),
      ONNXNode(name: "act", operation: "Relu", inputs: ["b"], outputs: ["c"]),
      conv("down", "c", "d", pads: [0, 0, 1, 1], stride: 2),
      ONNXNode(name: "pool", operation: "GlobalAveragePool", inputs: ["d"], outputs: ["e"]),
      ONNXNode(name: "flat", operation: "Flatten", inputs: ["e"], outputs: ["f"]),
      ONNXNode(name: "head", operation: "MatMul", inputs: ["f", "w_head"], outputs: ["g"]),
      ONNXNode(name: "prob", operation: "Softmax", inputs: ["g"], outputs: ["h"]),
    ]
    return ONNXModel(
      operatorSets: [ONNXOperatorSet(version: 13)],
      graph: ONNXGraph(
        name: "net", nodes: nodes + extra,
        initializers: [
          floats("w_stem", [8, 3, 3, 3]), floats("w_down", [16, 8, 3, 3]), floats("w_head", [16, 10]),
          floats("s", [8]),
        ],
        inputs: [
          ONNXValueInfo(
            name: "x", elementType: .float, dimensions: [.fixed(1), .fixed(3), height, .fixed(32)])
        ], outputs: [ONNXValueInfo(name: extra.last?.outputs[0] ?? "h", elementType: .float)]))
  }

  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.write(Self.network().bytes(), to: "net.onnx")
  }

  private func check(_ arguments: String...) throws -> KilnTool.Result {
    try KilnTool.run(["check"] + arguments)
  }

  @Test("the table and the sentences are what the snapshots say", arguments: ["k210", "ax620a", "rk3568"])
  func text(target: String) throws {
    let result = try check(path, "--target", target)
    #expect(result.exitCode == 0 && result.talk.isEmpty)
    let text = result.output.replacing(path, with: "net.onnx")
    try Snapshot.expect(text, named: "check-\(target)", masksTimings: false)
  }

  @Test("the JSON form has the file's names, verdicts, steps, costs and sources") func json() throws {
    let report = try check(path, "--target", "K210", "--json").json()
    #expect(report["schema"] as? Int == 1 && report["target"] as? String == "K210")
    #expect(report["can_run"] as? Bool == true)
    let nodes = try #require(report["nodes"] as? [[String: Any]])
    #expect(nodes.map { $0["name"] as? String } == ["stem", "down", "pool", "head", "prob"])
    #expect(nodes[0]["operator"] as? String == "Conv+Relu")
    #expect(
      nodes.map { $0["verdict"] as? String } == ["accelerated", "partly", "cpu", "partly", "cpu"])
    let steps = try #require(nodes[1]["steps"] as? [[String: Any]])
    #expect(steps.map { $0["accelerated"] as? Bool } == [false, true, false])
    let costs = nodes.map { ($0["cost"] as? [String: Any])?["ms"] as? Double ?? -1 }
    #expect(costs.allSatisfy { $0 >= 0 })
    let parts = steps.reduce(0) { $0 + ($1["ms"] as? Double ?? 0) }
    #expect(abs(parts - costs[1]) < 1e-9)
    #expect(try abs(costs.reduce(0, +) - #require(report["ms"] as? Double)) < 1e-9)
    #expect((nodes[0]["rule"] as? [String: String])?["standing"] == "vendor")
    let counts = try #require(report["counts"] as? [String: Int])
    #expect(counts == ["accelerated": 1, "partly": 2, "cpu": 2, "free": 0, "impossible": 0])
  }

  @Test("a network with what the chip lacks is exit 1, with what to change") func impossible() throws {
    let extra = ONNXNode(
      name: "best", operation: "ArgMax", inputs: ["h"], outputs: ["i"],
      attributes: [ONNXAttribute("axis", .int(1))])
    let path = try folder.write(Self.network([extra]).bytes(), to: "best.onnx")
    let result = try check(path, "--target", "k210")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("1 nowhere: ArgMax \"best\""))
    #expect(result.output.contains("cannot run it until this is changed"))
    #expect(try check(path, "--target", "k210", "--json").json()["can_run"] as? Bool == false)
    #expect(try check(path, "--target", "ax650").exitCode == 0)
  }

  @Test("an open extent is asked for, and taken with --shape") func shape() throws {
    let path = try folder.write(Self.network(height: .symbol("h")).bytes(), to: "open.onnx")
    let refused = try check(path, "--target", "k210")
    #expect(refused.exitCode == 2 && refused.talk.contains("--shape"))
    let result = try check(path, "--target", "k210", "--shape", "x:1x3x64x32")
    #expect(result.exitCode == 0 && result.output.contains("1x8x32x16"))
  }

  @Test("every chip of the help answers; another one is exit 2 with the nearest name") func targets() throws {
    for target in ["k210", "ax620a", "ax630c", "ax650", "rk3562", "rk3566", "rk3576", "rk3588", "RK3588S"] {
      #expect(try check(path, "--target", target).exitCode == 0)
    }
    let result = try check(path, "--target", "rk3587")
    #expect(result.exitCode == 2 && result.talk.contains("did you mean rk3588?"))
    #expect(try check(path).exitCode == 2)
  }

  @Test("compiled models and other files are exit 3, with where to go") func otherFiles() throws {
    let compiled = try check(Sample.v4, "--target", "k210")
    #expect(compiled.exitCode == 3 && compiled.talk.contains("kiln info \(Sample.v4)"))
    #expect(try check(Sample.seven, "--target", "k210").exitCode == 3)
    #expect(try check(folder.path("none.onnx"), "--target", "k210").exitCode == 3)
    let cut = try folder.write(Self.network().bytes().dropLast(40), to: "cut.onnx")
    #expect(try check(cut, "--target", "k210").exitCode == 3)
  }

  @Test("--all lists what a long network's table leaves out") func all() throws {
    var names = ["h"]
    let extra = (0..<50).map { index in
      names.append("r\(index)")
      return ONNXNode(
        name: "sum\(index)", operation: "Add", inputs: [names[index], names[max(0, index - 1)]],
        outputs: [names[index + 1]])
    }
    let path = try folder.write(Self.network(extra).bytes(), to: "long.onnx")
    let some = try check(path, "--target", "rk3588")
    let all = try check(path, "--target", "rk3588", "--all")
    #expect(some.output.contains("--all lists them") && !all.output.contains("--all lists them"))
    #expect(!some.output.contains("sum31") && all.output.contains("sum31"))
  }
}
