public import KModel
public import OpKernels
public import Simulation
public import Tensors

/// A kmodel on the simulated K210: KPU, main memory and the CPU's layers, bit for bit.
///
/// **Source**: kmodel v3 follows the SDK's C runtime, kmodel v4 nncase's v0.2.0-beta4 runtime; golden runs of
/// both (`docs/kmodel-v3.md`, `docs/kmodel-v4.md`).
public struct SimulatedKModel: SimulatedModel {
  /// The model as its file describes it.
  public let model: KModel
  /// Size of the model's file in bytes.
  public let fileByteCount: Int
  /// Which emulator's rounding the KPU follows.
  public let rounding: RoundingSelection
  /// Which kernels run the layers; the choice changes no result.
  public let kernels: KernelSelection

  /// The kernels that a simulation computes with.
  public enum KernelSelection: Sendable, Equatable {
    /// The plain Swift kernels, which every faster set equals.
    case reference
    /// One instruction set, which must be available.
    case set(KernelSet)
  }

  /// Which of the two known rounding rules the KPU follows; which one silicon has is not public.
  public enum RoundingSelection: String, Sendable, CaseIterable {
    /// The rule of the tools that made the model: v3 for kmodel v3, v4 for kmodel v4.
    case auto
    /// Half up, segments include their start (nncase v0.1, C#).
    case v3
    /// Half to even, segments exclude their start (nncase v0.2, C++).
    case v4
  }

  /// Prepares a model for simulation; `fileByteCount` is reported as the memory that the file takes.
  public init(
    _ model: KModel, fileByteCount: Int, rounding: RoundingSelection = .auto,
    kernels: KernelSelection = .set(.best)
  ) {
    self.model = model
    self.fileByteCount = fileByteCount
    self.rounding = rounding
    self.kernels = kernels
  }

  /// The rule that `rounding` selects for this model.
  public var roundingRule: RoundingRule {
    switch rounding {
    case .auto: model.version == 3 ? .halfUp : .halfEven
    case .v3: .halfUp
    case .v4: .halfEven
    }
  }

  /// `kmodel`, the version, `K210`.
  public var identity: ModelIdentity {
    ModelIdentity(format: "kmodel", version: model.version, chip: "K210")
  }

  /// The inputs; a kmodel v3 has exactly one.
  public var inputs: [TensorDescription] {
    switch model {
    case .v3(let model): [model.input.description]
    case .v4(let model): model.inputs.enumerated().map { $1.description(index: $0) }
    }
  }

  /// The outputs in the order of the file; shapes are those of the layers that write them.
  public var outputs: [TensorDescription] {
    switch model {
    case .v3(let model): model.outputDescriptions
    case .v4(let model): model.outputDescriptions
    }
  }

  /// Every layer (v3) or node (v4).
  public var layers: [LayerDescription] {
    switch model {
    case .v3(let model):
      zip(model.layers, model.layerFacts).enumerated().map { index, layer in
        LayerDescription(layer.1, index: index, operation: layer.0.operation.name)
      }
    case .v4(let model):
      zip(model.nodes, model.layerFacts).enumerated().map { index, node in
        LayerDescription(node.1, index: index, operation: node.0.operation.name)
      }
    }
  }

  /// Main memory as declared, KPU RAM rows that any layer touches, size of the file.
  public var memory: MemoryNeeds {
    let rows: Int
    let mainByteCount: UInt32
    switch model {
    case .v3(let model):
      (rows, mainByteCount) = (model.touchedKPURows, model.mainMemoryByteCount)
    case .v4(let model):
      (rows, mainByteCount) = (model.touchedKPURows, model.mainMemoryByteCount)
    }
    return MemoryNeeds(
      mainBytes: Int(mainByteCount), acceleratorBytes: rows * FeatureMapLayout.rowByteCount,
      modelBytes: fileByteCount)
  }

  /// A first layer that the SDK refuses, and words of KPU layers that no emulator knows.
  public var cautions: [String] {
    switch model {
    case .v3(let model):
      let firstLayer =
        model.hasFirstLayerOfSDK
        ? []
        : [
          "the SDK starts only models whose first layer is a KPU convolution or fully connected; a board "
            + "would refuse this one"
        ]
      let arguments = model.layers.enumerated().map { index, layer in
        guard case .k210Conv(let convolution) = layer.operation else { return [String]() }
        return convolution.argument.cautions(layer: index)
      }
      return firstLayer + arguments.flatMap { $0 }
    case .v4(let model):
      return model.nodes.enumerated().flatMap { index, node in
        guard case .kpuConv2D(let convolution) = node.operation else { return [String]() }
        return convolution.argument.cautions(layer: index)
      }
    }
  }

  /// Makes the runtime of the model's version.
  ///
  /// - Throws: `SimulationError` for too much memory or work, or a layer that no runtime runs.
  public func makeRunner(_ options: RunOptions) throws(SimulationError) -> any ModelRunner {
    let kernels: LayerKernels =
      switch kernels {
      case .reference: .reference
      case .set(let set): .fast(set, threads: options.threads)
      }
    return switch model {
    case .v3(let model): try RunnerV3(model, rounding: roundingRule, kernels: kernels, options: options)
    case .v4(let model): try RunnerV4(model, rounding: roundingRule, kernels: kernels, options: options)
    }
  }
}
