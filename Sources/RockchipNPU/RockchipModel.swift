import NPUGraph
public import OpKernels
public import Simulation
public import Tensors

/// A `.rknn` model on the simulated NPU: the graph that its file holds, by the parameters in its registers.
///
/// **Source**: docs/rockchip.md says what is known of files and chips, and how surely.
public struct RockchipModel: SimulatedModel {
  /// The model as its file describes it.
  public let file: RKNNModel
  /// Which kernels run the layers; the choice changes no result.
  public let kernels: KernelSet
  /// How many of the chip's cores share the work.
  public let cores: Int
  /// What each node's first task enables, by the node's index.
  private let blocks: [String?]

  /// Prepares a model for simulation.
  ///
  /// - Parameter cores: how many of the chip's cores share the work; changes the estimate alone.
  public init(_ file: RKNNModel, cores: Int = 1, kernels: KernelSet = .best) {
    self.file = file
    self.cores = max(1, cores)
    self.kernels = kernels
    // Reading the records once more for each question would cost time and say the same.
    blocks = RKNNPrograms.enabledBlocks(file)
  }

  /// How many cores the file's chip has; 1 for chips that are not known.
  public var coreCount: Int { RockchipChip(platform: file.platform)?.cores.value ?? 1 }

  /// `rknn`, the container's version, the chip in the capitals that its maker uses.
  public var identity: ModelIdentity {
    ModelIdentity(
      format: "rknn", version: file.container.version, chip: file.platform.uppercased(), accelerator: "NPU")
  }

  /// The inputs: codes as the runtime takes them, or halves.
  public var inputs: [TensorDescription] {
    file.inputs.map { index in
      let tensor = file.tensors[index]
      let type = tensor.elementType ?? .int8
      return TensorDescription(
        name: tensor.name, elementType: type, shape: tensor.shape,
        byteCount: tensor.shape.byteCount(of: type), quantization: tensor.quantization)
    }
  }

  /// Mean and deviation from the file, then the input's codes, channels innermost.
  public var inputEncodings: [InputEncoding?] {
    file.inputs.enumerated().map { position, index in
      let tensor = file.tensors[index]
      let normalization = position < file.normalizations.count ? file.normalizations[position] : nil
      // The file has four of each whatever the input; pictures alone are normalised.
      let isPicture = tensor.shape.extents.count == 4 && tensor.shape.extents[1] <= 4
      return InputEncoding(
        means: isPicture ? normalization?.means ?? [] : [],
        deviations: isPicture ? normalization?.deviations ?? [] : [], quantization: tensor.quantization,
        elementType: tensor.elementType ?? .int8, isInterleaved: tensor.shape.extents.count == 4)
    }
  }

  /// The outputs: codes, or single precision where the chip computes halves.
  public var outputs: [TensorDescription] {
    file.outputs.map { index in
      let tensor = file.tensors[index]
      let type: ElementType = tensor.elementType == .int8 ? .int8 : .float32
      return TensorDescription(
        name: tensor.name, elementType: type, shape: tensor.shape,
        byteCount: tensor.shape.byteCount(of: type),
        quantization: tensor.elementType == .int8 ? tensor.quantization : nil)
    }
  }

  /// The nodes, without the two ends of the graph.
  public var layers: [LayerDescription] {
    file.layerNodes.enumerated().map {
      file.description(of: $1, index: $0, blocks: blocks[$1.index])
    }
  }

  /// Feature maps and weights, both in main memory.
  public var memory: MemoryNeeds {
    MemoryNeeds(
      mainBytes: [file.plannedArenaBytes, file.plannedWeightBytes].saturatingSum { $0 }, acceleratorBytes: 0,
      modelBytes: file.file.count)
  }

  /// Builds the graph and packs its weights.
  ///
  /// - Throws: `SimulationError` for a chip whose registers are not known, or a node that is not understood.
  public func makeRunner(_ options: RunOptions) throws(SimulationError) -> any ModelRunner {
    let graph: Graph
    do throws(RKNNError) {
      var builder = try GraphBuilder(file)
      graph = try builder.build()
    } catch { throw SimulationError(.notRunnable(reason: "\(error)")) }
    let program = try GraphProgram(graph, options: options, set: kernels, math: .host)
    return RockchipRunner(program: program, inputs: inputs)
  }
}

extension Shape {
  /// Bytes of a dense tensor; `Int.max` when they do not fit.
  func byteCount(of type: ElementType) -> Int {
    guard let (product, overflow) = elementCount?.multipliedReportingOverflow(by: type.byteCount),
      !overflow
    else { return .max }
    return product
  }
}

extension RKNNTensor {
  /// What its codes stand for; nil when it is not quantised.
  var quantization: AffineQuantization? {
    scales.first.map { AffineQuantization(scale: $0, zeroPoint: zeroPoints.first ?? 0) }
  }
}

/// Takes inputs as the runtime does.
final class RockchipRunner: ModelRunner {
  private let program: GraphProgram
  private let inputs: [TensorDescription]

  init(program: GraphProgram, inputs: [TensorDescription]) {
    self.program = program
    self.inputs = inputs
  }

  func run(_ inputs: [[UInt8]], observe: ((LayerOutput) -> Void)?) throws(SimulationError) -> [Tensor] {
    guard inputs.count == self.inputs.count else {
      throw SimulationError(.inputCount(found: inputs.count, expected: self.inputs.count))
    }
    var logical: [[UInt8]] = []
    for (index, (bytes, description)) in zip(inputs, self.inputs).enumerated() {
      guard bytes.count == description.byteCount else {
        throw SimulationError(.inputSize(index: index, found: bytes.count, expected: description.byteCount))
      }
      logical.append(Self.logical(bytes, description))
    }
    return try program.run(logical, areInterleaved: true, observe: observe)
  }

  /// Codes as they are, of any number of batches; halves as planes of single precision.
  private static func logical(_ bytes: [UInt8], _ description: TensorDescription) -> [UInt8] {
    let extents = description.shape.extents
    guard description.elementType == .float16 else {
      // One batch of codes is taken pixel by pixel; of several the graph wants planes.
      return extents.count == 4 && extents[0] > 1 ? planes(bytes, description) : bytes
    }
    return Tensor(
      floats: Tensor(elementType: .float16, shape: description.shape, bytes: planes(bytes, description))
        .floats,
      shape: description.shape
    ).bytes
  }

  private static func planes(_ bytes: [UInt8], _ description: TensorDescription) -> [UInt8] {
    let (size, extents) = (description.elementType.byteCount, description.shape.extents)
    guard extents.count == 4, extents[1] > 1 else { return bytes }
    let (channels, pixels) = (extents[1], extents[2] * extents[3])
    var planes = bytes
    for batch in 0..<extents[0] {
      for pixel in 0..<pixels {
        for channel in 0..<channels {
          let target = ((batch * channels + channel) * pixels + pixel) * size
          let source = ((batch * pixels + pixel) * channels + channel) * size
          for byte in 0..<size { planes[target + byte] = bytes[source + byte] }
        }
      }
    }
    return planes
  }
}
