import Containers
import Foundation
import ImageCodecs
import Pictures
import TestSupport
import Testing

@Suite("kiln build and compare, end to end")
struct BuildTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A network of two convolutions and a softmax, written by our own writer.
  private func network() throws -> String {
    func numbers(_ count: Int, _ seed: Int) -> [Float] {
      (0..<count).map { Float(($0 &* 7919 &+ seed &* 131) % 1009) / 504.5 - 1 }
    }
    func info(_ name: String, _ extents: [Int]) -> ONNXValueInfo {
      ONNXValueInfo(name: name, elementType: .float, dimensions: extents.map { .fixed($0) })
    }
    var graph = ONNXGraph(name: "net")
    graph.inputs = [info("image", [1, 3, 16, 16])]
    graph.outputs = [info("scores", [1, 5])]
    graph.initializers = [
      ONNXTensor(name: "w1", dimensions: [8, 3, 3, 3], floats: numbers(216, 1)),
      ONNXTensor(name: "b1", dimensions: [8], floats: numbers(8, 2)),
      ONNXTensor(name: "w2", dimensions: [8, 5], floats: numbers(40, 3)),
    ]
    graph.nodes = [
      ONNXNode(
        name: "conv", operation: "Conv", inputs: ["image", "w1", "b1"], outputs: ["c"],
        attributes: [
          ONNXAttribute("pads", .ints([1, 1, 1, 1])), ONNXAttribute("strides", .ints([2, 2])),
          ONNXAttribute("kernel_shape", .ints([3, 3])),
        ]),
      ONNXNode(name: "relu", operation: "Relu", inputs: ["c"], outputs: ["r"]),
      ONNXNode(name: "pool", operation: "GlobalAveragePool", inputs: ["r"], outputs: ["p"]),
      ONNXNode(name: "flat", operation: "Flatten", inputs: ["p"], outputs: ["f"]),
      ONNXNode(name: "dense", operation: "MatMul", inputs: ["f", "w2"], outputs: ["scores"]),
    ]
    let model = ONNXModel(operatorSets: [ONNXOperatorSet(domain: "", version: 13)], graph: graph)
    return try folder.write(model.bytes(), to: "net.onnx")
  }

  /// A folder of pictures that differ.
  private func pictures() throws -> String {
    let place = folder.path("pictures")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    for index in 0..<6 {
      let pixels = (0..<(20 * 20 * 3)).map { UInt8(truncatingIfNeeded: $0 &* (index + 3) &+ $0 / 60 &* 5) }
      let picture = try Picture(width: 20, height: 20, format: .rgb888, pixels: pixels)
      _ = try folder.write(picture.encoded(as: .png), to: "pictures/p\(index).png")
    }
    return place
  }

  private func build(_ output: String, _ options: String...) throws -> KilnTool.Result {
    try KilnTool.run(
      [
        "build", network(), "--calibration", pictures(), "--mean", "127.5", "--std", "63.5", "-o",
        folder.path(output),
      ] + options)
  }

  @Test("a network is built, described, run, timed and compared; equal inputs give equal bytes")
  func wholeWay() throws {
    let built = try build("a.joint", "--target", "ax620a", "--npu-mode", "111", "--json")
    #expect(built.exitCode == 0, "\(built.talk)")
    let report = try built.json()
    #expect(report["target"] as? String == "AX620A" && report["npu_mode"] as? String == "111")
    let output = try #require((report["outputs"] as? [[String: Any]])?.first)
    #expect(try #require(output["cosine"] as? Double) > 0.99)
    #expect(try build("b.joint", "--target", "ax620a", "--npu-mode", "111").exitCode == 0)
    #expect(try bytes("a.joint") == bytes("b.joint"))

    let picture = folder.path("pictures/p2.png")
    let joint = folder.path("a.joint")
    #expect(try KilnTool.run("info", joint).output.contains("fed as BGR, the network reads BGR"))
    let run = try KilnTool.run("sim", joint, "--input", picture, "--repeat", "100", "--warmup", "2")
    #expect(run.exitCode == 0)
    #expect(run.output.contains("(99 rounds for average)") && run.output.contains("[estimated]"))
    #expect(run.output.contains("bgr planes"))
    let repeated = try KilnTool.run(
      "sim", joint, "--input", picture, "--repeat", "100", "--warmup", "10", "--json")
    let times = try #require(try repeated.json()["device_times"] as? [String: Any])
    #expect(times["rounds"] as? Int == 99 && times["cpu_us"] == nil)
    let lines = try #require(times["lines"] as? [String])
    #expect(run.output.contains(lines.dropFirst().joined(separator: "\n")))
    let parts = try ["npu_us", "npu_overhead_us"].map { try #require(times[$0] as? Double) }
    #expect(try abs(#require(times["task_us"] as? Double) - parts.reduce(0, +)) < 1e-6)
    #expect(try KilnTool.run("estimate", joint, "--json").exitCode == 0)

    let compared = try KilnTool.run(
      "compare", network(), joint, "--input", picture, "--dump", folder.path("dump"), "--json")
    let rows = try #require(try compared.json()["outputs"] as? [[String: Any]])
    let (floats, codes) = (try numbers("dump/float/scores.bin"), try numbers("dump/model/scores.bin"))
    let dot = zip(floats, codes).reduce(0) { $0 + $1.0 * $1.1 }
    let cosine = dot / (length(floats) * length(codes))
    let error = length(zip(floats, codes).map { $0 - $1 }) / length(floats)
    #expect(abs(try #require(rows[0]["cosine"] as? Double) - cosine) < 1e-9)
    #expect(abs(try #require(rows[0]["relative_error"] as? Double) - error) < 1e-9)
    let text = try KilnTool.run("compare", network(), joint, "--input", picture).output
    #expect(text.contains("Score compare table:") && text.contains("cosine-sim: "))
  }

  /// A convolution and a ReLU over pictures of 16x16, as TensorFlow Lite has them, in floats or in codes of 8 bits.
  private func tensorFlowLite(
    isQuantized: Bool, givesFloats: Bool = false, named name: String
  ) throws -> String {
    let codes = (0..<(4 * 27)).map { Int8(truncatingIfNeeded: ($0 &* 7919) % 201 - 100) }
    var sample = SampleTFLite()
    func floats(_ numbers: [Float]) -> [UInt8] {
      numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }
    }
    let type = isQuantized ? 9 : 0
    let x = sample.tensor([1, 16, 16, 3], type: type, name: "image", scales: isQuantized ? [0.0078125] : [])
    let weights = sample.tensor(
      [4, 3, 3, 3], type: type, scales: isQuantized ? [0.01, 0.02, 0.015, 0.005] : [],
      contents: isQuantized
        ? codes.map { UInt8(bitPattern: $0) } : floats(codes.map { Float($0) / 100 }))
    let bias = sample.tensor([4], type: isQuantized ? 2 : 0, contents: [UInt8](repeating: 0, count: 16))
    let y = sample.tensor(
      [1, 8, 8, 4], type: givesFloats ? 0 : type, name: "maps",
      scales: isQuantized && !givesFloats ? [0.05] : [])
    let two = FlatBufferFile.Field.word(2)
    sample.add(
      3, [x, weights, bias], [y],
      options: [.integer(0, byteCount: 1), two, two, .integer(1, byteCount: 1)])
    sample.outputs = [y]
    return try folder.write(sample.bytes, to: name)
  }

  @Test("a network of TensorFlow Lite is built, checked and compared, whatever its name")
  func tensorFlowLite() throws {
    let net = try tensorFlowLite(isQuantized: false, named: "net.onnx")
    let joint = folder.path("t.joint")
    let built = try KilnTool.run(
      "build", net, "--target", "ax650", "--calibration", pictures(), "--mean", "127.5", "--std", "127.5",
      "-o", joint, "--json")
    #expect(built.exitCode == 0, "\(built.talk)")
    #expect(try built.json()["calibrated"] == nil)
    let compared = try KilnTool.run(
      "compare", net, joint, "--input", folder.path("pictures/p1.png"), "--json")
    let rows = try #require(try compared.json()["outputs"] as? [[String: Any]])
    #expect(try #require(rows.first?["cosine"] as? Double) > 0.995)
    #expect(rows.first?["name"] as? String == "maps")
    #expect(try KilnTool.run("info", joint).output.contains("TensorFlow Lite, schema 3"))
    let checked = try KilnTool.run("check", net, "--target", "ax650", "--json")
    #expect(checked.exitCode == 0)
    let nodes = try #require(try checked.json()["nodes"] as? [[String: Any]])
    #expect(nodes.first?["operator"] as? String == "Conv+Relu")
    #expect(nodes.first?["verdict"] as? String == "accelerated")
  }

  @Test("a network of codes is built without pictures, with its own scales, and fed the bytes of its codes")
  func ownScales() throws {
    let net = try tensorFlowLite(isQuantized: true, named: "net.tflite")
    let joint = folder.path("q.joint")
    let built = try KilnTool.run("build", net, "--target", "ax620a", "--color", "rgb", "-o", joint, "--json")
    #expect(built.exitCode == 0, "\(built.talk)")
    let report = try built.json()
    #expect(report["calibrated"] as? [String] == [] && report["samples"] as? Int == 0)
    #expect(report["method"] as? String == "own scales" && (report["own_codes"] as? Int ?? 0) > 1)
    let text = try KilnTool.run(
      "build", net, "--target", "ax620a", "--color", "rgb", "-o", folder.path("r.joint"))
    #expect(text.output.contains("the network's own scales"))
    #expect(try bytes("q.joint") == bytes("r.joint"))
    let pictures = try pictures()
    for name in ["p0", "p4"] {
      let compared = try KilnTool.run(
        "compare", net, joint, "--input", "\(pictures)/\(name).png", "--json")
      let rows = try #require(try compared.json()["outputs"] as? [[String: Any]])
      #expect(try #require(rows.first?["max_abs"] as? Double) < 0.051)
      #expect(try #require(rows.first?["cosine"] as? Double) > 0.999)
    }
    let checked = try KilnTool.run(
      "build", net, "--target", "ax620a", "--calibration", pictures, "-o", folder.path("s.joint"), "--json")
    #expect(try checked.json()["samples"] as? Int == 0 && checked.json()["checked_samples"] as? Int == 4)
  }

  @Test("where a value has no scale of its own, pictures are asked for, and it is named")
  func partlyOwnScales() throws {
    let net = try tensorFlowLite(isQuantized: true, givesFloats: true, named: "part.tflite")
    let command = ["build", net, "--target", "ax620a", "-o", folder.path("p.joint")]
    let refused = try KilnTool.run(command)
    #expect(refused.exitCode == 2)
    #expect(refused.talk.contains("values without scales of their own: 1 (maps)"))
    let built = try KilnTool.run(command + ["--calibration", pictures()])
    #expect(built.exitCode == 0, "\(built.talk)")
    #expect(built.output.contains("; 1 calibrated over 6 samples of pictures: maps"))
    #expect(try KilnTool.run("info", folder.path("p.joint")).output.contains("own scales and MinMax"))
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: folder.path(name))))
  }

  private func numbers(_ name: String) throws -> [Double] {
    let bytes = try bytes(name)
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Double(
        Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }))
    }
  }

  private func length(_ numbers: [Double]) -> Double { numbers.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  @Test("pulsar's configuration is taken, and a wrong one is refused with line and field")
  func configurations() throws {
    _ = try pictures()
    let text = """
      input_path: "net.onnx"
      output_path: "c.joint"
      target_hardware: TARGET_HARDWARE_AX620
      dst_input_tensors { color_space: TENSOR_COLOR_SPACE_RGB }
      src_input_tensors { color_space: TENSOR_COLOR_SPACE_RGB }
      neuwizard_conf {
        operator_conf { input_conf_items { attributes { input_modifications {
          input_normalization { mean: [127.5, 127.5, 127.5] std: [63.5, 63.5, 63.5] } } } } }
        dataset_conf_calibration { path: "pictures" size: 4 observer_method: OBSVR_METHOD_MSE_CLIPPING }
      }
      pulsar_conf { ax620_virtual_npu: AX620_VIRTUAL_NPU_MODE_112 }

      """
    _ = try network()
    let config = try folder.write(Array(text.utf8), to: "a.prototxt")
    let built = try KilnTool.run("build", "--config", config, "--json")
    #expect(built.exitCode == 0, "\(built.talk)")
    #expect(try built.json()["npu_mode"] as? String == "112")
    #expect(try built.json()["method"] as? String == "MSE")
    let wrong = try folder.write(
      Array(text.replacingOccurrences(of: "observer_method", with: "observer_methd").utf8), to: "b.prototxt")
    let refused = try KilnTool.run("build", "--config", wrong)
    #expect(refused.exitCode == 3)
    #expect(refused.talk.contains("line 9") && refused.talk.contains("observer_method"))
  }

  @Test("what is missing is said with its exit code and a hint")
  func refusals() throws {
    let net = try network()
    let target = try KilnTool.run("build", net, "--target", "ax999", "-o", folder.path("x"))
    #expect(target.exitCode == 2 && target.talk.contains("no such chip"))
    let samples = try KilnTool.run("build", net, "--target", "ax650", "-o", folder.path("x"))
    #expect(samples.exitCode == 2 && samples.talk.contains("--calibration"))
    let bad = try KilnTool.run(
      "build", net, "--target", "ax650", "--calibration", net, "-o", folder.path("x"))
    #expect(bad.exitCode == 3)
    let other = try KilnTool.run("compare", net, Sample.v4, "--input", Sample.seven)
    #expect(other.exitCode == 2 && other.talk.contains("kiln diff"))
    let estimate = try KilnTool.run("estimate", net)
    #expect(estimate.exitCode == 2 && estimate.talk.contains("kiln check"))
  }
}
