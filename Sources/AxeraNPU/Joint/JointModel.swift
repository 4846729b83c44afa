public import Containers
public import NPUGraph
public import OpKernels
public import Simulation
public import Tensors

/// A network that `kiln build` quantised for one of Axera's chips: run as it was quantised, timed by the chip's cycle model.
///
/// It plays the part of the vendor's `.joint` and `.axmodel` in the same steps, and is neither: boards don't load it.
/// **Source**: docs/axera.md.
public struct JointModel: SimulatedModel {
  /// What the file says about itself.
  public let metadata: JointMetadata
  /// The network of codes.
  public let graph: Graph
  private let fileByteCount: Int
  private let kernels: KernelSet
  private let math: ActivationMath
  private let timing: AxeraTiming

  /// The graph's name in files.
  public static let graphName = "npusim-model"
  /// Who wrote the file, as its first field says.
  public static let producer = "kiln"

  /// Whether an ONNX file is one of these.
  public static func recognizes(_ file: ONNXModel) -> Bool { file.metadata(JointMetadata.key) != nil }

  /// Reads a file.
  ///
  /// - Throws: `JointError` naming the part that is missing or wrong.
  public init(
    _ file: ONNXModel, fileByteCount: Int, kernels: KernelSet = .best, math: ActivationMath
  ) throws(JointError) {
    guard let text = file.metadata(JointMetadata.key) else {
      throw JointError("no metadata \"\(JointMetadata.key)\": not built by kiln")
    }
    metadata = try JointMetadata(json: text)
    do throws(GraphFileError) {
      graph = try GraphFile.read(file.graph)
    } catch { throw JointError("\(error)") }
    (self.fileByteCount, self.kernels, self.math) = (fileByteCount, kernels, math)
    guard let chip = AxeraChip(platform: metadata.target), let mode = AxeraMode(rawValue: metadata.mode),
      let timing = AxeraTiming(chip, mode: mode)
    else { throw JointError("metadata: no chip \(metadata.target) with a mode \(metadata.mode) is known") }
    self.timing = timing
    guard metadata.inputs.count == graph.inputs.count, metadata.outputs.count == graph.outputs.count else {
      throw JointError(
        "metadata: \(metadata.inputs.count) inputs and \(metadata.outputs.count) outputs; the graph has "
          + "\(graph.inputs.count) and \(graph.outputs.count)")
    }
    for (type, value) in zip(metadata.outputTypes, graph.outputs) {
      let value = graph.values[value]
      guard (type != .float32) == (value.elementType == .int8) else {
        throw JointError(
          "metadata: output \(value.name) is \(type.rawValue); the graph's is \(value.elementType)")
      }
    }
    for (input, value) in zip(metadata.inputs, graph.inputs) {
      let value = graph.values[value]
      guard value.shape.extents == input.extents, (value.elementType == .int8) == input.isBytes,
        input.isConsistent
      else { throw JointError("metadata: input \(input.name) is not the graph's") }
    }
  }

  /// The file of a network of codes.
  ///
  /// - Throws: `GraphFileError` for operations that are not stored.
  public static func file(_ graph: Graph, _ metadata: JointMetadata) throws(GraphFileError) -> [UInt8] {
    ONNXModel(
      irVersion: 8, producerName: producer, producerVersion: metadata.toolVersion,
      operatorSets: [
        ONNXOperatorSet(domain: "", version: 13),
        ONNXOperatorSet(domain: GraphFile.domain, version: GraphFile.version),
      ], metadata: [ONNXMetadata(key: JointMetadata.key, value: metadata.json)],
      graph: try GraphFile.write(graph, name: graphName)
    ).bytes()
  }

  /// The chip and the part of its NPU.
  public var identity: ModelIdentity {
    ModelIdentity(
      format: "joint", version: JointMetadata.format, chip: metadata.target, accelerator: "NPU")
  }

  /// What a program feeds.
  public var inputs: [TensorDescription] {
    metadata.inputs.map { input in
      let type: ElementType = input.isBytes ? .uint8 : .float32
      let shape = Shape(input.fedExtents)
      return TensorDescription(
        name: input.name, elementType: type, shape: shape,
        byteCount: (shape.elementCount ?? 0) * type.byteCount)
    }
  }

  /// Bytes as they are, in the order that the model says.
  public var inputEncodings: [InputEncoding?] {
    metadata.inputs.map { input in
      input.picture.map { _ in
        InputEncoding(
          means: [], deviations: [], quantization: nil, elementType: input.isBytes ? .uint8 : .float32,
          isInterleaved: false, color: input.format?.picture)
      }
    }
  }

  /// Single precision, or codes where the build was asked for them.
  public var outputs: [TensorDescription] {
    zip(graph.outputs, metadata.outputTypes).map { place, type in
      let value = graph.values[place]
      let elementType = type.elementType
      return TensorDescription(
        name: value.name, elementType: elementType, shape: value.shape,
        byteCount: (value.shape.elementCount ?? 0) * elementType.byteCount,
        quantization: type.quantization(of: value.quantization))
    }
  }

  /// The nodes, those on codes on the NPU.
  public var layers: [LayerDescription] { graph.layerDescriptions { graph.unit(of: $0) } }

  /// Weights and tensors in main memory.
  public var memory: MemoryNeeds {
    let fed = inputs.saturatingSum { $0.byteCount }
    return MemoryNeeds(
      mainBytes: [max(graph.plannedBytes ?? 0, fed), layers.saturatingSum { $0.parameterBytes }].saturatingSum
      { $0 },
      acceleratorBytes: 0, modelBytes: fileByteCount)
  }

  /// What it was made from and how.
  public var facts: [ModelFact] {
    let calibration = metadata.calibration
    let source =
      metadata.sourceFormat == "tflite" ? "TensorFlow Lite, schema" : "ONNX, operator set"
    let samples = calibration.count > 0 ? ", \(calibration.count) samples of \(calibration.dataset)" : ""
    var facts = [
      ModelFact("built by", "kiln \(metadata.toolVersion) for \(metadata.target), NPU mode \(metadata.mode)"),
      ModelFact(
        "source", "\(source) \(metadata.sourceOperatorSet), sha256 \(metadata.sourceDigest)"),
      ModelFact("ranges", "\(calibration.method), weights \(calibration.strategy)\(samples)"),
    ]
    for input in metadata.inputs {
      guard let format = input.format, let modelFormat = input.modelFormat else { continue }
      facts.append(
        ModelFact(
          "input",
          "\(input.name): fed as \(format.rawValue.uppercased()), the network reads \(modelFormat.rawValue.uppercased()) "
            + "times \(input.slopes) plus \(input.offsets)"))
    }
    return facts
  }

  /// What boards would object to.
  public var cautions: [String] {
    ["a board does not load this file: it shows what quantisation does, and estimates the chip's time"]
  }

  /// The clocks that the chip's estimates are for.
  public var nominalClocks: ChipClocks { timing.nominalClocks }
  /// None: where the vendor's compiler would put tensors is not known.
  public var memoryPlans: [MemoryPlan] { [] }

  /// The chip's cycle model on the network of codes.
  public func estimate(at clocks: ChipClocks) -> ModelEstimate {
    let works = graph.layerWorks()
    let layers = self.layers
    return timing.estimate(
      zip(layers, works).map { layer, work in
        var work = work
        work.unit = layer.unit
        return (layer, work)
      }, at: clocks)
  }

  /// What the board's runner prints of time, estimated.
  package func deviceTimes(
    at clocks: ChipClocks, loadMilliseconds: Double, repeats: Int
  ) -> DeviceTimeReport {
    DeviceTimeReport(
      estimate(at: clocks), timing, load: .init(milliseconds: loadMilliseconds), repeats: repeats)
  }

  /// None yet.
  public func remarks(at clocks: ChipClocks) -> [ModelRemark] { [] }

  /// Packs weights and plans memory.
  ///
  /// - Throws: `SimulationError` for a node that cannot run, or what the options do not allow.
  public func makeRunner(_ options: RunOptions) throws(SimulationError) -> any ModelRunner {
    JointRunner(
      program: try GraphProgram(graph, options: options, set: kernels, math: math), inputs: metadata.inputs,
      outputs: metadata.outputTypes)
  }
}

extension Graph {
  /// Nodes on floats alone run on the CPU; conversions between codes and floats belong to the NPU.
  func unit(of node: Node) -> LayerDescription.Unit {
    let isOnCodes = (node.inputs + node.outputs).contains { values[$0].quantization != nil }
    return isOnCodes ? .accelerator : .cpu
  }
}

extension PictureFormat {
  /// The order in which pictures are brought to it; nil for what pictures are not brought to here.
  var picture: PictureOrder? {
    switch self {
    case .gray: .gray
    case .rgb: .rgb
    case .bgr: .bgr
    case .nv12: .nv12
    case .nv21: .nv21
    default: nil
    }
  }
}

extension ModelInput {
  /// Whether extents and formats go together.
  fileprivate var isConsistent: Bool {
    guard let picture else { return extents.allSatisfy { $0 > 0 } }
    let isYUV = format?.isYUV == true
    return extents == [1, picture.channels, picture.height, picture.width]
      && (!isYUV || (isBytes && picture.height % 2 == 0 && picture.width % 2 == 0))
      && (picture.channels == 3 || (!isYUV && format == modelFormat) || modelFormat == .gray)
  }
}

/// Brings what programs feed to what the network of codes reads.
final class JointRunner: ModelRunner {
  private let program: GraphProgram
  private let inputs: [ModelInput]
  private let outputs: [OutputType]

  init(program: GraphProgram, inputs: [ModelInput], outputs: [OutputType]) {
    (self.program, self.inputs, self.outputs) = (program, inputs, outputs)
  }

  func run(_ inputs: [[UInt8]], observe: ((LayerOutput) -> Void)?) throws(SimulationError) -> [Tensor] {
    guard inputs.count == self.inputs.count else {
      throw SimulationError(.inputCount(found: inputs.count, expected: self.inputs.count))
    }
    var fed: [[UInt8]] = []
    for (index, (bytes, input)) in zip(inputs, self.inputs).enumerated() {
      let expected = input.fedExtents.reduce(1, *) * (input.isBytes ? 1 : 4)
      guard bytes.count == expected else {
        throw SimulationError(.inputSize(index: index, found: bytes.count, expected: expected))
      }
      fed.append(input.graphBytes(of: bytes))
    }
    return zip(outputs, try program.run(fed, observe: observe)).map { $0.given($1) }
  }
}

extension ModelInput {
  /// Single precision as the network reads it, of what a program feeds.
  func floatBytes(of bytes: [UInt8]) -> [UInt8] {
    guard let picture else { return bytes }
    let (channels, size) = (picture.channels, picture.height * picture.width)
    let given = Tensor(elementType: .float32, shape: Shape([channels * size]), bytes: bytes).floats
    let isTurned = channels == 3 && format != modelFormat
    let numbers = given.indices.map { index -> Float in
      let (channel, pixel) = (index / size, index % size)
      let source = isTurned ? channels - 1 - channel : channel
      let value = given[isPlanar ? source * size + pixel : pixel * channels + source]
      return value * slopes[slopes.count == 1 ? 0 : channel] + offsets[offsets.count == 1 ? 0 : channel]
    }
    return Tensor(floats: numbers, shape: Shape([numbers.count])).bytes
  }
}
