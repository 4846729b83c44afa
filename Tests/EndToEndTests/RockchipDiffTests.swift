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
}
