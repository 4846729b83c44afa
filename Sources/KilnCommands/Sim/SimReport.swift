import AxeraNPU
import Detection
import Simulation
import Tensors

/// The JSON form of `kiln sim` on one input.
struct SimReport: Encodable {
  /// One input and how it came about.
  struct Input: Encodable {
    let index: Int
    let name: String
    let dtype: String
    let shape: [Int]
    let account: String
  }

  /// One output and where it was written.
  struct Output: Encodable {
    let index: Int
    let name: String
    let dtype: String
    let shape: [Int]
    let elements: Int
    /// Path of the raw bytes, nil without `--output-dir`.
    let file: String?
  }

  /// One class of the ranking.
  struct Ranked: Encodable {
    let index: Int
    let name: String
    let score: Float
  }

  /// One box; coordinates are shares of the model's input.
  struct Box: Encodable {
    let `class`: Int
    let name: String
    let score: Float
    let left: Float
    let top: Float
    let right: Float
    let bottom: Float

    init(_ box: DetectedBox, name: String) {
      `class` = box.classIndex
      self.name = name
      score = box.score
      (left, top, right, bottom) = (box.left, box.top, box.right, box.bottom)
    }
  }

  /// What the board's runner prints of time; all but the loading is estimated.
  struct DeviceTimes: Encodable {
    /// What loading took on this computer.
    let load_ms: Double
    /// Rounds that the average is over.
    let rounds: Int
    /// Of one round, with all overhead.
    let task_us: Double
    let npu_us: Double
    let npu_overhead_us: Double
    /// Absent for models without parts on the CPU.
    let cpu_us: Double?
    let cpu_overhead_us: Double?
    /// The runner's own lines, marked as the text has them.
    let lines: [String]

    init(_ report: DeviceTimeReport) {
      (load_ms, rounds, task_us) = (report.load.milliseconds, report.rounds, report.taskMicroseconds)
      (npu_us, npu_overhead_us) = (report.npuMicroseconds, report.npuOverheadMicroseconds)
      cpu_us = report.cpuMicroseconds
      cpu_overhead_us = report.cpuMicroseconds == nil ? nil : report.cpuOverheadMicroseconds
      lines = report.lines
    }
  }

  let schema = 1
  let model: ModelReport
  let inputs: [Input]
  let outputs: [Output]
  let memory: MemoryReport
  let estimate: CostReport
  let wall: Timing
  /// Absent but for built models.
  let device_times: DeviceTimes?
  let top: [Ranked]
  let boxes: [Box]?
  /// How the boxes were read, nil where there is nothing to say.
  let decoding: String?
  let cautions: [String]

  init(
    _ loaded: LoadedModel, inputs: [PreparedInput], tensors: [Tensor], findings: Findings,
    estimate: ModelEstimate,
    timing: Timing, deviceTimes: DeviceTimeReport?, folder: String?, presenter: ResultPresenter
  ) {
    model = ModelReport(loaded)
    self.inputs = zip(inputs, loaded.model.inputs).enumerated().map { index, pair in
      Input(
        index: index, name: pair.1.name, dtype: pair.1.elementType.rawValue, shape: pair.1.shape.extents,
        account: pair.0.account)
    }
    outputs = zip(tensors, loaded.model.outputs).enumerated().map { index, pair in
      Output(
        index: index, name: pair.1.name, dtype: pair.0.elementType.rawValue, shape: pair.0.shape.extents,
        elements: pair.0.elementCount, file: folder.map { Files.path($0, "output\(index).bin") })
    }
    memory = MemoryReport(loaded.model.memory)
    self.estimate = CostReport(estimate)
    wall = timing
    device_times = deviceTimes.map { DeviceTimes($0) }
    top = findings.classes.map { Ranked(index: $0.index, name: presenter.name($0.index), score: $0.score) }
    boxes = findings.boxes.map { $0.map { Box($0, name: presenter.name($0.classIndex)) } }
    decoding = findings.decoding
    cautions = loaded.model.cautions
  }
}
