public import Tensors

/// A compiled model that can be run on the simulated form of the chip it was compiled for.
///
/// Every chip offers its models through this protocol, so that commands, reports and comparisons know
/// tensors and layers only. What a chip needs beyond it (a rounding rule, a core count) is given when its
/// conforming type is made.
public protocol SimulatedModel: Sendable {
  /// What the model is: format, version, chip.
  var identity: ModelIdentity { get }
  /// The inputs in the order in which `ModelRunner.run` takes them.
  var inputs: [TensorDescription] { get }
  /// How numbers become the bytes of each input; nil for inputs that take pictures' bytes or numbers as they are.
  var inputEncodings: [InputEncoding?] { get }
  /// The outputs in the order in which `ModelRunner.run` returns them.
  var outputs: [TensorDescription] { get }
  /// The layers in the order of execution.
  var layers: [LayerDescription] { get }
  /// Bytes that the model needs of each memory of the chip.
  var memory: MemoryNeeds { get }
  /// More about the file in the terms of those who made it, for `kiln info`.
  var facts: [ModelFact] { get }
  /// What the chip's own runtime would object to although the simulation runs it; one sentence each.
  var cautions: [String] { get }

  /// The clocks that the chip runs at unless somebody changes them.
  var nominalClocks: ChipClocks { get }
  /// What lies in each of the chip's memories while the model runs.
  var memoryPlans: [MemoryPlan] { get }

  /// How long the model takes on its chip at the given clocks; nothing is run.
  func estimate(at clocks: ChipClocks) -> ModelEstimate

  /// What costs time on the chip or looks wrong, the most expensive first.
  func remarks(at clocks: ChipClocks) -> [ModelRemark]

  /// Allocates the chip's memories for this model.
  ///
  /// - Throws: `SimulationError` when the model needs more than the options allow, or holds a layer that
  ///   cannot be run.
  func makeRunner(_ options: RunOptions) throws(SimulationError) -> any ModelRunner
}

extension SimulatedModel {
  /// Nothing more, as most formats have it.
  public var facts: [ModelFact] { [] }
  /// No encodings, as most formats have it.
  public var inputEncodings: [InputEncoding?] { inputs.map { _ in nil } }
}

/// A model with memories of its own, ready for any number of inferences; not safe to share between threads.
public protocol ModelRunner: AnyObject {
  /// Runs one inference; memories start at zero, so equal inputs give equal outputs.
  ///
  /// - Parameters:
  ///   - inputs: the bytes of each input, exactly as many as `TensorDescription.byteCount` says.
  ///   - observe: receives each layer's result right after it ran; nil saves the copies.
  /// - Returns: the outputs as the chip's memory holds them.
  /// - Throws: `SimulationError` naming the layer and what it did wrong.
  func run(_ inputs: [[UInt8]], observe: ((LayerOutput) -> Void)?) throws(SimulationError) -> [Tensor]
}

/// How models are run, for every chip alike; none of it changes a result.
public struct RunOptions: Sendable, Equatable {
  /// Most bytes of main memory that may be allocated; default 64 MiB.
  public var maximumMainMemory: Int
  /// Most elementary operations (multiply-accumulates, element visits) that one inference may need.
  ///
  /// A bound on hostile files, checked before anything runs; default 2^36, some sixty times the largest
  /// model known for the K210.
  public var maximumOperations: Int

  /// Most threads that one inference may use; default 1.
  public var threads: Int

  /// The defaults: 64 MiB, 2^36 operations, one thread.
  public init(maximumMainMemory: Int = 64 << 20, maximumOperations: Int = 1 << 36, threads: Int = 1) {
    self.maximumMainMemory = maximumMainMemory
    self.maximumOperations = maximumOperations
    self.threads = threads
  }
}

/// What a model is.
public struct ModelIdentity: Sendable, Equatable {
  /// Name of the file format: `kmodel`.
  public let format: String
  /// Version of the format.
  public let version: Int
  /// The chip that the model was compiled for.
  public let chip: String
  /// What the chip's makers call its accelerator: `KPU`.
  public let accelerator: String

  /// Names a model.
  public init(format: String, version: Int, chip: String, accelerator: String = "KPU") {
    self.format = format
    self.version = version
    self.chip = chip
    self.accelerator = accelerator
  }
}

/// Something that a file says about itself.
public struct ModelFact: Sendable, Equatable {
  /// What it is about, in a word: `runtime`.
  public let name: String
  /// What it says; one line.
  public let text: String

  /// A fact.
  public init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }
}

/// Bytes that a model needs of each memory of its chip.
public struct MemoryNeeds: Sendable, Equatable {
  /// Main memory that the runtime allocates for tensors.
  public let mainBytes: Int
  /// Memory of the accelerator that the model touches.
  public let acceleratorBytes: Int
  /// The model file, which has to be in main memory as well on most chips.
  public let modelBytes: Int

  /// Groups the three sizes, in bytes.
  public init(mainBytes: Int, acceleratorBytes: Int, modelBytes: Int) {
    self.mainBytes = mainBytes
    self.acceleratorBytes = acceleratorBytes
    self.modelBytes = modelBytes
  }
}
