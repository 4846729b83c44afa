import Detection
import TestSupport
import Testing

@Suite("YOLOv5 heads")
struct YoloV5HeadsTests {
  /// Two outputs behind an input of 64x48: two anchors and one class, strides 8 and 16.
  private struct Outputs {
    private(set) var values = [
      [Float](repeating: 0, count: 2 * 6 * 48), [Float](repeating: 0, count: 2 * 6 * 12),
    ]

    /// Sets x, y, width, height, objectness and class of a box.
    mutating func set(_ head: Int, anchor: Int, cell: Int, _ box: [Float]) {
      let cells = head == 0 ? 48 : 12
      for (entry, value) in box.enumerated() { values[head][(anchor * 6 + entry) * cells + cell] = value }
    }
  }

  private static let extents = [
    YoloV5Heads.Extent(channels: 12, height: 6, width: 8), .init(channels: 12, height: 3, width: 4),
  ]

  private func heads(
    _ anchors: String = "8,8,16,4/32,24,10,20", outputs: [YoloV5Heads.Extent] = extents, inputWidth: Int = 64,
    inputHeight: Int = 48, threshold: Float = 0.25, overlapLimit: Float = 0.45
  ) throws(DetectionError) -> YoloV5Heads {
    try YoloV5Heads(
      anchors: HeadAnchors(parsing: anchors), outputs: outputs, inputWidth: inputWidth,
      inputHeight: inputHeight, threshold: threshold, overlapLimit: overlapLimit)
  }

  private func isNear(_ a: Float, _ b: Float) -> Bool { abs(a - b) < 1e-5 }

  @Test("a box lies where its cell, offsets and anchor say")
  func oneBox() throws {
    var outputs = Outputs()
    // Second head, second anchor (10x20 pixels), column 3 of row 2.
    outputs.set(1, anchor: 1, cell: 11, [0.75, 0.25, 0.5, 1, 0.8, 0.5])
    let boxes = try heads().boxes(in: outputs.values)
    #expect(boxes.count == 1)
    let box = try #require(boxes.first)
    #expect(box.classIndex == 0 && isNear(box.score, 0.4))
    // 2 anchors of 48 cells before, 12 cells of the first anchor, then the cell.
    #expect(box.boxIndex == 96 + 12 + 11)
    // (1.5 - 0.5 + 3) * 16 of 64 pixels, (0.5 - 0.5 + 2) * 16 of 48.
    #expect(isNear(box.centerX, 1) && isNear(box.centerY, 2.0 / 3))
    // 1 * 10 of 64, 4 * 20 of 48.
    #expect(isNear(box.width, 10.0 / 64) && isNear(box.height, 80.0 / 48))
    #expect(box.bottom == 1 && box.top == 0)
  }

  @Test("outputs in another order get the anchors of their stride")
  func order() throws {
    var outputs = Outputs()
    outputs.set(0, anchor: 0, cell: 9, [0.5, 0.5, 0.5, 0.5, 1, 0.9])
    outputs.set(1, anchor: 0, cell: 5, [0.5, 0.5, 0.5, 0.5, 1, 0.8])
    let usual = try heads()
    let turned = try heads(outputs: Self.extents.reversed())
    #expect(usual.heads.map(\.stride) == [8, 16] && turned.heads.map(\.stride) == [16, 8])
    #expect(turned.heads.map(\.anchors) == usual.heads.reversed().map(\.anchors))
    let (first, second) = (
      try usual.boxes(in: outputs.values), try turned.boxes(in: outputs.values.reversed())
    )
    #expect(first.map(\.width) == [8.0 / 64, 32.0 / 64] && first.map(\.width) == second.map(\.width))
    #expect(first.map(\.centerX) == second.map(\.centerX))
    #expect(first.map(\.boxIndex) == [9, 96 + 5] && second.map(\.boxIndex) == [24 + 9, 5])
  }

  @Test("logits give the boxes of their sigmoids")
  func logits() throws {
    var outputs = Outputs()
    // σ(0) = 1/2, σ(ln 3) = 3/4, σ(-ln 3) = 1/4, σ(ln 9) = 9/10.
    outputs.set(
      0, anchor: 1, cell: 20, [1.098_612_3, -1.098_612_3, 0, 1.098_612_3, 2.197_224_6, 1.098_612_3])
    // Everywhere else is σ(0) = 1/2: a score of 1/4, which is not above the threshold.
    let boxes = try heads().boxes(in: outputs.values)
    #expect(YoloV5Heads.form(of: outputs.values) == .logits)
    #expect(boxes.map(\.boxIndex) == [48 + 20])
    let box = try #require(boxes.first)
    #expect(isNear(box.score, 0.675))
    #expect(isNear(box.centerX, 5.0 / 8) && isNear(box.centerY, 2.0 / 6))
    #expect(isNear(box.width, 16.0 / 64) && isNear(box.height, 2.25 * 4 / 48))
    #expect(try heads().boxes(in: outputs.values, form: .probabilities).map(\.boxIndex) == [68])
  }

  @Test(
    "values are logits when one of them is outside of 0 to 1 by more than codes are coarse",
    arguments: [
      ([0, 1], .probabilities), ([-0.01, 1.01], .probabilities), ([0.5, -0.02], .logits), ([1.02], .logits),
      ([.nan, 0.5], .probabilities), ([-.infinity], .logits), ([], .probabilities),
    ] as [([Float], YoloV5Heads.Form)])
  func forms(values: [Float], form: YoloV5Heads.Form) {
    #expect(YoloV5Heads.form(of: [[0.5], values]) == form)
  }

  @Test("of overlapping boxes of a class the best stays, whichever head it comes from")
  func suppression() throws {
    // Two classes; the anchors of both heads are the same.
    let extents = [
      YoloV5Heads.Extent(channels: 7, height: 2, width: 2), .init(channels: 7, height: 1, width: 1),
    ]
    let heads = try heads("16,16/16,16", outputs: extents, inputWidth: 32, inputHeight: 32)
    // The boxes of the first head in cells 0 to 3; x and y of 3/4 move it by half a cell of 16 pixels.
    let x: [Float] = [0.75, 0.5, 0.75, 0.5]
    let y: [Float] = [0.75, 0.5, 0.25, 0.5]
    let first = x + y + [0.5, 0.5, 0.5, 0.5] + [0.5, 0.5, 0.5, 0.5] + [0.9, 0.9, 0.9, 0.9]
    // The second head's box has its centre in the picture's, as cell 0 of the first and cell 2, in class 1.
    let second: [Float] = [0.5, 0.5, 0.5, 0.5, 0.9, 0.8, 0]
    let outputs = [first + [0.5, 0.6, 0, 0.6] + [0, 0, 0.7, 0], second]
    let boxes = try heads.boxes(in: outputs)
    #expect(boxes.map(\.boxIndex) == [4, 2, 1, 3])
    #expect(boxes.map(\.classIndex) == [0, 1, 0, 0])
    // An overlap at the limit stays: both boxes are the same, and the limit is 1.
    let all = try self.heads(
      "16,16/16,16", outputs: extents, inputWidth: 32, inputHeight: 32, overlapLimit: 1)
    #expect(try all.boxes(in: outputs).map(\.boxIndex) == [4, 2, 1, 3, 0])
  }

  @Test(
    "a box stands for its best class alone, the first of equal ones, and scores at the threshold do not count"
  )
  func bestClass() throws {
    let extents = [YoloV5Heads.Extent(channels: 8, height: 1, width: 1)]
    let box: [Float] = [0.5, 0.5, 0.5, 0.5, 0.5]
    for (classes, expected) in [([0.75, 1, 1], [1]), ([0.5, 0.25, 0], []), ([.nan, 0.75, 0], [1])]
      as [([Float], [Int])]
    {
      let heads = try heads("8,8", outputs: extents, inputWidth: 8, inputHeight: 8)
      #expect(try heads.boxes(in: [box + classes]).map(\.classIndex) == expected)
    }
  }

  @Test("NaN and infinities give boxes inside of the picture or none")
  func notNumbers() throws {
    let strange: [Float] = [.nan, .infinity, -.infinity, 1e38, -1e38, 0, 0.7, 3]
    var generator = SplitMix64(seed: 9)
    var count = 0
    for round in 0..<200 {
      let values = Self.extents.map { extent in
        (0..<(extent.channels * extent.height * extent.width)).map { _ in
          strange.randomElement(using: &generator) ?? 0
        }
      }
      let form: YoloV5Heads.Form? = [nil, .logits, .probabilities][round % 3]
      for box in try heads(threshold: 0).boxes(in: values, form: form) {
        let pixels = box.pixels(width: 100, height: 50)
        #expect(pixels.x >= 0 && pixels.width >= 0 && pixels.x + pixels.width <= 100)
        #expect(pixels.y >= 0 && pixels.height >= 0 && pixels.y + pixels.height <= 50)
        #expect(box.score > 0 && box.score <= 1)
        count += 1
      }
    }
    #expect(count > 1000)
  }

  @Test("more candidates than take part in suppression are cut, the best first")
  func manyCandidates() throws {
    let side = 72
    let cells = side * side
    // Boxes without extent, which never overlap, each surer than the one before.
    let sure = (0..<cells).map { 0.5 + Float($0) / Float(4 * cells) }
    let values = [Float](repeating: 0, count: 4 * cells) + sure + [Float](repeating: 1, count: cells)
    let heads = try heads(
      "8,8", outputs: [.init(channels: 6, height: side, width: side)], inputWidth: 8 * side,
      inputHeight: 8 * side)
    let boxes = try heads.boxes(in: [values])
    #expect(boxes.count == 4096)
    #expect(boxes.first?.boxIndex == cells - 1 && boxes.last?.boxIndex == cells - 4096)
  }

  @Test(
    "shapes that do not fit are named",
    arguments: [
      (
        "8,8/8,8/8,8", [(12, 6, 8), (12, 3, 4)], "anchors for 3 outputs; the network has 2"
      ),
      ("8,8/8,8", [(12, 6, 8)], "anchors for 2 outputs; the network has 1"),
      ("8,8,9,9", [(12, 6, 8), (12, 3, 4), (12, 1, 1)], "anchors for 1 output; the network has 3"),
      ("coco", [], "anchors for 3 outputs; the network has 0"),
      (
        "8,8", [(6, 6, 7)],
        "output0: grid of 7x6 cells on an input of 64x48 pixels; cells must be squares of whole pixels,"
          + " at most 4096 a side"
      ),
      (
        "8,8/8,8", [(6, 6, 8), (6, 6, 4)],
        "output1: grid of 4x6 cells on an input of 64x48 pixels; cells must be squares of whole pixels,"
          + " at most 4096 a side"
      ),
      (
        "8,8", [(6, 0, 8)],
        "output0: grid of 8x0 cells on an input of 64x48 pixels; cells must be squares of whole pixels,"
          + " at most 4096 a side"
      ),
      ("8,8,9,9", [(13, 6, 8)], "output0: 13 channels; 2 anchors need 2*(5 + classes)"),
      ("8,8,9,9", [(10, 6, 8)], "output0: 10 channels; 2 anchors need 2*(5 + classes)"),
      ("8,8", [(-7, 6, 8)], "output0: -7 channels; 1 anchors need 1*(5 + classes)"),
      ("8,8", [(1 << 40, 6, 8)], "output0: 1099511627776 channels; 1 anchors need 1*(5 + classes)"),
      (
        "8,8/8,8", [(6, 6, 8), (7, 3, 4)], "output1: channels for 2 classes; those before have 1"
      ),
    ] as [(String, [(Int, Int, Int)], String)])
  func misfits(anchors: String, outputs: [(Int, Int, Int)], message: String) throws {
    let error = try #require(throws: DetectionError.self) {
      try heads(anchors, outputs: outputs.map { .init(channels: $0.0, height: $0.1, width: $0.2) })
    }
    #expect(error.description == message)
  }

  @Test("settings out of range and outputs of another size are refused")
  func settings() throws {
    for (threshold, overlap) in [(1.1, 0.4), (-0.1, 0.4), (.nan, 0.4), (0.2, 2), (0.2, .nan)]
      as [(Float, Float)]
    {
      #expect(throws: DetectionError.self) { try heads(threshold: threshold, overlapLimit: overlap) }
    }
    #expect(throws: DetectionError.self) { try heads(inputWidth: 0, inputHeight: .min) }
    let values = Outputs().values
    for (outputs, message) in [
      ([values[0]], "anchors for 2 outputs; the network has 1"),
      ([values[0], values[0]], "output1: 576 elements; must be 144"),
    ] {
      let error = try #require(throws: DetectionError.self) { try heads().boxes(in: outputs) }
      #expect(error.description == message)
    }
  }

  @Test("anchors are read in rows, a single row is dealt out, and COCO's have a name")
  func anchors() throws {
    let coco = "10,13, 16,30, 33,23 / 30,61, 62,45, 59,119 / 116,90, 156,198, 373,326"
    #expect(try HeadAnchors(parsing: coco) == .coco)
    #expect(try HeadAnchors(parsing: "coco") == .coco)
    #expect(HeadAnchors.coco.rows.map(\.shapes.count) == [3, 3, 3])
    let dealt = try heads("[1,2, 3,4, 5,6, 7,8]")
    #expect(dealt.heads.map { $0.anchors.shapes.map(\.width) } == [[1, 3], [5, 7]])
    #expect(Labels.coco.names.count == 80 && Set(Labels.coco.names).count == 80)
    #expect([0, 16, 62, 79].map { Labels.coco.name(of: $0) } == ["person", "dog", "tv", "toothbrush"])
  }

  @Test(
    "bad anchors are named",
    arguments: [
      ("COCO", "anchors: 1 numbers; must be pairs w,h,w,h,… of 1 to 64 anchors"),
      ("1,2/3,x", "anchors: number 4 is 'x'; must be a number above 0"),
      ("1,2//3,4", "anchors: 0 numbers; must be pairs w,h,w,h,… of 1 to 64 anchors"),
      ("1,2/3", "anchors: 1 numbers; must be pairs w,h,w,h,… of 1 to 64 anchors"),
      ("1,2/1,2/1,2/1,2/1,2/1,2/1,2/1,2/1,2", "anchors: for 9 outputs; must be 1…8"),
    ])
  func badAnchors(text: String, message: String) throws {
    let error = try #require(throws: DetectionError.self) { try HeadAnchors(parsing: text) }
    #expect(error.description == message)
  }
}
