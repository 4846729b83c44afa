import Foundation
import TestSupport
import Testing

@Suite(
  "kiln diff of Rockchip models",
  .enabled(if: GoldenData.isExpected("rknn"), "\(GoldenData.missingMessage)"))
struct RockchipDiffTests {
  @Test("two chips' files of one network are run and compared layer by layer")
  func models() throws {
    func path(_ name: String) -> String {
      GoldenData.root.appendingPathComponent("rknn/conv3x3_relu/\(name)").path
    }
    let result = try KilnTool.run(
      "diff", path("rk3588_i8/model.rknn"), path("rk3562_i8/model.rknn"), "--input", path("input.npy"))
    #expect(result.exitCode == 0, "\(result.output)")
    #expect(result.output.contains("equal: ") && !result.output.contains("dump"), "\(result.output)")
  }

  @Test("codes and halves are compared by what they stand for")
  func values() throws {
    func path(_ name: String) -> String {
      GoldenData.root.appendingPathComponent("rknn/net_resnet_tiny/\(name)").path
    }
    let result = try KilnTool.run(
      "diff", path("rk3588_i8/model.rknn"), path("rk3588_fp16/model.rknn"), "--input", path("input.npy"))
    #expect(result.exitCode == 1)
    #expect(result.output.contains("layer 0 (ConvRelu), values"), "\(result.output)")
    #expect(result.output.contains("possible cause: quantisation: "), "\(result.output)")
    #expect(
      !result.output.contains("not compared") && !result.output.contains("runs differ"), "\(result.output)")
    let row = try #require(result.lines.first { $0.hasPrefix("output0, values") })
    let cosine = row.split(separator: " ").compactMap { Double($0) }.first { (0.9...1).contains($0) }
    #expect(try #require(cosine) > 0.999, "\(row)")
  }
}
