import ArgumentParser
import Bytes
import Detection
import ImageCodecs
import KilnCommands
import Pictures
import Tensors
import TestSupport
import Testing

@Suite("Result presenter")
struct ResultPresenterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func floats(_ values: [Float], _ extents: [Int]) -> Tensor {
    var writer = ByteWriter()
    for value in values { writer.append(value) }
    return Tensor(elementType: .float32, shape: Shape(extents), bytes: writer.bytes)
  }

  private func presenter(_ arguments: [String], _ tensors: [Tensor]) throws -> ResultPresenter {
    try ResultPresenter(
      OutputOptions.parse(arguments), inputs: [],
      outputs: tensors.enumerated().map {
        TensorDescription(
          name: "output\($0)", elementType: $1.elementType, shape: $1.shape, byteCount: $1.bytes.count)
      })
  }

  private func labels(_ names: String) throws -> [String] {
    ["--labels", try folder.write(Array(names.utf8), to: "labels.txt")]
  }

  @Test("a flat output is ranked, best first, five of them") func ranking() throws {
    let tensors = [floats([0, 0.5, 0.1, 0.2, 0.05, 0.15], [1, 6, 1, 1])]
    let findings = try presenter([], tensors).findings(tensors, input: nil)
    #expect(findings.classes.map { $0.index } == [1, 3, 5, 2, 4])
    #expect(findings.boxes == nil)
  }

  @Test("neither maps nor two candidates nor single values are taken for classes")
  func noClasses() throws {
    let map = [floats([1, 2, 3, 4], [1, 2, 2])]
    let two = [floats([1, 2], [2]), floats([3, 4], [2])]
    let single = [floats([1], [1])]
    for tensors in [map, two, single] {
      #expect(try presenter([], tensors).findings(tensors, input: nil).classes.isEmpty)
    }
  }

  @Test("labels choose the output of their number and name its classes") func labelled() throws {
    let tensors = [floats([1, 2], [2]), floats([0.25, 0.75, 0], [3])]
    let presenter = try presenter(labels("cat\ndog\n\ncow\n".replacing("\n\n", with: "\n")), tensors)
    let findings = try presenter.findings(tensors, input: nil)
    #expect(findings.classes.map { presenter.name($0.index) } == ["dog", "cat", "cow"])
    #expect(presenter.caution == nil)
    let text = presenter.text(tensors, findings: findings)
    #expect(text.contains("top 3   score\ndog    75.0 %  "), "\(text)")
  }

  @Test("labels that fit no output are warned of, not guessed with") func misfit() throws {
    let tensors = [floats([1, 2, 3, 4], [1, 2, 2])]
    let presenter = try presenter(labels("a\nb\nc"), tensors)
    #expect(presenter.caution?.hasSuffix("labels.txt: 3 labels; the model's outputs have 4 elements") == true)
    #expect(try presenter.findings(tensors, input: nil).classes.isEmpty)
  }

  @Test(
    "folders are classes by label or by a number that the model has",
    arguments: [("dog", 1), ("0", 0), ("2", 2), ("3", nil), ("-1", nil), ("pig", nil), ("2024", nil)]
      as [(String, Int?)])
  func folderNames(name: String, index: Int?) throws {
    let tensors = [floats([1, 2, 3], [3])]
    #expect(try presenter(labels("cat\ndog\ncow"), tensors).classIndex(ofFolder: name) == index)
    #expect(try presenter([], tensors).classIndex(ofFolder: name) == (name == "dog" ? nil : index))
  }

  @Test("shares are shown as percent with a bar, other scores as they are") func forms() throws {
    let shares = [floats([0.5, 0.25], [2])]
    let scores = [floats([-3, 12.5], [2])]
    let text = try presenter([], shares).text(
      shares, findings: presenter([], shares).findings(shares, input: nil))
    #expect(text.contains("class 0  50.0 %  ████████████\n"), "\(text)")
    let raw = try presenter([], scores).text(
      scores, findings: presenter([], scores).findings(scores, input: nil))
    #expect(raw.contains("class 1   12.5\n"), "\(raw)")
    #expect(raw.hasPrefix("output0: f32 2, 8 bytes: -3.0, 12.5\n"), "\(raw)")
  }

  @Test("large outputs are summed up, empty ones named") func values() throws {
    let tensors = [floats((0..<12).map { Float($0) }, [3, 2, 2]), floats([], [0])]
    let text = try presenter([], tensors).text(tensors, findings: Findings())
    #expect(text == "output0: f32 3x2x2, 48 bytes: from 0.0 to 11.0\noutput1: f32 0, 0 bytes: empty")
  }

  @Test(
    "bad anchors are wrong usage", arguments: [",", "1", "1,2,3", "1,x", "0,1", "1,-1", "nan,1"])
  func badAnchors(text: String) throws {
    let failure = try #require(throws: CommandFailure.self) { try presenter(["--yolo2=\(text)"], []) }
    #expect(failure.exitCode == .usage)
    #expect(failure.message.hasPrefix("--yolo2: anchors: "))
  }

  @Test(
    "options that make no sense are refused",
    arguments: [["--boxes", "a.png"], ["--threshold", "2"], ["--nms", "nan"]])
  func options(arguments: [String]) {
    #expect(throws: (any Error).self) { try OutputOptions.parse(arguments) }
  }

  /// One anchor on a grid of 1x2 cells, one class; an object in the right cell.
  private var region: Tensor {
    floats([0, 0, 0, 0, 0, 0, 0, 0, -9, 9, 0, 0], [1, 6, 1, 2])
  }

  @Test("boxes are decoded from a region layer") func boxes() throws {
    let findings = try presenter(["--yolo2", "1,1"], [region]).findings([region], input: nil)
    let boxes = try #require(findings.boxes)
    #expect(boxes.map { $0.classIndex } == [0])
    #expect((boxes[0].left, boxes[0].right) == (0.5, 1))
    #expect(findings.classes.isEmpty)
    let text = try presenter(["--yolo2", "1,1"], [region]).text([region], findings: findings)
    #expect(text.hasSuffix("boxes:\n  class 0  100.0 %  x 0.500…1.000, y 0.000…1.000"), "\(text)")
  }

  @Test("no box is said in words") func noBox() throws {
    let tensors = [floats([Float](repeating: -9, count: 12), [1, 6, 1, 2])]
    let presenter = try presenter(["--yolo2", "1,1", "--threshold", "0.7"], tensors)
    let text = try presenter.text(tensors, findings: presenter.findings(tensors, input: nil))
    #expect(text.hasSuffix("no box above 0.7"), "\(text)")
  }

  @Test("anchors that do not fit the output are refused", arguments: [[12], [1, 12, 1], [2, 6, 1, 1]])
  func misfittingAnchors(extents: [Int]) throws {
    let tensors = [floats([Float](repeating: 0, count: 12), extents)]
    #expect(throws: CommandFailure.self) {
      try presenter(["--yolo2", "1,1,2,2,3,3,4,4,5,5"], tensors).findings(tensors, input: nil)
    }
  }

  @Test("boxes are drawn into the picture that was given, in its own size") func drawing() throws {
    let picture = try Picture(width: 64, height: 48, format: .gray8)
    let path = try folder.write(picture.encoded(as: .png), to: "in.png")
    let target = TensorDescription(
      name: "input0", elementType: .uint8, shape: Shape([1, 1, 8, 16]), byteCount: 128)
    let input = try InputLoader(target: target).load(path)
    let presenter = try presenter(["--yolo2", "1,1", "--boxes", folder.path("out.png")], [region])
    try presenter.drawBoxes(presenter.findings([region], input: input), input: input)
    let drawn = try ImageDecoder().decode(folder.bytes("out.png")).picture
    #expect(drawn.size == picture.size)
    #expect(drawn.color(x: 32, y: 47) != .black)
    #expect(drawn.color(x: 8, y: 24) == .black)
  }

  @Test("boxes cannot be drawn into what is no picture") func nothingToDrawInto() throws {
    let presenter = try presenter(["--yolo2", "1,1", "--boxes", folder.path("out.png")], [region])
    let findings = try presenter.findings([region], input: nil)
    let failure = try #require(throws: CommandFailure.self) { try presenter.drawBoxes(findings, input: nil) }
    #expect(failure.exitCode == .usage)
  }
}
