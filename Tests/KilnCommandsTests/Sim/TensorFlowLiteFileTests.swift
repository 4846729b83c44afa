import KilnCommands
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("TensorFlow Lite files are models")
struct TensorFlowLiteFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The failure of a file that is no model.
  private func failure(
    _ sample: SampleTFLite, _ settings: ModelSettings = ModelSettings()
  ) throws -> CommandFailure {
    let path = try folder.write(sample.bytes, to: "sample.tflite")
    return try #require(
      throws: CommandFailure.self, performing: { _ = try LoadedModel(path: path, settings) })
  }

  @Test("one is read, described and run")
  func runs() throws {
    let path = try folder.write(SampleTFLite.function(19).bytes, to: "relu.tflite")
    let model = try LoadedModel(path: path).model
    #expect(model.identity.format == "tflite" && model.identity.version == 3)
    #expect(model.inputs.map(\.shape.extents) == [[1, 2, 2, 3]])
    #expect(model.facts.first == ModelFact("made by", "sample"))
    let numbers = (0..<12).map { Float($0) - 6 }
    let input = Tensor(floats: numbers, shape: Shape([1, 2, 2, 3])).bytes
    let results = try model.makeRunner(RunOptions()).run([input], observe: nil)
    #expect(results.map(\.floats) == [numbers.map { max($0, 0) }])
  }

  @Test("bytes of inputs go in as the file counts them")
  func bytes() throws {
    let path = try folder.write(SampleTFLite.function(19, type: 3, scales: [0.5]).bytes, to: "relu.tflite")
    let model = try LoadedModel(path: path).model
    #expect(model.inputs.map(\.elementType) == [.uint8])
    let results = try model.makeRunner(RunOptions()).run([[UInt8](0..<12)], observe: nil)
    // Results are s8 codes, 128 less.
    #expect(results[0].bytes == (0..<12).map { $0 ^ 0x80 })
  }

  @Test("what cannot be imported is a bad file, a shape that does not fit is bad usage")
  func failures() throws {
    let unknown = try failure(.function(32, name: "Custom"))
    #expect(unknown.exitCode == .file && unknown.message.contains("Custom \"t1\"") && !unknown.hints.isEmpty)
    var old = SampleTFLite.function(19)
    old.version = 1
    #expect(try failure(old).exitCode == .file)
    let shaped = try failure(.function(19), ModelSettings(shapes: ["": [2, 3]]))
    #expect(shaped.exitCode == .usage)
    #expect(try failure(.function(19), ModelSettings(shapes: ["other": [2]])).exitCode == .usage)
  }
}
