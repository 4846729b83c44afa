import AxeraNPU
import Containers
import TestSupport
import Testing

@Suite(
  "the vendor's own files",
  .enabled(if: GoldenData.isExpected("axmodel"), "\(GoldenData.missingMessage)"))
struct AXModelGoldenTests {
  /// A file whose name says what is in it: `v1_matmul_npu1_s8_K_M_N_…`.
  struct Golden: Sendable, CustomTestStringConvertible {
    let file: String
    let cores: Int
    let isWide: Bool
    let inputs: [[Int]]
    let output: [Int]
    let version: String
    /// Bytes of parameters, run-time parameters and program.
    let sizes: [Int]

    var testDescription: String { file }
  }

  static let all = [
    Golden(
      file: "v1_matmul_npu1_s8_256_32_10000_161080", cores: 1, isWide: false,
      inputs: [[32, 256], [10000, 256]],
      output: [32, 10000], version: "1.9-beta1-dirty a2703b9a-dirty", sizes: [468, 11560]),
    Golden(
      file: "v1_matmul_npu3_s16_256_10000_16_987814", cores: 3, isWide: true,
      inputs: [[16, 256], [10000, 256]],
      output: [16, 10000], version: "3.1 a8a80616", sizes: [436, 9, 5584]),
    Golden(
      file: "v1_matmul_npu3_s8_256_10000_16_333510", cores: 3, isWide: false,
      inputs: [[16, 256], [10000, 256]],
      output: [16, 10000], version: "3.1 a8a80616", sizes: [2356, 9, 10304]),
    Golden(
      file: "v1_matmul_npu3_s8_512_16_10000_493999", cores: 3, isWide: false,
      inputs: [[16, 512], [10000, 512]],
      output: [16, 10000], version: "1.9-beta1-dirty a2703b9a-dirty", sizes: [396, 10784]),
  ]

  @Test("say compiler, cores, tensors and blobs", arguments: all) func contents(golden: Golden) throws {
    let bytes = try GoldenData.bytes("axmodel/\(golden.file).axmodel")
    #expect(AXModel.recognizes(bytes))
    let model = try AXModel(bytes)
    #expect("\(model.compilerVersion) \(model.compilerCommit)" == golden.version)
    #expect(model.cores == golden.cores && model.batches == [1] && model.cpuNodeCount == 0)
    #expect(model.generation == (golden.sizes.count == 3 ? .third : .second))
    #expect(
      model.inputs.map(\.elementType) == [golden.isWide ? .int16 : .int8, golden.isWide ? .int16 : .int8])
    #expect(model.inputs.map(\.extents) == golden.inputs && model.outputs.map(\.extents) == [golden.output])
    #expect(model.outputs[0].elementType == .float && model.outputs[0].layout == .native)
    #expect(model.subgraphs[0].outputTypes.map(\.extents) == [golden.output])
    #expect(model.blobs.map(\.byteCount) == golden.sizes)
    let roles: [AXBlob.Role] = [.parameters, .dynamicParameters, .program]
    #expect(model.blobs.map(\.role) == (golden.sizes.count == 3 ? roles : [roles[0], roles[2]]))
  }

  @Test("are equal after being written again", arguments: all) func roundTrip(golden: Golden) throws {
    let model = try ONNXModel(GoldenData.bytes("axmodel/\(golden.file).axmodel"))
    #expect(try ONNXModel(model.bytes()) == model)
  }
}
