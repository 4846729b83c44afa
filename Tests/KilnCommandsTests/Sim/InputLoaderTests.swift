import Bytes
import ImageCodecs
import KilnCommands
import Pictures
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("Input loader")
struct InputLoaderTests {
  private let folder: TemporaryFolder
  private let color = TensorDescription(
    name: "input0", elementType: .uint8, shape: Shape([1, 3, 2, 2]), byteCount: 12)
  private let floats = TensorDescription(
    name: "input0", elementType: .float32, shape: Shape([1, 1, 2, 2]), byteCount: 16)

  init() throws { folder = try TemporaryFolder() }

  /// Four pixels: red, green, blue, grey.
  private func picture() throws -> Picture {
    try Picture(
      width: 2, height: 2, format: .rgb888, pixels: [200, 1, 2, 3, 201, 4, 5, 6, 202, 90, 90, 90])
  }

  private func failure(
    _ loader: InputLoader, _ bytes: [UInt8], _ name: String
  ) throws -> CommandFailure {
    let path = try folder.write(bytes, to: name)
    let failure = try #require(throws: CommandFailure.self) { try loader.load(path) }
    #expect(failure.exitCode == .file)
    #expect(failure.message.hasPrefix(path))
    return failure
  }

  @Test(
    "a picture becomes planes in the order that was asked for",
    arguments: [
      (InputOptions.ColorRule.rgb, [200, 3, 5, 90, 1, 201, 6, 90, 2, 4, 202, 90]),
      (.bgr, [2, 4, 202, 90, 1, 201, 6, 90, 200, 3, 5, 90]),
    ] as [(InputOptions.ColorRule, [UInt8])])
  func colorOrder(color rule: InputOptions.ColorRule, planes: [UInt8]) throws {
    let path = try folder.write(picture().encoded(as: .png), to: "p.png")
    let input = try InputLoader(target: color, color: rule).load(path)
    #expect(input.bytes == planes)
    #expect(input.account == "\(path): 2x2 as it is, \(rule.rawValue) planes, values 0 to 255")
    #expect(try input.picture == picture())
  }

  @Test(
    "every image format gives the same planes, whatever the file is called",
    arguments: [ImageFormat.png, .bmp, .ppm])
  func formats(format: ImageFormat) throws {
    let path = try folder.write(picture().encoded(as: format), to: "picture.txt")
    #expect(try InputLoader(target: color).load(path).bytes.prefix(4) == [200, 3, 5, 90])
  }

  @Test("f32 inputs take pictures as shares of 255") func floatPicture() throws {
    let gray = try Picture(width: 2, height: 2, format: .gray8, pixels: [0, 51, 102, 255])
    let path = try folder.write(gray.encoded(as: .png), to: "g.png")
    let input = try InputLoader(target: floats).load(path)
    #expect(
      Tensor(elementType: .float32, shape: floats.shape, bytes: input.bytes).floats
        == [0, 51 / 255, 102 / 255, 1])
    #expect(input.account.hasSuffix("values 0 to 1 (byte / 255)"))
  }

  @Test(
    "each rule of fitting is done and named",
    arguments: [
      (InputOptions.FitRule.stretch, "4x2 → 2x2, stretched"),
      (.crop, "4x2 → 2x2, centre-cropped to 2x2 at (1, 0)"),
      (.letterbox, "4x2 → 2x2, letterboxed to 2x1 at (0, "),
    ])
  func fitting(rule: InputOptions.FitRule, words: String) throws {
    let wide = try Picture(width: 4, height: 2, format: .gray8, pixels: [9, 50, 50, 9, 9, 50, 50, 9])
    let path = try folder.write(wide.encoded(as: .png), to: "w.png")
    let input = try InputLoader(target: color, fit: rule).load(path)
    #expect(input.bytes.count == 12)
    #expect(input.account.contains(words), "\(input.account)")
    if rule == .crop { #expect(input.bytes == [UInt8](repeating: 50, count: 12)) }
  }

  @Test("raw bytes of the right number are taken as they are") func raw() throws {
    let bytes = (0..<12).map { UInt8($0) }
    let input = try InputLoader(target: color).load(folder.write(bytes, to: "in.bin"))
    #expect(input.bytes == bytes)
    #expect(input.picture == nil)
  }

  @Test("raw bytes that start like a picture stay raw under a raw name", arguments: ["in.bin", "in.RAW"])
  func rawLikePicture(name: String) throws {
    let bytes: [UInt8] = Array("BM".utf8) + [UInt8](repeating: 7, count: 10)
    #expect(try InputLoader(target: color).load(folder.write(bytes, to: name)).bytes == bytes)
    #expect(try failure(InputLoader(target: color), bytes, "in.bmp").message.contains("in.bmp"))
  }

  @Test("raw bytes of another number are refused with both numbers", arguments: [0, 11, 13])
  func rawSize(count: Int) throws {
    let failure = try failure(InputLoader(target: color), [UInt8](repeating: 0, count: count), "in.bin")
    #expect(failure.message.hasSuffix("\(count) bytes; input0 takes exactly 12 (u8 1x3x2x2)"))
  }

  @Test("arrays of the input's type and shape are taken", arguments: ["(1, 3, 2, 2)", "(3, 2, 2)", "(12,)"])
  func arrays(shape: String) throws {
    let elements = (0..<12).map { UInt8($0) }
    let file = NumpyFile.bytes(type: "|u1", shape: shape, elements: elements)
    #expect(try InputLoader(target: color).load(folder.write(file, to: "a.npy")).bytes == elements)
  }

  @Test("f32 inputs take f4 arrays") func floatArray() throws {
    var writer = ByteWriter()
    for value in [0.5, -1, 2, 3] as [Float] { writer.append(value) }
    let file = NumpyFile.bytes(type: "<f4", shape: "(2, 2)", elements: writer.bytes)
    #expect(try InputLoader(target: floats).load(folder.write(file, to: "a.npy")).bytes == writer.bytes)
  }

  @Test(
    "arrays of another type, number or order of axes are refused with a way out",
    arguments: [("<f4", "(3,)", 12), ("|i1", "(12,)", 12), ("|u1", "(11,)", 11), ("|u1", "(2, 2, 3)", 12)])
  func wrongArrays(type: String, shape: String, byteCount: Int) throws {
    let file = NumpyFile.bytes(type: type, shape: shape, elements: [UInt8](repeating: 0, count: byteCount))
    let failure = try failure(InputLoader(target: color), file, "a.npy")
    #expect(failure.message.contains("12 elements of type u1, shape [1, 3, 2, 2]"))
    #expect(failure.hints == ["in numpy: array.astype('u1').reshape([1, 3, 2, 2])"])
  }

  @Test("a broken array is refused with its offset") func brokenArray() throws {
    let file = NumpyFile.bytes(type: ">u2", shape: "(1,)", elements: [0, 0])
    #expect(try failure(InputLoader(target: color), file, "a.npy").message.contains(", byte 10: "))
  }

  @Test("a broken picture is refused") func brokenPicture() throws {
    let png = try picture().encoded(as: .png)
    _ = try failure(InputLoader(target: color), Array(png.dropLast(30)), "p.png")
  }

  @Test("channels lie innermost where the input has them behind rows and columns")
  func channelsLast() throws {
    let target = TensorDescription(
      name: "x", elementType: .uint8, shape: Shape([1, 2, 2, 3]), byteCount: 12)
    let path = try folder.write(picture().encoded(as: .png), to: "p.png")
    let planes = try InputLoader(target: color).load(path).bytes
    let pixels = try InputLoader(target: target).load(path).bytes
    var expected: [UInt8] = []
    for pixel in 0..<4 { for channel in 0..<3 { expected.append(planes[channel * 4 + pixel]) } }
    #expect(pixels == expected)
  }

  @Test(
    "a picture for an input that is none is refused",
    arguments: [[12], [1, 2, 2, 4], [2, 3, 2, 1], [3, 0, 2]])
  func pictureForVector(extents: [Int]) throws {
    let target = TensorDescription(name: "input0", elementType: .uint8, shape: Shape(extents), byteCount: 12)
    let failure = try failure(InputLoader(target: target), picture().encoded(as: .png), "p.png")
    #expect(failure.message.contains("a picture, but input0 takes u8"))
  }

  @Test("zeros fill an input that nothing was given for") func zeros() throws {
    let input = try InputLoader(target: color).zeros(
      for: MemoryNeeds(mainBytes: 12, acceleratorBytes: 0, modelBytes: 0))
    #expect(input.bytes == [UInt8](repeating: 0, count: 12))
    #expect(input.account == "zeros, since no --input was given")
  }

  @Test("zeros are refused for an input larger than the memories", arguments: [25, Int.max, -8])
  func boundedZeros(byteCount: Int) {
    let target = TensorDescription(
      name: "input0", elementType: .uint8, shape: Shape([byteCount]), byteCount: byteCount)
    #expect(throws: CommandFailure.self) {
      try InputLoader(target: target).zeros(
        for: MemoryNeeds(mainBytes: 8, acceleratorBytes: 16, modelBytes: 0))
    }
  }
}
