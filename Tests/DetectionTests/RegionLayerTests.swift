import Detection
import TestSupport
import Testing

@Suite("YOLOv2 region layer")
struct RegionLayerTests {
  /// An output of a 4x2 grid in which every box has objectness `quiet` until it is set.
  private struct Output {
    let anchorCount: Int
    let classCount: Int
    private(set) var values: [Float]

    init(anchorCount: Int, classCount: Int) {
      self.anchorCount = anchorCount
      self.classCount = classCount
      values = [Float](repeating: 0, count: anchorCount * (5 + classCount) * 8)
      for anchor in 0..<anchorCount { for cell in 0..<8 { set(anchor, cell, entry: 4, -20) } }
    }

    mutating func set(_ anchor: Int, _ cell: Int, entry: Int, _ value: Float) {
      values[(anchor * (5 + classCount) + entry) * 8 + cell] = value
    }
  }

  private func layer(_ output: Output, _ anchors: String, threshold: Float = 0.5) throws -> RegionLayer {
    try RegionLayer(
      anchors: Anchors(parsing: anchors), elementCount: output.values.count, gridWidth: 4, gridHeight: 2,
      threshold: threshold)
  }

  private func isNear(_ a: Float, _ b: Float) -> Bool { abs(a - b) < 1e-5 }

  @Test("a box lies where its cell, offsets and anchor say")
  func oneBox() throws {
    var output = Output(anchorCount: 2, classCount: 3)
    // Second anchor, cell (1, 1): sigmoid(0) = 0.5, exp(ln 2) = 2.
    output.set(1, 5, entry: 4, 20)
    output.set(1, 5, entry: 2, 0.693_147_2)
    output.set(1, 5, entry: 7, 20)
    let boxes = try layer(output, "1,1,0.5,1").boxes(in: output.values)
    #expect(boxes.count == 1)
    let box = try #require(boxes.first)
    #expect(box.classIndex == 2)
    #expect(box.boxIndex == 13)
    #expect(box.score > 0.999)
    #expect(isNear(box.centerX, 1.5 / 4) && isNear(box.centerY, 1.5 / 2))
    #expect(isNear(box.width, 0.25) && isNear(box.height, 0.5))
    #expect(box.pixels(width: 320, height: 240) == PixelBox(x: 80, y: 120, width: 80, height: 120))
  }

  @Test("scores at the threshold do not count")
  func threshold() throws {
    var output = Output(anchorCount: 1, classCount: 1)
    output.set(0, 0, entry: 4, 0)
    #expect(try layer(output, "1,1", threshold: 0.5).boxes(in: output.values).isEmpty)
    #expect(try layer(output, "1,1", threshold: 0.499).boxes(in: output.values).map(\.score) == [0.5])
  }

  @Test("of overlapping boxes of a class the best stays, other classes do not disturb")
  func suppression() throws {
    var output = Output(anchorCount: 3, classCount: 2)
    for (anchor, objectness) in [(0, 2), (1, 3), (2, 4)] as [(Int, Float)] {
      output.set(anchor, 2, entry: 4, objectness)
      output.set(anchor, 2, entry: anchor == 2 ? 6 : 5, 20)
    }
    output.set(0, 7, entry: 4, 1)
    output.set(0, 7, entry: 5, 20)
    let boxes = try layer(output, "1,1,1,1.1,1,1").boxes(in: output.values)
    #expect(boxes.map(\.boxIndex) == [18, 10, 7])
    #expect(boxes.map(\.classIndex) == [1, 0, 0])
  }

  @Test("a box shows its best class only")
  func bestClass() throws {
    var output = Output(anchorCount: 1, classCount: 3)
    output.set(0, 3, entry: 4, 20)
    output.set(0, 3, entry: 6, 0.1)
    let boxes = try layer(output, "1,1", threshold: 0.1).boxes(in: output.values)
    #expect(boxes.map(\.classIndex) == [1])
  }

  @Test("NaN and infinities give boxes inside of the picture or none")
  func notNumbers() throws {
    let strange: [Float] = [.nan, .infinity, -.infinity, 1e38, -1e38, 0, 3]
    var generator = SplitMix64(seed: 4)
    for _ in 0..<300 {
      let values = (0..<(2 * 7 * 8)).map { _ in strange.randomElement(using: &generator) ?? 0 }
      let settings = try RegionLayer(
        anchors: Anchors(parsing: "1,1,2,2"), elementCount: values.count, gridWidth: 4, gridHeight: 2,
        threshold: 0)
      for box in try settings.boxes(in: values) {
        let pixels = box.pixels(width: 100, height: 50)
        #expect(pixels.x >= 0 && pixels.width >= 0 && pixels.x + pixels.width <= 100)
        #expect(pixels.y >= 0 && pixels.height >= 0 && pixels.y + pixels.height <= 50)
        #expect(box.score > 0 && box.score <= 1)
      }
    }
  }

  @Test("a wrong output says what would fit")
  func elementCounts() throws {
    let anchors = try Anchors(parsing: "1,1,2,2,3,3,4,4,5,5")
    #expect(throws: Never.self) {
      try RegionLayer(anchors: anchors, elementCount: 7 * 7 * 125, gridWidth: 7, gridHeight: 7)
    }
    let error = try #require(throws: DetectionError.self) {
      try RegionLayer(anchors: anchors, elementCount: 7 * 7 * 18, gridWidth: 7, gridHeight: 7)
    }
    #expect(
      error.description
        == "output of 882 elements on a grid of 7x7; 5 anchors need 5*(5 + classes)*7*7; it would fit"
        + " 1 anchors with 13 classes or 2 anchors with 4 classes or 3 anchors with 1 classes")
    let none = try #require(throws: DetectionError.self) {
      try RegionLayer(anchors: anchors, elementCount: 1000, gridWidth: 7, gridHeight: 7)
    }
    #expect(none.description.hasSuffix("no count of anchors and classes fits this grid"))
    let settings = try RegionLayer(anchors: anchors, elementCount: 30, gridWidth: 1, gridHeight: 1)
    #expect(throws: DetectionError.self) { try settings.boxes(in: [1, 2, 3]) }
  }

  @Test(
    "settings out of range are refused",
    arguments: [(0, 7, 0.5, 0.2), (7, 9999, 0.5, 0.2), (7, 7, 1.1, 0.2), (7, 7, 0.5, -1), (7, 7, .nan, 0.2)]
      as [(Int, Int, Float, Float)])
  func settings(width: Int, height: Int, threshold: Float, overlap: Float) throws {
    let anchors = try Anchors(parsing: "1,1")
    #expect(throws: DetectionError.self) {
      try RegionLayer(
        anchors: anchors, elementCount: 49 * 6, gridWidth: width, gridHeight: height, threshold: threshold,
        overlapLimit: overlap)
    }
  }

  @Test("the grid follows from the input's size, by the usual stride first")
  func grids() throws {
    let usual = try #require(
      RegionLayer.grid(elementCount: 7 * 7 * 30, anchorCount: 5, inputWidth: 224, inputHeight: 224))
    #expect(usual == (7, 7))
    let fine = try #require(
      RegionLayer.grid(
        elementCount: 20 * 15 * 30, anchorCount: 5, inputWidth: 320, inputHeight: 240, classCount: 1))
    #expect(fine == (20, 15))
    #expect(RegionLayer.grid(elementCount: 17, anchorCount: 5, inputWidth: 224, inputHeight: 224) == nil)
    #expect(RegionLayer.grid(elementCount: 17, anchorCount: 0, inputWidth: 224, inputHeight: 224) == nil)
    #expect(RegionLayer.grid(elementCount: 30, anchorCount: .max, inputWidth: .max, inputHeight: .min) == nil)
  }

  @Test("anchors are read with spaces and brackets")
  func anchors() throws {
    let anchors = try Anchors(parsing: "(1.889, 2.5245, 2.9465, 3.94056,)")
    #expect(anchors.shapes.map(\.width) == [1.889, 2.9465])
    #expect(anchors.shapes.map(\.height) == [2.5245, 3.94056])
  }

  @Test(
    "bad anchors are named",
    arguments: [
      ("1,2,3", "anchors: 3 numbers; must be pairs w,h,w,h,… of 1 to 64 anchors"),
      ("", "anchors: 0 numbers; must be pairs w,h,w,h,… of 1 to 64 anchors"),
      ("1,x", "anchors: number 2 is 'x'; must be a number above 0"),
      ("1,2,-3,4", "anchors: number 3 is '-3'; must be a number above 0"),
      ("inf,1", "anchors: number 1 is 'inf'; must be a number above 0"),
      ("1,,2,3", "anchors: number 2 is ''; must be a number above 0"),
    ])
  func badAnchors(text: String, message: String) throws {
    let error = try #require(throws: DetectionError.self) { try Anchors(parsing: text) }
    #expect(error.description == message)
  }

  @Test("overlap is the shared area over both areas")
  func overlap() {
    func box(_ x: Float, _ width: Float) -> DetectedBox {
      DetectedBox(classIndex: 0, score: 1, boxIndex: 0, centerX: x, centerY: 0.5, width: width, height: 1)
    }
    #expect(isNear(box(0.5, 0.2).intersectionOverUnion(box(0.5, 0.2)), 1))
    #expect(isNear(box(0.4, 0.2).intersectionOverUnion(box(0.5, 0.2)), 1 / 3))
    #expect(box(0.2, 0.2).intersectionOverUnion(box(0.8, 0.2)) == 0)
    #expect(box(0.2, 0).intersectionOverUnion(box(0.2, 0)) == 0)
  }
}
