import AxeraNPU
import Bytes
import Containers
import FoundationEssentials
import KModel
package import KPUSim
import NPUGraph
package import OpKernels
import RockchipNPU
package import Simulation

/// What may be said about how a model is read and put on its chip.
package struct ModelSettings {
  /// The KPU's rounding.
  package var rounding: SimulatedKModel.RoundingSelection = .auto
  /// The kernels that run the layers; they change no result.
  package var kernels: KernelSet = .best
  /// Cores that share the work; changes estimates alone.
  package var cores = 1
  /// Shapes of inputs whose extents a file leaves open, by name; an empty name is every input's.
  package var shapes: [String: [Int]] = [:]

  /// Settings that are as usual unless given.
  package init(
    rounding: SimulatedKModel.RoundingSelection = .auto, kernels: KernelSet = .best, cores: Int = 1,
    shapes: [String: [Int]] = [:]
  ) {
    (self.rounding, self.kernels, self.cores, self.shapes) = (rounding, kernels, cores, shapes)
  }
}

/// A model file that was read and recognised, ready to be shown or run.
package struct LoadedModel {
  /// The path as the user gave it.
  package let path: String
  /// The model on its simulated chip.
  package let model: any SimulatedModel
  /// Digest of the file's bytes, in hexadecimal; computed when asked for.
  var digest: String { Hexadecimal.string(SHA256.digest(of: bytes)) }
  /// The file's bytes, shared with the model.
  private let bytes: [UInt8]

  /// Reads a model and puts it on its chip.
  ///
  /// - Throws: a failure with exit code 3 when the file is missing, broken or of another kind.
  package init(path: String, _ settings: ModelSettings = ModelSettings()) throws(CommandFailure) {
    try self.init(path: path, bytes: try Files.read(path), settings)
  }

  /// Puts a model that was read already on its chip; errors as above.
  init(
    path: String, bytes: [UInt8], _ settings: ModelSettings = ModelSettings()
  ) throws(CommandFailure) {
    self.path = path
    self.bytes = bytes
    switch FileKind.recognize(bytes) {
    case .kmodel?, nil:
      do throws(KModelError) {
        model = SimulatedKModel(
          try KModel(bytes: bytes), fileByteCount: bytes.count, rounding: settings.rounding,
          kernels: .set(settings.kernels))
      } catch {
        throw CommandFailure(.file, "\(path): \(error)", hints: error.hints)
      }
    case .tflite?: model = try NetworkFile(tensorFlowLite: bytes, path: path, settings).model
    case .rknn?:
      do throws(RKNNError) {
        model = RockchipModel(try RKNNModel(bytes), cores: settings.cores, kernels: settings.kernels)
      } catch {
        throw CommandFailure(.file, "\(path): \(error)", hints: error.hints)
      }
    case .onnx?: model = try Self.ofONNX(path, bytes, settings)
    case let kind?: throw CommandFailure(.file, "\(path): \(kind.refusal)", hints: kind.hints)
    }
    let most = (model as? RockchipModel)?.coreCount ?? 1
    guard (1...most).contains(settings.cores) else {
      throw CommandFailure(
        .usage, "--cores \(settings.cores): \(model.identity.chip) has \(most)",
        hints: ["`kiln devices` lists the chips and their cores"])
    }
  }

  /// What an ONNX container holds: a model that kiln built, one that the vendor's tool built, or a plain network.
  private static func ofONNX(
    _ path: String, _ bytes: [UInt8], _ settings: ModelSettings
  ) throws(CommandFailure) -> any SimulatedModel {
    let file = try NetworkFile.container(path: path, bytes: bytes)
    if JointModel.recognizes(file) {
      do throws(JointError) {
        return try JointModel(
          file, fileByteCount: bytes.count, kernels: settings.kernels, math: .deterministic)
      } catch {
        throw CommandFailure(
          .file, "\(path): \(error)", hints: ["build it again from its ONNX source: kiln build"])
      }
    }
    if AXModel.recognizes(bytes) {
      do throws(AXModelError) {
        return VendorAxeraModel(try AXModel(file, fileByteCount: bytes.count))
      } catch {
        throw CommandFailure(
          .file, "\(path): \(error)",
          hints: ["the file is damaged, or of a tool that is not known: please report it"])
      }
    }
    return try NetworkFile(path: path, file, byteCount: bytes.count, settings).model
  }

  /// Why neither results nor times come of the model; nil for models that run.
  var opaqueProgram: CommandFailure? {
    guard let vendor = model as? VendorAxeraModel else { return nil }
    return CommandFailure(
      .file, "\(path): \(vendor.cautions.joined(separator: "; "))",
      hints: ["what its file says of it: kiln info \(path)"])
  }

  /// Makes the model ready to run.
  ///
  /// - Throws: a failure with exit code 3 for a model that does not run, or needs more than it may.
  func runner(_ options: RunOptions = RunOptions()) throws(CommandFailure) -> any ModelRunner {
    if let opaqueProgram { throw opaqueProgram }
    do throws(SimulationError) {
      return try model.makeRunner(options)
    } catch {
      throw CommandFailure(.file, "\(path): \(error)", hints: error.hints)
    }
  }

  /// Size of the file in bytes.
  var byteCount: Int { bytes.count }
}

extension RKNNError {
  /// What to try about a file that is no Rockchip model that can be read.
  var hints: [String] {
    switch kind {
    case .truncated: ["the file is incomplete: copy or download it again and compare its size"]
    case .notAModel: ["see `kiln info` for what a file is"]
    case .unsupported(let kind): kind.hints
    case .invalid, .flatBuffer:
      ["if a board runs this file, it is a case we do not know: please report it with the file"]
    }
  }
}

extension RKNNUnsupported {
  fileprivate var hints: [String] {
    switch self {
    case .encrypted:
      ["export the model without encryption (export_rknn instead of export_encrypted_rknn_model)"]
    case .version3:
      ["models for RK3588, RK3566 and RK3568 are run: build the network again with rknn-toolkit2"]
    case .bareGraphOfRKNPU1, .rknpu1:
      ["build the network again with rknn-toolkit2 for RK3588, RK3566 or RK3568, whose models are run"]
    case .mini, .registersOf:
      ["build the same network for rk3588 or rk3568 to see its arithmetic; the rounding is the same family's"]
    case .containerVersion:
      ["toolkits 1.3 to 2.3.2 write versions 2 and 6; others are welcome as a report with the file"]
    case .operation: ["please report it with the file and the network it was made of"]
    }
  }
}

extension KModelError {
  /// What to try about a file that is no kmodel, or not one that runs here.
  var hints: [String] {
    switch kind {
    case .truncated:
      ["the file is incomplete: copy or download it again and compare its size"]
    case .notAKModel:
      ["compile a model with nncase v0.1.0 or v0.2.0 for the K210; see `kiln info` for what a file is"]
    case .unsupportedVersion(let version) where version < 3:
      ["this is the \"task\" form for the KPU driver; compile the network again with nncase v0.1.0 or v0.2.0"]
    case .unsupportedVersion:
      [
        "the K210's firmware does not load it either; compile with nncase v0.2.0-beta4 (kmodel v4) or v0.1.0 (v3)"
      ]
    case .unknownLayerType, .undefinedLayerType, .invalidField, .outsideMemory:
      ["if a board runs this file, it is a case we do not know: please report it with the file"]
    case .notWritable: []
    }
  }
}
