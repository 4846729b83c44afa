import KModel
import KPUSim
import TestSupport
import Testing

@Suite("sizes of models for fit")
struct FitModelTests {
  @Test("a model that was read has its header and largest body from the file")
  func read() throws {
    let bytes = try SampleModelsV3.modelOfAllTypes().encoded()
    let model = FitModel(SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count))
    let count = OperationV3.Code.allCases.count
    #expect(model.layerCount == count && model.version == 3)
    #expect(model.headerBytes == 28 + 2 * 8 + count * 8)
    #expect(model.fileBytes == bytes.count && model.largestBodyBytes > 0)
    #expect(model.headerBytes + model.largestBodyBytes <= bytes.count)
    #expect(model.headerBytes + model.largestBodyBytes * count >= bytes.count)
  }

  @Test("a model made in memory is taken to be one body as large as the file")
  func inMemory() {
    let model = FitModel(SimulatedKModel(.v3(SampleModelsV3.model(.softmax)), fileByteCount: 999))
    #expect(model.headerBytes == 0 && model.largestBodyBytes == 999)
    #expect(model.inputWidth == nil)
  }

  @Test("nodes of kmodel v4 are named when v3 has no layer for them, each kind once")
  func version3Forms() throws {
    func kinds(_ code: OperationV4.Code) throws -> [String] {
      let bytes = try SampleModelsV4.model(code).encoded()
      let model = SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count)
      return FitModel(model).kindsWithoutVersion3
    }
    for code in [OperationV4.Code.kpuConv2D, .kpuUpload, .quantize, .dequantize, .concat, .matmul, .softmax] {
      #expect(try kinds(code).isEmpty, "\(code)")
    }
    for code in [OperationV4.Code.conv2D, .unary, .transpose, .stridedSlice, .tableLookup1D, .cpuConv2D] {
      #expect(try kinds(code) == [code.name])
    }
    let bytes = try SampleModelsV3.modelOfAllTypes().encoded()
    let v3 = SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count)
    #expect(FitModel(v3).kindsWithoutVersion3.isEmpty)
  }

  @Test("bytes behind the last body belong to no layer")
  func trailing() throws {
    let bytes = try SampleModelsV3.model(.softmax).encoded()
    func body(_ bytes: [UInt8]) throws -> Int {
      FitModel(SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count)).largestBodyBytes
    }
    #expect(try body(bytes) == body(bytes + [UInt8](repeating: 0, count: 1000)))
  }

  @Test(
    "sizes of others' models", .enabled(if: GoldenData.isExpected("kmodels"), "\(GoldenData.missingMessage)"),
    arguments: [("facedetect_v3", 320, 240), ("mbnet751_feature_v3", 224, 224), ("slim320_v4", 320, 240)])
  func golden(name: String, width: Int, height: Int) throws {
    let bytes = try GoldenData.kmodel(name)
    let model = FitModel(SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count))
    #expect(model.inputWidth == width && model.inputHeight == height)
    #expect(model.largestBodyBytes < model.fileBytes && model.kpuBytes <= 2 << 20)
  }
}
