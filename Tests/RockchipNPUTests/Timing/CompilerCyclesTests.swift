import Foundation
import RockchipNPU
import Simulation
import TestSupport
import Testing

@Suite("the compiler's cycles")
struct CompilerCyclesTests {
  @Test(
    "every convolution of nine networks takes exactly the compiler's NPU cycles",
    .enabled(if: GoldenData.isExpected(TimingEstimates.path), "\(GoldenData.missingMessage)"),
    arguments: TimingEstimates.chips)
  func compute(chip: RockchipChip) throws {
    let engine = try #require(chip.engine)
    let estimates = try TimingEstimates.load()
    var count = 0
    for name in TimingEstimates.names {
      for (row, work) in try #require(estimates.nets[name]?[chip.rawValue]).works(on: chip) {
        let cycles = engine.compilerCycles(work)
        #expect(cycles.compute == row.computeCycles, "\(name): \(row.operation) \(row.inputs)")
        count += row.isConvolution ? 1 : 0
        guard !row.isConvolution else { continue }
        #expect(cycles.memory == 0 && row.cycles == 0, "\(name): \(row.operation)")
      }
    }
    // RK3576 has two more: the compiler split two layers of yolov8m.
    #expect(count == (chip == .rk3576 ? 606 : 604))
  }

  @Test(
    "the DDR column agrees to a cycle, but for some outputs of RK3568",
    .enabled(if: GoldenData.isExpected(TimingEstimates.path), "\(GoldenData.missingMessage)"),
    arguments: TimingEstimates.chips)
  func memory(chip: RockchipChip) throws {
    let engine = try #require(chip.engine)
    let estimates = try TimingEstimates.load()
    var apart = 0
    for name in TimingEstimates.names {
      for (row, work) in try #require(estimates.nets[name]?[chip.rawValue]).works(on: chip)
      where row.isConvolution {
        let cycles = engine.compilerCycles(work)
        let difference = abs(cycles.memory - row.memoryCycles)
        if difference > 1 {
          apart += 1
          #expect(chip == .rk3568 && row.output.hasPrefix("(1,255,"), "\(name): \(row.inputs)")
          #expect(Double(difference) <= 0.035 * Double(row.memoryCycles), "\(name): \(row.inputs)")
        } else if difference == 0 {
          #expect(cycles.layer == row.cycles, "\(name): \(row.inputs)")
        }
      }
    }
    // Outputs of 255 channels in yolov5s_relu, yolov5s and yolov5m.
    #expect(apart == (chip == .rk3568 ? 7 : 0))
  }

  @Test(
    "convolutions of the golden cases, float16 among them, take exactly the compiler's NPU cycles",
    .enabled(if: GoldenData.isExpected(TimingEstimates.path), "\(GoldenData.missingMessage)"))
  func cases() throws {
    var counts: [String: Int] = [:]
    for graph in try EstimatedGraph.all() {
      guard let chip = RockchipChip(platform: graph.platform), let engine = chip.engine else { continue }
      for row in graph.layers ?? [] where row.op.hasPrefix("Conv") && row.op != "ConvTranspose" {
        let precision = row.dt == "FLOAT16" ? NPUPrecision.float16 : .int8
        let work = try layerWork(
          row.op, inputs: row.inp, output: row.out, onNPU: row.tg == "NPU", precision, on: chip,
          modelOutputs: [])
        let cycles = engine.compilerCycles(work)
        #expect(cycles.compute == row.npu, "\(graph.platform) \(row.dt): \(row.op) \(row.inp)")
        counts["\(graph.platform) \(precision.rawValue)", default: 0] += 1
      }
    }
    #expect(
      counts == [
        "rk3562 i8": 20, "rk3568 i8": 77, "rk3568 f16": 32, "rk3576 i8": 20, "rk3576 f16": 2,
        "rk3588 i8": 107,
        "rk3588 f16": 32,
      ])
  }

  @Test("layers that multiply nothing, and those of the CPU, are not counted")
  func uncounted() throws {
    let engine = try #require(RockchipChip.rk3588.engine)
    let map = NPULayerWork.Extent(channels: 32, height: 20, width: 20)
    let traffic = LayerTraffic(input: 12800, weights: 1024, output: 12800)
    for kind in [NPULayerWork.Kind.other, .boundary] {
      let work = NPULayerWork(kind, on: .accelerator, .int8, input: map, output: map, traffic: traffic)
      #expect(!work.isCounted && engine.compilerCycles(work).layer == 0)
    }
    let onCPU = NPULayerWork(.convolution, on: .cpu, .int8, input: map, output: map, traffic: traffic)
    #expect(engine.compilerCycles(onCPU).layer == 0)
    let onNPU = NPULayerWork(.convolution, on: .accelerator, .int8, input: map, output: map, traffic: traffic)
    let cycles = engine.compilerCycles(onNPU)
    // 4 cycles for each of 400 pixels, and 26624 bytes at 23.654.
    #expect((cycles.compute, cycles.memory, cycles.layer) == (1600, 1126, 1600))
  }

  @Test("any extents that a file may name are counted without overflow", arguments: TimingEstimates.chips)
  func extremes(chip: RockchipChip) throws {
    let engine = try #require(chip.engine)
    for extreme in [Int.max, Int.min, -1, 0] {
      let map = NPULayerWork.Extent(channels: extreme, height: extreme, width: extreme)
      for kind in NPULayerWork.Kind.allCases {
        let work = NPULayerWork(
          kind, on: .accelerator, .int16, input: map, output: map, kernelHeight: extreme, kernelWidth: extreme
        )
        let cycles = engine.compilerCycles(work.compiled(for: engine, hasResidual: true))
        #expect((0...1 << 50).contains(cycles.layer))
      }
    }
  }
}

/// The part of a golden case's `graph.json` that holds the compiler's estimates.
private struct EstimatedGraph: Decodable {
  let platform: String
  let layers: [Row]?

  enum CodingKeys: String, CodingKey {
    case platform
    case layers = "estimated_layers"
  }

  struct Row: Decodable {
    let op: String
    let dt: String
    let tg: String
    let inp: String
    let out: String
    let npu: Int
  }

  static func all() throws -> [EstimatedGraph] {
    let root = GoldenData.root.appendingPathComponent("rknn")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    return try paths.filter { $0.hasSuffix("/graph.json") }.sorted().map {
      try JSONDecoder().decode(EstimatedGraph.self, from: Data(contentsOf: root.appendingPathComponent($0)))
    }
  }
}
