import ArgumentParser
import Detection
import ImageCodecs
import KilnCommands
import Pictures
import Tensors
import TestSupport
import Testing

/// YOLOv5 as `kiln sim` decodes it, through the presenter.
@Suite("Boxes of --yolo5")
struct BoxDecoderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let input = TensorDescription(
    name: "input0", elementType: .uint8, shape: Shape([1, 3, 32, 64]), byteCount: 6144)

  /// Codes of 1/255 from -128 on, as sigmoids have them on Rockchip's chips.
  private static let quantization = AffineQuantization(scale: 1 / 255, zeroPoint: -128)

  /// One anchor on 2x4 cells of 16 pixels, `classCount` classes; an object of the last one in the last cell.
  private func codes(classCount: Int) -> Tensor {
    var bytes = [UInt8](repeating: 0x80, count: 8 * (5 + classCount))
    // 127 is 1; code -77 is 51/255, a fifth.
    for (entry, code) in [(0, -77), (1, -77), (2, 127), (3, -77), (4, 127), (4 + classCount, 76)] {
      bytes[8 * entry + 7] = UInt8(bitPattern: Int8(code))
    }
    return Tensor(elementType: .int8, shape: Shape([1, 5 + classCount, 2, 4]), bytes: bytes)
  }

  private func presenter(
    _ arguments: [String], _ outputs: [Tensor], input: TensorDescription = Self.input
  ) throws -> ResultPresenter {
    try ResultPresenter(
      OutputOptions.parse(arguments), inputs: [input],
      outputs: outputs.enumerated().map {
        TensorDescription(
          name: "output\($0)", elementType: $1.elementType, shape: $1.shape, byteCount: $1.bytes.count,
          quantization: $1.elementType == .int8 ? Self.quantization : nil)
      })
  }

  @Test("codes become what they stand for, and the account says how they were read")
  func quantised() throws {
    let outputs = [codes(classCount: 2)]
    let presenter = try presenter(["--yolo5", "8,20"], outputs)
    let findings = try presenter.findings(outputs, input: nil)
    let box = try #require(findings.boxes?.first)
    #expect(findings.boxes?.count == 1 && box.classIndex == 1)
    // 204/255; ((0.4 - 0.5) + 3) / 4; ((0.4 - 0.5) + 1) / 2; 4 * 8 / 64; 0.16 * 20 / 32.
    for (found, expected) in [
      (box.score, 0.8), (box.centerX, 0.725), (box.centerY, 0.45), (box.width, 0.5), (box.height, 0.1),
    ] as [(Float, Float)] { #expect(abs(found - expected) < 1e-5) }
    let text = presenter.text(outputs, findings: findings)
    #expect(
      text == """
        output0: i8 1x7x2x4, 56 bytes: from 0.0 to 1.0
        decoded as YOLOv5: strides 16; 2 classes; values are 0 to 1 already
        boxes:
          class 1  80.0 %  x 0.475…0.975, y 0.400…0.500
        """, "\(text)")
  }

  @Test("logits are told from probabilities")
  func logits() throws {
    let values = [Float](repeating: -9, count: 8 * 6)
    let outputs = [Tensor(floats: values, shape: Shape([1, 6, 2, 4]))]
    let presenter = try presenter(["--yolo5", "8,20"], outputs)
    let findings = try presenter.findings(outputs, input: nil)
    #expect(
      findings.decoding?.hasSuffix("some values are outside of 0 to 1, so all go through a sigmoid") == true)
    #expect(presenter.text(outputs, findings: findings).hasSuffix("no box above 0.25"))
  }

  @Test("COCO's names come with COCO's anchors, unless the network has other classes or labels are given")
  func names() throws {
    func heads(_ classCount: Int) -> [Tensor] {
      [(8, 16), (4, 8), (2, 4)].map { height, width in
        let channels = 3 * (5 + classCount)
        return Tensor(
          elementType: .int8, shape: Shape([1, channels, height, width]),
          bytes: [UInt8](repeating: 0x80, count: channels * height * width))
      }
    }
    let input = TensorDescription(
      name: "images", elementType: .int8, shape: Shape([1, 3, 64, 128]), byteCount: 24576)
    let labels = ["--labels", try folder.write(Array("a\nb\nc".utf8), to: "labels.txt")]
    let named = try presenter(["--yolo5", "coco"], heads(80), input: input)
    #expect(named.name(0) == "person" && named.name(79) == "toothbrush" && named.caution == nil)
    #expect(try presenter(["--yolo5", "coco"], heads(3), input: input).name(0) == "class 0")
    let given = try presenter(["--yolo5", "coco"] + labels, heads(3), input: input)
    #expect(given.name(0) == "a" && given.caution == nil)
    let misfit = try presenter(["--yolo5", "coco"] + labels, heads(80), input: input)
    #expect(misfit.caution?.hasSuffix("labels.txt: 3 labels; the model's outputs have 80 classes") == true)
    #expect(
      try presenter(["--yolo5", "coco"], heads(80), input: input).findings(heads(80), input: nil).boxes == [])
  }

  @Test(
    "anchors, inputs and outputs that do not fit are wrong usage, with a hint",
    arguments: [
      ("cocoa", [1, 6, 2, 4], "--yolo5: anchors: 1 numbers"),
      ("8,x", [1, 6, 2, 4], "--yolo5: anchors: number 2 is"),
      ("coco", [1, 6, 2, 4], "--yolo5: anchors for 3 outputs; the network has 1"),
      ("8,8", [48], "--yolo5: output0 has shape 48, not channels"),
      ("8,8", [2, 6, 2, 2], "--yolo5: output0 has shape 2x6x2x2, not channels"),
      ("8,8", [1, 6, 4, 2], "--yolo5: output0: grid of 2x4 cells on an input of 64x32 pixels"),
      ("8,8,9,9", [1, 6, 2, 4], "--yolo5: output0: 6 channels; 2 anchors need"),
    ])
  func misfits(anchors: String, extents: [Int], message: String) throws {
    let outputs = [Tensor(floats: [Float](repeating: 0, count: 48), shape: Shape(extents))]
    let failure = try #require(throws: CommandFailure.self) { try presenter(["--yolo5", anchors], outputs) }
    #expect(failure.exitCode == .usage)
    #expect(failure.message.hasPrefix(message), "\(failure.message)")
    #expect(!failure.hints.isEmpty)
  }

  @Test("a model whose input is no picture has no boxes")
  func flatInput() throws {
    let input = TensorDescription(name: "x", elementType: .float32, shape: Shape([6144]), byteCount: 24576)
    let failure = try #require(throws: CommandFailure.self) {
      try presenter(["--yolo5", "8,8"], [codes(classCount: 1)], input: input)
    }
    #expect(failure.message == "--yolo5: the model's input is no picture, its shape is 6144")
  }

  @Test("thresholds may be given, each form has its own otherwise")
  func thresholds() throws {
    let outputs = [codes(classCount: 1)]
    let strict = try presenter(["--yolo5", "8,20", "--threshold", "0.81"], outputs)
    #expect(try strict.findings(outputs, input: nil).boxes?.isEmpty == true)
    #expect(throws: (any Error).self) { try OutputOptions.parse(["--yolo5", "coco", "--yolo2", "1,1"]) }
    #expect(throws: Never.self) { try OutputOptions.parse(["--yolo5", "coco", "--boxes", "a.png"]) }
  }

  @Test("classes of quantised outputs are ranked by what the codes stand for")
  func quantisedClasses() throws {
    let outputs = [
      Tensor(elementType: .int8, shape: Shape([1, 3]), bytes: [0x80, 76, 0x80 + 51].map { UInt8($0) })
    ]
    let findings = try presenter([], outputs).findings(outputs, input: nil)
    #expect(findings.classes.map(\.index) == [1, 2, 0])
    #expect(abs((findings.classes.first?.score ?? 0) - 0.8) < 1e-6)
    #expect(try presenter([], outputs).text(outputs, findings: findings).contains("class 1  80.0 %"))
  }

  @Test("boxes are drawn where the picture went")
  func drawing() throws {
    let picture = try Picture(width: 128, height: 64, format: .gray8)
    let path = try folder.write(picture.encoded(as: .png), to: "in.png")
    let input = try InputLoader(target: Self.input).load(path)
    let outputs = [codes(classCount: 1)]
    let presenter = try presenter(["--yolo5", "8,200", "--boxes", folder.path("out.png")], outputs)
    try presenter.drawBoxes(presenter.findings(outputs, input: input), input: input)
    let drawn = try ImageDecoder().decode(folder.bytes("out.png")).picture
    #expect(drawn.size == picture.size)
    // The left edge lies at 0.475 of 128 columns.
    #expect((58..<64).contains { drawn.color(x: $0, y: 40) != .black })
    #expect((0..<58).allSatisfy { drawn.color(x: $0, y: 40) == .black })
  }

  @Test("YOLOv8's sides and classes are read with --yolo8")
  func sides() throws {
    // Two bins a side, a class of 0.8 in the last of 2x4 cells: half a stride to each side.
    let outputs = [
      Tensor(floats: [Float](repeating: 3, count: 64), shape: Shape([1, 8, 2, 4])),
      Tensor(
        elementType: .int8, shape: Shape([1, 1, 2, 4]), bytes: [UInt8](repeating: 0x80, count: 7) + [76]),
    ]
    let presenter = try presenter(["--yolo8"], outputs)
    let text = try presenter.text(outputs, findings: presenter.findings(outputs, input: nil))
    #expect(
      text.hasSuffix(
        """
        decoded as YOLOv8: strides 16; 1 class; values are 0 to 1 already
        boxes:
          class 0  80.0 %  x 0.750…1.000, y 0.500…1.000
        """), "\(text)")
    let failure = try #require(throws: CommandFailure.self) { try self.presenter(["--yolo8"], [outputs[0]]) }
    #expect(
      failure.message
        == "--yolo8: output0: outputs of 8 channels on one grid; must be 4*bins, classes and maybe 1")
  }
}
