import KModel
import OpKernels
import Simulation

/// Which kernels run layers: the plain reference, KPU layers in KPU RAM, or a fast set, KPU layers on
/// interleaved maps.
enum LayerKernels: Sendable, Equatable {
  /// `KPUDatapath` layer by layer, and `Reference`.
  case reference
  /// An instruction set of the fast kernels, with at most so many threads.
  case fast(KernelSet, threads: Int)

  /// Threads that large layers may use.
  var threads: Int {
    switch self {
    case .reference: 1
    case .fast(_, let threads): max(1, threads)
    }
  }

  /// The kernels of the CPU's layers.
  var forTensors: TensorKernels {
    switch self {
    case .reference: .reference
    case .fast(let set, let threads): .fast(set, threads: threads)
    }
  }
}

/// Runs the KPU layers of a model: those with 8-bit weights on the fast kernels, others on the reference
/// datapath.
///
/// The map of a fast layer of one batch stays interleaved until the last layer that reads it; it is written to KPU RAM only when
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
  private var buffers = PixelBuffers()
  /// Maps that a later layer reads, by the layer that made them.
  private var kept: [Int: InterleavedPixels] = [:]
  /// The map that was made last, and its layer.
  private var latest: (layer: Int, map: InterleavedMap, pixels: InterleavedPixels)?
  private var writesEveryMap = false

  /// Packs the weights of every layer that the kernels can take.
  ///
  /// - Parameters:
  ///   - convolutions: each KPU run of 8-bit weights, by its index in the model.
  ///   - accesses: what each layer does with KPU RAM.
  init(
    convolutions: [Int: (KPULayerArgument, KPUParameters)], accesses: [KPULayerAccess], memory: ChipMemory,
    rounding: RoundingRule, kernels: LayerKernels
  ) {
    self.memory = memory
    self.rounding = rounding
    var layers: [Int: FastKPULayer] = [:]
    if case .fast(let set, _) = kernels {
      for (index, (argument, parameters)) in convolutions {
        // A layer that is at fault stays with the datapath, which names the fault when it runs.
        layers[index] = try? FastKPULayer(argument, parameters, rounding: rounding, set: set)
      }
    }
    threads = kernels.threads
    schedule = KPUSchedule(
      accesses.enumerated().map { index, access in
        var access = access
        if layers[index] == nil { access.isConvolution = false }
        return access
      })
    self.layers = layers
  }

  /// Forgets the maps of the last inference; with `writingEveryMap` every map reaches KPU RAM.
  func begin(writingEveryMap: Bool) {
    dropLatest()
    for pixels in kept.values { buffers.recycle(pixels) }
    kept.removeAll(keepingCapacity: true)
    writesEveryMap = writingEveryMap
  }

  /// Runs one batch of layer `index` of the model.
  func run(
    _ index: Int, argument: KPULayerArgument, parameters: KPUParameters, weightWidth: KPUDatapath.WeightWidth
  ) throws(Fault) {
    dropLatest()
    guard let layer = layers[index] else {
      try memory.kpu.withMutableBytes(0..<KPUDatapath.ramByteCount) { (ram) throws(Fault) in
        try datapath.run(
          argument, parameters: parameters, weightWidth: weightWidth, rounding: rounding, ram: &ram)
      }
      return
    }
    let plan = schedule.layers[index]
    let maps = try layer.maps(of: argument)
    let pixels = try run(layer, on: plan, maps)
    // A later batch may read what an earlier one wrote.
    if plan.isReadFromRAM || writesEveryMap || !plan.isConvolution {
      try memory.kpu.withMutableBytes(0..<KPUDatapath.ramByteCount, writing: maps.output.map.range) {
        (ram) throws(Fault) in maps.output.write(pixels, to: &ram, threads: threads)
      }
    }
    if let source = plan.source, schedule.layers[source].lastConsumer == index,
      let consumed = kept.removeValue(forKey: source)
    {
      buffers.recycle(consumed)
    }
    if plan.lastConsumer != nil { kept[index] = pixels }
    latest = (index, maps.output, pixels)
  }

  /// Runs a layer on the map that an earlier one made, or on what KPU RAM holds.
  private func run(
    _ layer: FastKPULayer, on plan: KPUSchedule.Layer, _ maps: FastKPULayer.Maps
  ) throws(Fault) -> InterleavedPixels {
    if let source = plan.source, let pixels = kept[source] {
      return layer.run(pixels, in: &buffers, scratch: scratch, threads: threads)
    }
    let input = try memory.kpu.withBytes(0..<KPUDatapath.ramByteCount) { (ram) throws(Fault) in
      maps.input.read(from: ram, in: &buffers, threads: threads)
    }
    let result = layer.run(input, in: &buffers, scratch: scratch, threads: threads)
    buffers.recycle(input)
    return result
  }

  private func dropLatest() {
    if let latest, kept[latest.layer] == nil { buffers.recycle(latest.pixels) }
    latest = nil
  }

  /// Copies the result of the layer that ran last to main memory as planar CHW.
  func download(_ index: Int, _ map: FeatureMap, to output: Operand<UInt8>) throws(Fault) {
    guard let latest, latest.layer == index else {
      try memory.download(map, to: output)
      return
    }
    try memory.writePlanar(to: output, count: map.planarByteCount) { (planar) in
      latest.map.takeApart(latest.pixels, to: &planar, threads: threads)
    }
  }
}
