import K210Boards
import KModel
import KPUSim
import Simulation
import Tensors

/// A model that was loaded: what it is, its memory, and a runner that is prepared once.
final class LoadedNetwork {
  /// Width, height and channels of a map.
  struct Extent: Equatable {
    var width: Int
    var height: Int
    var channels: Int
  }

  /// The whole model.
  let model: KModel
  /// Headers of all layers.
  let outline: ModelOutline
  /// Whether `kpu.load_flash` made it.
  let isStreamed: Bool
  private let fileByteCount: Int
  private let blocks: [SystemHeap.Block]
  private let seat: KPUState.Seat
  private let address: UInt32

  /// Layers that run; `kpu.set_layers` takes some away.
  private(set) var layerCount: Int
  /// What the runs leave.
  private(set) var outputs: [NetworkOutput] = []
  /// What `kpu.set_outputs` said.
  var shapes: [Int: Extent] = [:]
  /// Elements of each output.
  private(set) var elementCounts: [Int] = []
  private var runner: (any ModelRunner)?
  private var inputs: [TensorDescription] = []
  /// Why it cannot run, or what the last run failed of.
  private(set) var fault: String?

  /// Prepares a model; what cannot run is noted for when it shall.
  init(
    _ model: KModel, outline: ModelOutline, fileByteCount: Int, isStreamed: Bool, blocks: [SystemHeap.Block],
    seat: KPUState.Seat, address: UInt32
  ) {
    self.model = model
    self.outline = outline
    self.fileByteCount = fileByteCount
    self.isStreamed = isStreamed
    self.blocks = blocks
    self.seat = seat
    self.address = address
    layerCount = outline.layers.count
    prepare(model)
  }

  private func prepare(_ model: KModel) {
    let simulated = SimulatedKModel(model, fileByteCount: fileByteCount)
    inputs = simulated.inputs
    guard inputs.allSatisfy({ (0...K210Memory.general.value).contains($0.byteCount) }) else {
      runner = nil
      inputs = []
      fault = "an input is larger than the chip's memory"
      return
    }
    do throws(SimulationError) {
      runner = try simulated.makeRunner(RunOptions())
      fault = nil
    } catch {
      runner = nil
      fault = "\(error)"
      return
    }
    let descriptions = simulated.outputs
    elementCounts = descriptions.map(\.elementCount)
    var start = address
    // Maps of outputs that are as they were go on showing them.
    outputs = descriptions.enumerated().map { index, description in
      defer { start &+= UInt32(truncatingIfNeeded: (description.byteCount + 7) / 8 * 8) }
      if outputs.indices.contains(index), outputs[index].bytes.count == description.byteCount {
        return outputs[index]
      }
      return NetworkOutput(byteCount: description.byteCount, address: start)
    }
  }

  /// Has only the first layers run; of v3 models alone.
  func setLayers(_ count: Int) {
    guard case .v3(let whole) = model, count != layerCount, let part = whole.prefix(layers: count) else {
      return
    }
    layerCount = count
    prepare(.v3(part))
  }

  /// The picture that the first layer takes; nil if it takes none.
  var inputPicture: Extent? {
    switch model {
    case .v3(let model):
      guard case .k210Conv(let layer)? = model.layers.first?.operation else { return nil }
      let words = layer.argument
      return Extent(width: words.inputWidth, height: words.inputHeight, channels: words.inputChannels)
    case .v4(let model):
      guard let input = model.inputs.first, input.range.dataType == .uint8, input.shape.w > 0,
        input.shape.h > 0,
        input.shape.c > 0
      else { return nil }
      return Extent(width: Int(input.shape.w), height: Int(input.shape.h), channels: Int(input.shape.c))
    }
  }

  /// The words of a layer that is a KPU convolution; nil for others.
  func convolution(_ index: Int) -> KPULayerArgument? {
    switch model {
    case .v3(let model):
      guard model.layers.indices.contains(index), case .k210Conv(let layer) = model.layers[index].operation
      else { return nil }
      return layer.argument
    case .v4(let model):
      guard model.nodes.indices.contains(index), case .kpuConv2D(let node) = model.nodes[index].operation
      else { return nil }
      return node.argument
    }
  }

  /// The map that a region layer takes: of v3 the last convolution's, of v4 what `kpu.set_outputs` said.
  var lastMap: Extent? {
    guard case .v3 = model else { return shapes[0] }
    for index in (0..<layerCount).reversed() {
      if let words = convolution(index) { return Extent(outputOf: words) }
    }
    return nil
  }

  /// Bytes that a run takes as its input.
  var inputByteCount: Int { inputs.first?.byteCount ?? 0 }

  /// Runs it once; outputs then have what it left.
  ///
  /// - Throws: `outputs` for a v4 model of which a shape was not set, `firstLayer` for one that the SDK
  ///   does not start, `run` for what goes wrong within.
  func run(_ input: [UInt8]) throws(KPUError) {
    if case .v4 = model, runner != nil, outputs.indices.contains(where: { shapes[$0] == nil }) {
      throw .outputs
    }
    if case .v3(let model) = model {
      switch model.layers.first?.operation {
      case .k210Conv, .fullyConnected: break
      default: throw .firstLayer
      }
    }
    guard let runner else { throw .run }
    var given = inputs.map { [UInt8](repeating: 0, count: $0 == inputs.first ? 0 : $0.byteCount) }
    if given.isEmpty { throw .run }
    given[0] = input
    do throws(SimulationError) {
      let tensors = try runner.run(given, observe: nil)
      for (output, tensor) in zip(outputs, tensors) { output.replace(tensor.bytes) }
    } catch {
      fault = "\(error)"
      throw .run
    }
  }
}

extension LoadedNetwork.Extent {
  /// The map that a KPU layer leaves.
  init(outputOf words: KPULayerArgument) {
    self.init(width: words.outputWidth, height: words.outputHeight, channels: words.outputChannels)
  }
}
