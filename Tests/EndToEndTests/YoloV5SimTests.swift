import Foundation
import ImageCodecs
import KModel
import Pictures
import TestSupport
import Testing

@Suite("kiln sim --yolo5, end to end")
struct YoloV5SimTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("boxes are listed and drawn, the account says how the values were read") func boxes() throws {
    let picture = try Picture(width: 200, height: 100, format: .rgb888, filledWith: Color(gray: 128))
    let (input, boxes) = (
      try folder.write(picture.encoded(as: .png), to: "in/p.png"), folder.path("boxes.png")
    )
    let model = try folder.write(KModel.v4(CommandModels.detector).encoded(), to: "model.kmodel")
    let arguments = ["sim", model, "--yolo5", "0.5,0.02", "--input"]
    let result = try KilnTool.run(arguments + [input, "--boxes", boxes])
    #expect(result.exitCode == 0)
    // Logits of 0 for x, y and width, of 2 for the rest: σ(2)² = 0.776, (2σ(2))² * 0.01 = 0.031.
    #expect(
      result.lines[2...4] == [
        "decoded as YOLOv5: strides 1; 1 class; "
          + "some values are outside of 0 to 1, so all go through a sigmoid",
        "boxes:", "  class 0  77.6 %  x 0.125…0.375, y 0.234…0.266",
      ], "\(result.output)")
    #expect(try ImageDecoder().decode(folder.bytes("boxes.png")).picture != picture)
    let report = try KilnTool.run(arguments + [input, "--json"]).json()
    #expect((report["boxes"] as? [[String: Any]])?.count == 4)
    #expect((report["decoding"] as? String)?.hasPrefix("decoded as YOLOv5: ") == true)
    let all = try KilnTool.run(arguments + [folder.path("in")])
    #expect(all.exitCode == 0)
    #expect(all.lines[1].hasPrefix("decoded as YOLOv5: "))
    #expect(all.output.contains("4  class 0 77.6 %, class 0 77.6 %"), "\(all.output)")
    let none = try KilnTool.run(arguments + [input, "--threshold", "0.78"])
    #expect(none.output.contains("no box above 0.78\n"))
  }

  @Test(
    "a quantised network of Rockchip's has the boxes of the vendor's simulator, alone and in a folder",
    .enabled(if: GoldenData.isExpected("rknn"), "\(GoldenData.missingMessage)"),
    arguments: ["rk3588_i8", "rk3568_i8"])
  func golden(variant: String) throws {
    let network = "rknn/net_yolov5_tiny_silu"
    let model = try folder.write(GoldenData.bytes("\(network)/\(variant)/model.rknn"), to: "model.rknn")
    let input = try folder.write(GoldenData.bytes("\(network)/input.npy"), to: "in/input.npy")
    let arguments = ["sim", model, "--yolo5", "10,13,16,30,33,23/30,61,62,45,59,119", "--json", "--input"]
    let report = try KilnTool.run(arguments + [input]).json()
    #expect(
      report["decoding"] as? String
        == "decoded as YOLOv5: strides 8, 16; 3 classes; values are 0 to 1 already")
    // 437 of the simulator's, which differs by a code here and there.
    let boxes = try #require(report["boxes"] as? [[String: Any]])
    #expect((415...459).contains(boxes.count), "\(boxes.count)")
    let all = try KilnTool.run(arguments + [folder.path("in")]).json()
    let results = try #require(all["results"] as? [[String: Any]])
    #expect((results.first?["boxes"] as? [[String: Any]])?.count == boxes.count)
  }
}
