import Foundation
import RockchipNPU
import Simulation
import TestSupport

/// The compiler's estimates of nine networks on four chips, with the vendor's frames per second.
struct TimingEstimates: Decodable {
  static let path = "rknn/timing_estimates.json"

  let nets: [String: [String: Network]]

  struct Network: Decodable {
    let framesPerSecond: Double
    let layers: [Row]

    enum CodingKeys: String, CodingKey {
      case framesPerSecond = "measured_fps"
      case layers
    }
  }

  /// One line of the compiler's table.
  struct Row: Decodable {
    let operation: String
    let inputs: String
    let output: String
    let target: String
    let memoryCycles: Int
    let computeCycles: Int
    let cycles: Int

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      operation = try values.decode(String.self)
      inputs = try values.decode(String.self)
      output = try values.decode(String.self)
      target = try values.decode(String.self)
      memoryCycles = try values.decode(Int.self)
      computeCycles = try values.decode(Int.self)
      cycles = try values.decode(Int.self)
    }
  }

  /// The chips that the estimates are of.
  static let chips: [RockchipChip] = [.rk3568, .rk3562, .rk3588, .rk3576]
  /// The networks in the order of the tables.
  static let names = [
    "mobilenetv2", "resnet50", "yolov5s_relu", "yolov5n", "yolov5s", "yolov5m", "yolov8n", "yolov8s",
    "yolov8m",
  ]

  static func load() throws -> TimingEstimates {
    try JSONDecoder().decode(TimingEstimates.self, from: Data(GoldenData.bytes(path)))
  }
}

extension TimingEstimates.Network {
  /// What each layer asks of the chip.
  func works(on chip: RockchipChip) throws -> [(row: TimingEstimates.Row, work: NPULayerWork)] {
    let own = Set(layers.filter { $0.operation == "OutputOperator" }.compactMap { shapes($0.inputs).first })
    return try layers.map { ($0, try $0.work(on: chip, modelOutputs: own)) }
  }

  /// The network's estimate at nominal clocks.
  func estimate(_ timing: RockchipTiming) throws -> ModelEstimate {
    timing.estimate(
      try works(on: timing.chip).enumerated().map { index, layer in
        let description = LayerDescription(
          index: index, operation: layer.row.operation, unit: layer.work.unit, inputShape: nil,
          outputShape: nil, macs: 0, parameterBytes: 0, details: "")
        return (description, layer.work)
      }, at: timing.nominalClocks)
  }
}

extension TimingEstimates.Row {
  /// Whether the layer multiplies.
  var isConvolution: Bool { operation.hasPrefix("Conv") }

  /// The four layers of yolov8m that the compiler split and put into float16 on RK3576.
  func isPartialSum(on chip: RockchipChip) -> Bool {
    chip == .rk3576 && ["Conv", "ConvAdd"].contains(operation) && inputs.hasPrefix("(1,288,20,20)")
  }

  func work(on chip: RockchipChip, modelOutputs: Set<[Int]>) throws -> NPULayerWork {
    try layerWork(
      operation, inputs: inputs, output: output, onNPU: target == "NPU",
      isPartialSum(on: chip) ? .float16 : .int8, on: chip, modelOutputs: modelOutputs)
  }
}

/// The shapes in a column of the compiler's table; `...` and `\` are none.
func shapes(_ column: String) -> [[Int]] {
  column.split(separator: "(").map { part in
    part.prefix { $0 != ")" }.split(separator: ",").compactMap { Int($0) }
  }.filter { !$0.isEmpty }
}

/// A line of the compiler's table as the timing takes it.
func layerWork(
  _ operation: String, inputs: String, output: String, onNPU: Bool, _ precision: NPUPrecision,
  on chip: RockchipChip, modelOutputs: Set<[Int]>
) throws -> NPULayerWork {
  // The column ends in `...` when it is too narrow.
  let hasBias = inputs.hasSuffix("...") || shapes(inputs).count > 2
  let inputs = shapes(inputs)
  let result = shapes(output).first ?? inputs.first ?? []
  var kind = NPULayerWork.Kind.other
  var kernel = [1, 1, 1, 1]
  if operation.hasSuffix("putOperator") { kind = .boundary }
  if operation.hasPrefix("Conv"), inputs.count > 1, inputs[1].count == 4 {
    kernel = inputs[1]
    kind = kernel[0] == 1 && result[1] > 1 ? .depthwise : .convolution
  }
  let output = extent(result)
  let work = NPULayerWork(
    kind, on: onNPU ? .accelerator : .cpu, precision, input: extent(inputs.first ?? []), output: output,
    kernelHeight: kernel[2], kernelWidth: kernel[3],
    tableElements: NPULayerWork.passesTable(operation) ? Int(output.elements) : 0)
  guard let engine = chip.engine, operation.hasPrefix("Conv") else { return work }
  return work.compiled(
    for: engine, hasBias: hasBias, hasResidual: operation.contains("Add"),
    isModelOutput: ["Conv", "ConvSigmoid"].contains(operation) && modelOutputs.contains(result))
}

private func extent(_ shape: [Int]) -> NPULayerWork.Extent {
  let whole = shape + [1, 1, 1, 1].dropFirst(min(4, shape.count))
  return NPULayerWork.Extent(channels: whole[1], height: whole[2], width: whole[3])
}
