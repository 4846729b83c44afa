import Bytes
import KModel
import KPUSim
import Simulation
import Tensors
import TestSupport
import Testing

#if DEBUG
private let isOptimised = false
#else
private let isOptimised = true
#endif

@Suite(
  "golden runs of kmodels",
  .enabled(if: GoldenData.isExpected("kmodels"), "\(GoldenData.missingMessage)"))
struct KModelGoldenRunTests {
  @Test("all golden cases are there")
  func allThere() {
    #expect(GoldenManifest.synthetic.count >= 192)
    #expect(GoldenManifest.real.count >= 18)
    #expect(GoldenManifest.models.allSatisfy { $0.cases.count == 3 })
    #expect(GoldenLayers.all.count >= 5)
  }

  @Test("a synthetic model gives the golden outputs", arguments: GoldenManifest.synthetic)
  func synthetic(model: GoldenManifest.Model) throws {
    try check(model)
  }

  // Up to 10^9 multiply-accumulates per inference: too much for code without optimisation.
  @Test(
    "a real model gives the golden outputs",
    .enabled(if: isOptimised, "real models run in optimised builds only"), arguments: GoldenManifest.real)
  func real(model: GoldenManifest.Model) throws {
    try check(model)
  }

  @Test(
    "every layer leaves what the vendor's runtime left",
    .enabled(if: isOptimised, "real models run in optimised builds only"), arguments: GoldenLayers.all)
  func layers(dump: GoldenLayers) throws {
    let (runner, tolerance) = try runner(of: dump.model)
    let golden = try #require(dump.model.cases.first { $0.kind == dump.kind })
    var results: [LayerOutput] = []
    _ = try runner.run([GoldenData.bytes("kmodels/\(golden.input)")]) { results.append($0) }
    let rows = try dump.rows
    #expect(results.count == rows.count)
    for row in rows where row.bytes > 0 && row.index < results.count {
      let result = results[row.index]
      #expect(result.operationCode == row.op)
      #expect(result.elementType == (row.dtype == "f32" ? .float32 : .uint8), "layer \(row.index)")
      var hash = SHA256()
      hash.update(result.bytes)
      if Hexadecimal.string(hash.finalize()) == row.sha256 { continue }
      let expected = try row.file.map { try GoldenData.bytes("kmodels/layers/\(dump.folder)/\($0)") }
      expectEqual(
        result.bytes, expected ?? [], tolerance: result.elementType == .float32 ? tolerance : 0,
        "layer \(row.index) (\(result.operation)), \(row.bytes) bytes")
    }
  }

  private func check(_ entry: GoldenManifest.Model) throws {
    let (runner, tolerance) = try runner(of: entry)
    for golden in entry.cases {
      let outputs = try runner.run([GoldenData.bytes("kmodels/\(golden.input)")], observe: nil)
      #expect(outputs.count == golden.outputs.count)
      for (index, output) in outputs.enumerated() {
        let isFloat = entry.outputs[index].dtype == "f32"
        #expect(output.elementType == (isFloat ? .float32 : .uint8), "\(golden.kind), output \(index)")
        expectEqual(
          output.bytes, try GoldenData.bytes("kmodels/\(golden.outputs[index].file)"),
          tolerance: isFloat ? tolerance : 0, "\(golden.kind), output \(index)")
      }
    }
  }

  /// A runner, and by how many units in the last place its f32 results may be off.
  private func runner(of entry: GoldenManifest.Model) throws -> (any ModelRunner, tolerance: Int) {
    let bytes = try GoldenData.bytes("kmodels/\(entry.file)")
    let model = try KModel(bytes: bytes)
    let runner = try SimulatedKModel(model, fileByteCount: bytes.count).makeRunner(RunOptions())
    return (runner, model.usesTranscendentalFunctions ? 4 : 0)
  }

  /// Records the first difference, so that a failure does not print megabytes.
  private func expectEqual(_ found: [UInt8], _ expected: [UInt8], tolerance: Int, _ what: String) {
    if found == expected || (tolerance > 0 && isClose(found, expected, tolerance)) { return }
    let first = zip(found, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let count = zip(found, expected).count { $0 != $1 }
    Issue.record(
      """
      \(what): \(count) bytes differ, the first at \(first ?? min(found.count, expected.count)) of \
      \(found.count) found and \(expected.count) expected
      """)
  }

  private func isClose(_ found: [UInt8], _ expected: [UInt8], _ tolerance: Int) -> Bool {
    guard found.count == expected.count else { return false }
    return zip(orderedBits(found), orderedBits(expected)).allSatisfy { abs($0 - $1) <= tolerance }
  }

  /// The f32 elements as integers in the order of their values.
  private func orderedBits(_ bytes: [UInt8]) -> [Int] {
    Tensor(elementType: .float32, shape: Shape([bytes.count / 4]), bytes: bytes).floats.map {
      let bits = Int(Int32(bitPattern: $0.bitPattern))
      return bits >= 0 ? bits : -(bits & 0x7FFF_FFFF)
    }
  }
}
