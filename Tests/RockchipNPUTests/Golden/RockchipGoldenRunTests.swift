import Containers
import RockchipNPU
import Simulation
import Tensors
import TestSupport
import Testing

@Suite(
  "golden Rockchip models",
  .enabled(if: GoldenData.isExpected("rknn"), "\(GoldenData.missingMessage)"))
struct RockchipGoldenRunTests {
  @Test("the data is whole")
  func manifest() { #expect(RockchipVariant.all.count == 56 && RockchipVariant.runnable.count == 55) }

  /// The rules of the golden data: single int8 convolutions as the reference from the file's registers, exactly, and
  /// within 1 LSB of the vendor's simulator on 0.2 % of the elements; what is fused with another layer within 1 LSB;
  /// whole networks and functions as said below; halves within 2e-3.
  @Test("results", arguments: RockchipVariant.runnable)
  func run(variant: RockchipVariant) throws {
    let model = RockchipModel(try variant.load())
    let array = try NPYArray(GoldenData.bytes(variant.input))
    let values = try #require(array.floats)
    let encoding = try #require(model.inputEncodings[0])
    let runner = try model.makeRunner(RunOptions())
    let outputs = try runner.run([encoding.bytes(of: values, shape: model.inputs[0].shape)], observe: nil)
    #expect(outputs.count == model.outputs.count)
    for (index, output) in outputs.enumerated() {
      if let exact = try variant.array("intref_out\(index)_i8.npy") {
        #expect(output.floats == exact, "output \(index) against the integer reference")
      }
      if variant.isInteger, let codes = try variant.array("sim_out\(index)_i8.npy") {
        Self.check(codes: output.floats, against: codes, variant)
        if variant.isNet, let quantization = model.outputs[index].quantization,
          let expected = try variant.array("sim_out\(index)_f32.npy")
        {
          let difference = Difference(expected, output.values(quantization).floats) { _ in 0 }
          #expect(difference.cosine >= 0.999, "cosine \(difference.cosine)")
        }
      } else {
        let expected = try #require(try variant.array("sim_out\(index)_f32.npy"))
        Self.check(values: output.floats, against: expected, variant)
      }
    }
  }

  private static func check(codes: [Float], against expected: [Float], _ variant: RockchipVariant) {
    #expect(codes.count == expected.count)
    let gaps = zip(codes, expected).map { abs($0 - $1) }
    let mean = gaps.reduce(0, +) / Float(gaps.count)
    if variant.isNet {
      #expect(mean <= 1, "mean \(mean)")
      return
    }
    #expect((gaps.max() ?? 0) <= 1)
    if variant.name.hasPrefix("conv") || variant.name.hasPrefix("dwconv")
      || variant.name.hasPrefix("groupconv")
    {
      // Two convolutions and a concatenation of other scales are in one of the cases.
      let share = Float(gaps.count { $0 > 0 }) / Float(gaps.count)
      #expect(share <= 0.002, "\(share * 100) % differ")
    }
  }

  private static func check(values: [Float], against expected: [Float], _ variant: RockchipVariant) {
    #expect(values.count == expected.count)
    let scale = expected.map(\.magnitude).max() ?? 0
    let worst = zip(values, expected).map { abs($0 - $1) - 2e-3 * $1.magnitude }.max() ?? 0
    let difference = Difference(expected, values) { _ in 0 }
    if variant.isInteger {
      #expect(worst <= 0.02 * scale && difference.cosine >= 0.999, "\(worst / scale), \(difference.cosine)")
    } else {
      #expect(worst <= 2e-3 * scale, "\(worst / scale) of the range")
    }
  }

  @Test(
    "every layer of the small networks is near the simulator's",
    arguments: RockchipVariant.runnable.filter { $0.platform == "rk3588" && $0.isInteger && !$0.isNet })
  func layers(variant: RockchipVariant) throws {
    let file = try variant.load()
    let model = RockchipModel(file)
    let values = try #require(try NPYArray(GoldenData.bytes(variant.input)).floats)
    let encoding = try #require(model.inputEncodings[0])
    let names = file.nodes.filter { !$0.isEnd }.map { file.tensors[$0.outputs[0]].name }
    var seen: [LayerOutput] = []
    _ = try model.makeRunner(RunOptions()).run(
      [encoding.bytes(of: values, shape: model.inputs[0].shape)]) { seen.append($0) }
    #expect(seen.count == model.layers.count)
    for (output, name) in zip(seen, names) where output.elementType == .int8 {
      guard let expected = try variant.array("layers/\(name)_i8.npy"), expected.count == output.bytes.count
      else { continue }
      let gaps = zip(output.bytes, expected).map { abs(Float(Int8(bitPattern: $0)) - $1) }
      #expect((gaps.max() ?? 0) <= 1, "\(name)")
    }
  }
}
