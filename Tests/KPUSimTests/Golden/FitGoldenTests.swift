import K210Boards
import KModel
import KPUSim
import TestSupport
import Testing

@Suite(
  "fit on others' models", .enabled(if: GoldenData.isExpected("kmodels"), "\(GoldenData.missingMessage)"))
struct FitGoldenTests {
  private func model(_ name: String) throws -> FitModel {
    let bytes = try GoldenData.kmodel(name)
    return FitModel(SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count))
  }

  @Test(
    "main buffers are those of the headers",
    arguments: [
      ("facedetect_v3", 45_000), ("yolo20_v3", 43_752), ("mbnet751_feature_v3", 188_160), ("person_v3", 7352),
    ])
  func mainBuffers(name: String, bytes: Int) throws {
    #expect(try model(name).mainBytes == bytes)
  }

  @Test("a model of 3.7 MiB: where it loads alone and beside camera and display")
  func large() throws {
    let model = try model("yolov3_2out_v3")
    func loading(_ scenario: (FitScenario.Target) -> FitScenario) -> [String] {
      FirmwareFlavour.all.filter { FitVerdict(model, scenario(.firmware($0))).loads }.map(\.id)
    }
    #expect(loading { FitScenario($0) } == ["minimum-ide", "minimum-v4", "minimum"])
    #expect(
      loading { FitScenario($0, camera: FrameSize("QVGA"), usesDisplay: true) } == ["minimum"])
    #expect(FitVerdict(model, FitScenario(.plainProgram)).outcome == .fits)
  }

  @Test("a face detector loads everywhere, a v4 one where v4 is taken", arguments: FirmwareFlavour.all)
  func small(flavour: FirmwareFlavour) throws {
    let scenario = FitScenario(.firmware(flavour), camera: FrameSize("QVGA"), usesDisplay: true)
    #expect(FitVerdict(try model("facedetect_v3"), scenario).outcome == .fits)
    let v4 = FitVerdict(try model("slim320_v4"), scenario)
    #expect(v4.outcome == (flavour.kmodelVersions.value.contains(4) ? .fits : .notSupported))
  }
}
