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

  /// A configuration of pulsar2 with a mean and deviation of its own.
  private func pulsar2(mean: Int, deviation: Int, dataset: String = "pictures") throws -> String {
    let text = """
      { "target_hardware": "AX650", "quant": { "input_configs": [{ "calibration_dataset": "\(dataset)",
        "calibration_mean": [\(mean), \(mean), \(mean)],
        "calibration_std": [\(deviation), \(deviation), \(deviation)] }] },
        "input_processors": [{ "tensor_name": "image", "src_dtype": "U8" }] }
      """
    return try folder.write(Array(text.utf8), to: "m\(mean).json")
  }

  @Test("--mean and --std come before those of pulsar2's configuration")
  func normalization() throws {
    let (net, _) = (try network(), try pictures())
    func built(_ config: String, _ name: String, _ options: String...) throws -> [UInt8] {
      let result = try KilnTool.run(
        ["build", net, "--config", config, "-o", folder.path(name), "--check", "0"] + options)
      #expect(result.exitCode == 0, "\(result.talk)")
      return try bytes(name)
    }
    let (own, other) = (try pulsar2(mean: 100, deviation: 50), try pulsar2(mean: 20, deviation: 80))
    let wanted = try built(own, "own.axmodel")
    #expect(try built(other, "other.axmodel") != wanted)
    #expect(try built(other, "both.axmodel", "--mean", "100", "--std", "50") == wanted)
    #expect(
      try built(other, "mean.axmodel", "--mean", "100")
        == built(try pulsar2(mean: 100, deviation: 80), "file.axmodel"))
  }

  @Test("what is missing is said with its exit code and a hint")
  func refusals() throws {
    let net = try network()
    let target = try KilnTool.run("build", net, "--target", "ax999", "-o", folder.path("x"))
    #expect(target.exitCode == 2 && target.talk.contains("no chip that networks are built for"))
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

  /// Runs a command that must fail: nothing on standard output, one sentence and at most two hints.
  private func expectRefusal(
    _ code: Int32, _ words: String, _ arguments: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try KilnTool.run(arguments)
    let lines = result.talk.split(separator: "\n")
    #expect(result.exitCode == code, "\(result.talk)", sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, sourceLocation: sourceLocation)
    #expect(result.talk.contains(words), "\(result.talk)", sourceLocation: sourceLocation)
    #expect(lines.first?.hasPrefix("error: ") == true, "\(result.talk)", sourceLocation: sourceLocation)
    #expect(lines.count <= 3, "\(result.talk)", sourceLocation: sourceLocation)
    #expect(
      lines.dropFirst().allSatisfy { $0.hasPrefix("  hint: ") }, "\(result.talk)",
      sourceLocation: sourceLocation)
  }

  @Test("samples, configurations and places that are none are told apart")
  func wrongFiles() throws {
    let (net, samples, out) = (try network(), try pictures(), folder.path("x.joint"))
    func refuse(_ code: Int32, _ words: String, calibration: String) throws {
      try expectRefusal(
        code, words, "build", net, "--target", "ax650", "--calibration", calibration, "-o", out)
    }
    try refuse(3, "hint: did you mean \(samples)?", calibration: folder.path("picture"))
    try refuse(3, "picture: no such file or folder", calibration: folder.path("picture"))
    try FileManager.default.createDirectory(
      atPath: folder.path("empty"), withIntermediateDirectories: true)
    try refuse(3, "empty: holds no samples", calibration: folder.path("empty"))
    try refuse(3, "error: net.onnx: ", calibration: net)
    for (text, words) in [
      ("", "c: an empty file; must be a configuration"), (" \n", "c: an empty file"),
      ("\u{0}\u{1}\u{2}", "c: no text; must be a configuration"),
      ("hello, this is none\n", "hint: prototxt has fields as `name: value`, JSON begins with {"),
      ("// a comment\n{ \"target\": 1 }", "line 2: target: no field of this name"),
    ] {
      let config = try folder.write(Array(text.utf8), to: "c")
      try expectRefusal(3, words, "build", net, "--config", config, "--calibration", samples, "-o", out)
    }
    try expectRefusal(
      3, "net.onnx: an ONNX network; must be a configuration", "build", net, "--config", net, "-o", out)
    let nowhere = folder.path("none")
    for (place, words) in [
      (samples, "is a folder"), ("\(nowhere)/x", "hint: there is no folder \(nowhere)"),
    ] {
      try expectRefusal(
        1, words, "build", net, "--target", "ax650", "--calibration", samples, "-o", place)
    }
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test("samples of the command line are looked for from there, those of a configuration beside it")
  func places() throws {
    let (net, samples) = (try network(), try pictures())
    let config = try pulsar2(mean: 100, deviation: 50, dataset: "none")
    let tool = "cd '\(folder.path("."))' && mkdir -p sub && cp '\(config)' sub/c.json"
    let built = try KilnTool.shell(
      "\(tool) && $KILN build '\(net)' --config sub/c.json --calibration pictures -o a --check 0")
    #expect(built.exitCode == 0, "\(built.talk)")
    let beside = try KilnTool.shell("\(tool) && $KILN build '\(net)' --config sub/c.json -o a")
    #expect(beside.exitCode == 3 && beside.talk.contains("sub/none: no such file or folder"))
    #expect(FileManager.default.fileExists(atPath: samples))
  }

  @Test("what a configuration asks for in vain is one plain line")
  func remarks() throws {
    _ = try pictures()
    let text = """
      { "target_hardware": "AX650",
        "quant": { "input_configs": [{ "calibration_dataset": "pictures" }] },
        "input_processors": [{ "tensor_name": "image", "tensor_format": "RGB", "src_format": "BGR" }] }
      """
    let config = try folder.write(Array(text.utf8), to: "r.json")
    let built = try KilnTool.run(
      "build", network(), "--config", config, "-o", folder.path("r.axmodel"), "--check", "0")
    #expect(
      built.talk.hasPrefix(
        "warning: \(config), line 3: input_processors.src_format: BGR is not turned into RGB or back"),
      "\(built.talk)")
    #expect(built.talk.split(separator: "\n").count == 1)
  }

  @Test("networks, built models and pictures in each other's place are told apart")
  func wrongKinds() throws {
    #expect(try build("a.joint", "--target", "ax620a", "--check", "0").exitCode == 0)
    let (net, joint, picture) = (try network(), folder.path("a.joint"), folder.path("pictures/p0.png"))
    let out = folder.path("x")
    for arguments in [["check", joint], ["build", joint, "-o", out]].map({ $0 + ["--target", "ax650"] }) {
      let result = try KilnTool.run(arguments)
      #expect(result.exitCode == 3 && result.talk.contains("a.joint: compiled already by `kiln build`"))
    }
    try expectRefusal(3, "p0.png: a picture, not a network", "build", picture, "--target", "ax650", "-o", out)
    try expectRefusal(3, "p0.png: a picture, not a network", "compare", picture, joint, "--input", picture)
    try expectRefusal(2, "the network comes first", "compare", joint, net, "--input", picture)
    try expectRefusal(2, "no --input; the model has 1: image", "compare", net, joint)
    try expectRefusal(3, "kiln check \(net) --target k210", "fit", net)
    try expectRefusal(3, "a.joint: of the format joint, for AX620A; must be a kmodel", "fit", joint)
    let info = try KilnTool.run("info", net).output
    #expect(info.contains("  layers   4; 13.9 kMAC\n"))
    #expect(!info.contains("CPU"))
  }

  @Test("a damaged network is refused with the place, by every command")
  func truncated() throws {
    let net = try network()
    let cut = try folder.write(bytes("net.onnx").dropLast(500), to: "cut.onnx")
    let out = folder.path("x")
    for arguments in [
      ["info", cut], ["sim", cut], ["check", cut, "--target", "ax650"],
      ["build", cut, "--target", "ax650", "-o", out], ["diff", cut, net],
    ] {
      let result = try KilnTool.run(arguments)
      #expect(result.exitCode == 3)
      #expect(result.talk.contains("cut.onnx: ONNX model at 0x"), "\(result.talk)")
    }
  }

  @Test(
    "the vendor's compiled models are shown, and neither run nor timed nor built again",
    .enabled(if: GoldenData.isExpected("axmodel"), "\(GoldenData.missingMessage)"))
  func vendor() throws {
    let place = GoldenData.root.appendingPathComponent("axmodel")
    let model = place.appendingPathComponent("v1_matmul_npu1_s8_256_32_10000_161080.axmodel").path
    let info = try KilnTool.run("info", model)
    #expect(info.exitCode == 0 && info.output.contains("  layers   1: 1 on the NPU, 0 on the CPU\n"))
    let opaque = "the NPU program is opaque: give the ONNX source to `kiln build`"
    for command in ["sim", "estimate"] { try expectRefusal(3, opaque, command, model) }
    try expectRefusal(3, opaque, "diff", model, model)
    try expectRefusal(3, "must be a kmodel, for the K210", "fit", model)
    try expectRefusal(3, "compiled already by Pulsar2", "check", model, "--target", "ax650")
    try expectRefusal(
      3, "compiled already by Pulsar2", "build", model, "--target", "ax650", "-o", folder.path("x"))
    try expectRefusal(2, "must be a model that `kiln build` wrote", "compare", network(), model)
  }
}
