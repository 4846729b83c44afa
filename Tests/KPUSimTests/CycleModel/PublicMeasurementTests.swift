import KPUSim
import Testing

@Suite("the cycle model against public measurements")
struct PublicMeasurementTests {
  @Test("the face detector's layers: 3 % from 0.1 ms on, else 0.01 ms, six narrow depthwise ones apart")
  func faceDetector() throws {
    let rows = PublicMeasurement.faceDetector
    let layers = rows.prefix(24)
    let narrow = layers.filter { $0.remark.hasPrefix("narrow depthwise") }
    #expect(narrow.count == 6)
    for row in layers where !row.remark.hasPrefix("narrow depthwise") {
      let estimated = try #require(row.estimatedMilliseconds)
      let isLong = row.measuredMilliseconds >= 0.1
      let limit = isLong ? 0.03 * row.measuredMilliseconds : 0.01
      #expect(abs(estimated - row.measuredMilliseconds) <= limit, "\(row.subject): \(estimated)")
    }
    for row in narrow { #expect(try abs(#require(row.deviation)) < 0.3) }
  }

  @Test("the sum of its KPU layers and its total agree within 2 %")
  func faceDetectorTotals() throws {
    let totals = PublicMeasurement.faceDetector.suffix(2)
    #expect(totals.map { $0.measuredMilliseconds } == [12.328, 12.732])
    for row in totals { #expect(try abs(#require(row.deviation)) < 0.02) }
  }

  @Test("Sipeed's 16-bit table is met within what docs/timing.md states")
  func sipeedTable() throws {
    let stated = [0.02, 0.02, 0.18, 0.22, 0.14, 0.082, 0.046, 0.039, 0.021, 0.011]
    let rows = PublicMeasurement.sipeedTable
    #expect(rows.count == stated.count)
    for (row, limit) in zip(rows, stated) {
      #expect(try abs(#require(row.deviation)) <= limit, "\(row.subject)")
    }
  }

  @Test("single nodes of kmodel v4 agree within 5 %")
  func singleLayers() throws {
    for row in PublicMeasurement.singleLayersV4 {
      #expect(try abs(#require(row.deviation)) < 0.05, "\(row.subject)")
    }
  }

  @Test("a network that nothing was fitted on, MobileNet 0.75, agrees within 8 %")
  func mobileNet() throws {
    let row = try #require(PublicMeasurement.wholeModels.first)
    #expect(row.measuredMilliseconds == 37 && !row.isFitted)
    #expect(try abs(#require(row.deviation)) < 0.08)
  }

  @Test("every measurement names its source; one without an estimate says why")
  func rows() {
    let rows = PublicMeasurement.all
    #expect(rows.count > 55)
    #expect(Set(rows.map { $0.subject }).count == rows.count)
    for row in rows {
      #expect(!row.source.isEmpty && row.measuredMilliseconds > 0)
      #expect(row.estimatedMilliseconds != nil || !row.remark.isEmpty, "\(row.subject)")
    }
  }
}
