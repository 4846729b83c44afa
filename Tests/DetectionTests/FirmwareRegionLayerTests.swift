import Detection
import Testing

@Suite("YOLOv2 region layer as MaixPy runs it")
struct FirmwareRegionLayerTests {
  @Test("classes are counted for 5 anchors, whatever the number of them")
  func classes() throws {
    #expect(RegionLayer.firmwareClassCount(channels: 30) == 1)
    #expect(RegionLayer.firmwareClassCount(channels: 125) == 20)
    #expect(RegionLayer.firmwareClassCount(channels: 24) == -1)
    let layer = try #require(made([1, 1, 1, 1], channels: 40))
    #expect(layer.classCount == 3)
    #expect(layer.elementCount == 2 * 8 * 4)
  }

  @Test("senseless settings make none")
  func refusals() {
    #expect(made([], channels: 30) == nil)
    #expect(made([1], channels: 30) == nil)
    #expect(made([1, 1], channels: 25) == nil)
    #expect(made([Float](repeating: 1, count: 256), channels: 30) == nil)
    #expect(made([Float](repeating: 1, count: 254), channels: 30) != nil)
  }

  @Test("activating: sigmoid of offsets and objectness, softmax of classes, sizes as they were")
  func activation() throws {
    let layer = try #require(made([1, 1], channels: 35))
    var values = [Float](repeating: 0, count: 29)
    values[8] = 3
    values[20] = 1
    layer.activate(&values)
    #expect(values[0] == 0.5 && values[4] == 0.5 && values[16] == 0.5)
    #expect(values[8] == 3 && values[12] == 0)
    // e / (e + 1) of the first cell's two classes.
    #expect(abs(values[20] - 0.731_058_6) < 1e-6 && abs(values[24] - 0.268_941_4) < 1e-6)
    #expect(values[21] == 0.5 && values[25] == 0.5)
    #expect(values[28] == 0)
  }

  @Test("finds what the plain layer finds, in the order of the boxes", arguments: [0 as Float, 0.1, 0.4])
  func equalsPlain(_ threshold: Float) throws {
    var state: UInt32 = 7
    let values = (0..<(5 * 8 * 16)).map { _ -> Float in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 20) / 512 - 4
    }
    let plain = try RegionLayer(
      anchors: Anchors(parsing: "1,1,2,2,1,3,3,1,0.5,0.5"), elementCount: values.count, gridWidth: 4,
      gridHeight: 4, threshold: threshold, overlapLimit: 0.3)
    let firmware = try #require(
      RegionLayer(
        firmwareAnchors: [1, 1, 2, 2, 1, 3, 3, 1, 0.5, 0.5], gridWidth: 4, gridHeight: 4, channels: 40,
        threshold: threshold, overlapLimit: 0.3))
    var activated = values
    firmware.activate(&activated)
    let found = firmware.firmwareBoxes(activated: activated)
    #expect(!found.isEmpty)
    #expect(found == (try plain.boxes(in: values).sorted { $0.boxIndex < $1.boxIndex }))
  }

  @Test("corners are cut to numbers without a sign, then to 16 bits with one")
  func rectangles() {
    func rectangle(_ x: Float, _ y: Float, _ width: Float, _ height: Float) -> PixelBox {
      DetectedBox(
        classIndex: 0, score: 1, boxIndex: 0, centerX: x, centerY: y, width: width, height: height
      ).firmwareRectangle(width: 320, height: 240)
    }
    #expect(rectangle(0.5, 0.5, 0.5, 0.5) == PixelBox(x: 80, y: 60, width: 160, height: 120))
    // Left and top are below 0: 0; right and bottom lie beyond the picture and stay there.
    #expect(rectangle(0.5, 0.5, 2, 2) == PixelBox(x: 0, y: 0, width: 480, height: 360))
    // 160 + 16000000 = 0xF424A0, of which 0x24A0 = 9376 stays.
    #expect(rectangle(0.5, 0.5, 100_000, 0) == PixelBox(x: 0, y: 120, width: 9376, height: 0))
    // Infinity less infinity is no number: the largest one, -1 in 16 bits.
    #expect(rectangle(.infinity, 0.5, .infinity, 0) == PixelBox(x: -1, y: 120, width: 0, height: 0))
  }

  private func made(_ anchors: [Float], channels: Int) -> RegionLayer? {
    RegionLayer(
      firmwareAnchors: anchors, gridWidth: 2, gridHeight: 2, channels: channels, threshold: 0.5,
      overlapLimit: 0.3)
  }
}
