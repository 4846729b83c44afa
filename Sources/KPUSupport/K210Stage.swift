import KPUSim
import NPUGraph
import OpKernels
import Simulation

/// One step of a decomposed convolution.
struct K210Stage: Equatable {
  /// What is done.
  enum Action: Equatable {
    case pad, spaceToBatch, runs, batchToSpace, slice
    /// What the KPU's table of one function for all channels cannot do.
    case tail(Tail)
  }

  /// What follows a convolution outside of the KPU.
  enum Tail: Equatable {
    case activation(Activation)
    case operand(BinaryFunction)
    case outputActivation(Activation)
  }

  let action: Action
  /// In a few words.
  let words: String
  /// Shape of what it leaves behind.
  let extents: [Int]

  var isAccelerated: Bool { action == .runs }
  /// Elements that it leaves behind; extents of plans are small.
  var elements: Double { extents.reduce(1) { $0 * Double($1) } }
}

extension K210Decomposition {
  /// The steps in order; one for a convolution that the KPU runs as it is.
  func stages(_ convolution: FloatConvolution) -> [K210Stage] {
    let window = convolution.window
    var stages: [K210Stage] = []
    func add(_ action: K210Stage.Action, _ words: String, _ extents: [Int]) {
      stages.append(K210Stage(action: action, words: words, extents: extents))
    }
    let (inputs, outputs) = (window.inputChannels, window.outputChannels)
    if !(rows.isUnpadded && columns.isUnpadded) {
      add(.pad, "pad to \(columns.size)x\(rows.size)", [batches, inputs, rows.size, columns.size])
    }
    let blocks = rows.blocks * columns.blocks
    if blocks > 1 {
      add(
        .spaceToBatch, "space to batch: \(blocks) maps of \(columns.runSize)x\(rows.runSize)",
        [batches * blocks, inputs, rows.runSize, columns.runSize])
    }
    let result = (rows: rows.resultSize / rows.blocks, columns: columns.resultSize / columns.blocks)
    let skip = rows.runStride == 2 ? " with stride 2" : ""
    let times = runs == 1 ? "" : ", \(runs) runs"
    add(
      .runs, "\(kernel)x\(kernel) convolution on the KPU\(skip)\(times)",
      [runs, outputs, result.rows, result.columns])
    let joined = (
      rows: result.rows * rows.blocks * (phases?.rows.stride ?? 1),
      columns: result.columns * columns.blocks * (phases?.columns.stride ?? 1)
    )
    if runs > batches {
      add(
        .batchToSpace, "batch to space: one map of \(joined.columns)x\(joined.rows)",
        [batches, outputs, joined.rows, joined.columns])
    }
    let final = [batches, outputs, window.outputHeight, window.outputWidth]
    if let cut = cutWords { add(.slice, cut, final) }
    if !convolution.activation.isKPUFunction {
      add(.tail(.activation(convolution.activation)), "\(convolution.activation.name) on the CPU", final)
    }
    if let operand = convolution.operand {
      add(.tail(.operand(operand)), "\(operand.rawValue) on the CPU", final)
      if convolution.outputActivation != .identity {
        let function = convolution.outputActivation
        add(.tail(.outputActivation(function)), "\(function.name) on the CPU", final)
      }
    }
    return stages
  }

  /// Where the wanted results begin along rows and columns, and how far they are apart.
  var cut: (starts: [Int], steps: [Int]) {
    guard let phases else { return ([rows.first, columns.first], [rows.step, columns.step]) }
    return ([phases.rows.first(rows), phases.columns.first(columns)], [1, 1])
  }

  /// How results are cut, in words; nil when all are wanted.
  private var cutWords: String? {
    if let phases {
      let whole = (rows.resultSize * phases.rows.stride, columns.resultSize * phases.columns.stride)
      if cut.starts == [0, 0], whole == (phases.rows.count, phases.columns.count) { return nil }
      return "crop to \(phases.columns.count)x\(phases.rows.count)"
    }
    if rows.takesAll, columns.takesAll { return nil }
    guard rows.step > 1 || columns.step > 1 else { return "crop to \(columns.count)x\(rows.count)" }
    return "strided slice: one row in \(rows.step), one column in \(columns.step)"
  }
}

extension Activation {
  /// Whether the KPU's table applies it: one function for all channels.
  var isKPUFunction: Bool {
    switch self {
    case .prelu(let slopes): slopes.count == 1
    case .affine(let scales, let offsets): scales.count == 1 && offsets.count == 1
    default: true
    }
  }
}
