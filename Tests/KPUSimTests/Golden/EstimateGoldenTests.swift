import KModel
import KPUSim
import Simulation
import TestSupport
import Testing

@Suite("golden estimates", .enabled(if: GoldenData.isExpected("kmodels"), "\(GoldenData.missingMessage)"))
struct EstimateGoldenTests {
  private let clocks = ChipClocks(acceleratorMHz: 400, cpuMHz: 400)

  private func model(_ name: String) throws -> SimulatedKModel {
    let bytes = try GoldenData.kmodel(name)
    return SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count)
  }

  @Test("sums, averages and peaks hold for every golden model", arguments: GoldenData.kmodelNames)
  func properties(name: String) throws {
    let model = try model(name)
    EstimateTests.check(model, at: clocks)
    for plan in model.memoryPlans {
      #expect(plan.peakBytes <= plan.reserved.roundedUpToRow && plan.reserved <= plan.capacity)
    }
  }

  @Test(
    "KPU time with results moved out is what the fit's authors predict, within 1 %",
    arguments: [
      ("facedetect_v3", 12.3), ("facemask5_v3", 8.9), ("yolo20_v3", 11.4), ("maskyolo_v3", 5.3),
      ("trash_mbnet_v3", 28.5), ("person_v3", 28.1), ("yolov3_2out_v3", 55.2),
    ])
  func predictions(name: String, milliseconds: Double) throws {
    let estimate = try model(name).estimate(at: clocks)
    let cycles = estimate.layers.filter { $0.layer.unit == .accelerator }.reduce(0) { $0 + $1.cycles }
    #expect(abs(clocks.milliseconds(cycles) / milliseconds - 1) < 0.01)
  }

  @Test(
    "whole v4 models that were timed lie within the error band",
    arguments: [("slim320_v4", 60.0), ("rfb320_b_v4", 164.8), ("rfb320_qconv_v4", 796.2)])
  func band(name: String, milliseconds: Double) throws {
    let estimate = try model(name).estimate(at: clocks)
    #expect(abs(estimate.milliseconds - milliseconds) < estimate.errorMilliseconds)
  }

  @Test("the sketch of slim-320 costs what the model costs")
  func sketch() throws {
    let row = try #require(PublicMeasurement.wholeModels.first { $0.subject.hasPrefix("slim-320") })
    let whole = try model("slim320_v4").estimate(at: clocks).milliseconds
    #expect(try abs(#require(row.estimatedMilliseconds) - whole) < 0.01)
  }
}

extension Int {
  /// Main memory is reserved in units of 8 bytes, and a DMA's last unit may stick out.
  fileprivate var roundedUpToRow: Int { (self + 7) / 8 * 8 }
}
