import KModel
import OpKernels
import Simulation

/// Which kernels run KPU layers: the plain reference in KPU RAM, or a fast set on interleaved maps.
enum KPUKernels: Sendable, Equatable {
  /// `KPUDatapath`, layer by layer in KPU RAM.
  case reference
  /// An instruction set of the fast kernels, with at most so many threads.
  case fast(KernelSet, threads: Int)
}

/// Runs the KPU layers of a model: those with 8-bit weights and one batch on the fast kernels, others on the
/// reference datapath.
///
/// A fast layer's map stays interleaved until the last layer that reads it; it is written to KPU RAM only when
/// `KPUSchedule` says that somebody looks there.
final class KPUEngine {
  private let memory: ChipMemory
  private let rounding: RoundingRule
  private let threads: Int
  private let schedule: KPUSchedule
  /// Layers that run on the fast kernels, by their index in the model.
  private let layers: [Int: FastKPULayer]
  private var datapath = KPUDatapath()
  private let scratch = KernelScratch()
  /// Maps that a later layer reads, by the layer that made them.
  private var maps: [Int: [UInt8]] = [:]
  /// The map of the layer that ran last.
  private var latest: (layer: Int, pixels: [UInt8])?
  private var writesEveryMap = false

  /// Packs the weights of every layer that the kernels can take.
  ///
  /// - Parameters:
  ///   - convolutions: each KPU run of one batch and 8-bit weights, by its index in the model.
  ///   - accesses: what each layer does with KPU RAM.
  init(
    convolutions: [Int: (KPULayerArgument, KPUParameters)], accesses: [KPULayerAccess], memory: ChipMemory,
    rounding: RoundingRule, kernels: KPUKernels
  ) {
    self.memory = memory
    self.rounding = rounding
    var layers: [Int: FastKPULayer] = [:]
    if case .fast(let set, let threads) = kernels {
      self.threads = threads
      for (index, (argument, parameters)) in convolutions {
        // A layer that is at fault stays with the datapath, which names the fault when it runs.
        layers[index] = try? FastKPULayer(argument, parameters, rounding: rounding, set: set)
      }
    } else {
      threads = 1
    }
    schedule = KPUSchedule(
      accesses.enumerated().map { index, access in
        var access = access
        access.isConvolution = layers[index] != nil
        return access
      })
    self.layers = layers
  }

  /// Forgets the maps of the last inference; with `writingEveryMap` every map reaches KPU RAM.
  func begin(writingEveryMap: Bool) {
    maps.removeAll(keepingCapacity: true)
    latest = nil
    writesEveryMap = writingEveryMap
  }

  /// Runs layer `index` of the model.
  func run(
    _ index: Int, argument: KPULayerArgument, parameters: KPUParameters, weightWidth: KPUDatapath.WeightWidth
  ) throws(Fault) {
    latest = nil
    guard let layer = layers[index] else {
      try memory.kpu.withMutableBytes(0..<KPUDatapath.ramByteCount) { (ram) throws(Fault) in
        try datapath.run(
          argument, parameters: parameters, weightWidth: weightWidth, rounding: rounding, ram: &ram)
      }
      return
    }
    let plan = schedule.layers[index]
    let input = try input(of: layer, plan)
    let pixels = layer.run(input, scratch: scratch, threads: threads)
    if plan.isReadFromRAM || writesEveryMap {
      try memory.kpu.withMutableBytes(0..<KPUDatapath.ramByteCount) { (ram) throws(Fault) in
        layer.output.write(pixels, to: &ram)
      }
    }
    if let source = plan.source, schedule.layers[source].lastConsumer == index { maps[source] = nil }
    if plan.lastConsumer != nil { maps[index] = pixels }
    latest = (index, pixels)
  }

  private func input(of layer: FastKPULayer, _ plan: KPUSchedule.Layer) throws(Fault) -> [UInt8] {
    if let source = plan.source, let pixels = maps[source] { return pixels }
    return try memory.kpu.withBytes(0..<KPUDatapath.ramByteCount) { (ram) throws(Fault) in
      layer.input.read(from: ram)
    }
  }

  /// Copies the result of the layer that ran last to main memory as planar CHW.
  func download(_ index: Int, _ map: FeatureMap, to output: Operand<UInt8>) throws(Fault) {
    guard let latest, latest.layer == index, let layer = layers[index] else {
      try memory.download(map, to: output)
      return
    }
    try memory.writePlanar(to: output, count: map.planarByteCount) { (planar) in
      layer.output.takeApart(latest.pixels, to: &planar)
    }
  }
}
