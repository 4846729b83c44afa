import ArgumentParser
import AxeraNPU
import Bytes

/// Where the configuration of a build comes from.
struct BuildOptions: ParsableArguments {
  @Option(
    help: .init(
      "Chip: ax620a, ax630c (also ax620e) or ax650 (default: the configuration's).", valueName: "chip"))
  var target: String?

  @Option(
    help: .init(
      "A configuration of pulsar (prototxt) or pulsar2 (JSON); options go before it.", valueName: "file"))
  var config: String?

  @Option(
    name: .customLong("npu-mode"),
    help: .init("Part of the NPU: 0, 111 or 112 (ax620a), NPU1 to NPU3.", valueName: "mode"))
  var mode: String?

  @Option(
    help: .init("Pictures to find ranges with: a folder, .tar, .tar.gz, .zip or .npy.", valueName: "path"))
  var calibration: String?

  @Option(help: .init("How many of them (default: 32).", valueName: "count"))
  var count: Int?

  @Option(help: .init("How ranges are found: minmax, percentile, mse or kl.", valueName: "rule"))
  var method: MethodArgument?

  @Option(
    help: .init(
      "Taken off pixels from 0 to 255, one number or one per plane: 123.7,116.3,103.5.", valueName: "numbers")
  )
  var mean: NumberListArgument?

  @Option(help: .init("What they are divided by then.", valueName: "numbers"))
  var std: NumberListArgument?

  @Option(help: .init("Colour order of pictures, fed and read: rgb or bgr.", valueName: "order"))
  var color: InputOptions.ColorRule?

  /// The rules by their short names.
  enum MethodArgument: String, ExpressibleByArgument, CaseIterable {
    case minmax, percentile, mse, kl

    var method: ObserverMethod {
      switch self {
      case .minmax: .minMax
      case .percentile: .percentile
      case .mse: .meanSquareError
      case .kl: .divergence
      }
    }
  }

  func validate() throws {
    guard count.map({ $0 > 0 }) ?? true else { throw ValidationError("--count must be above 0.") }
    guard std?.numbers.allSatisfy({ $0 != 0 }) ?? true else { throw ValidationError("--std must not be 0.") }
    guard config != nil || target != nil else {
      throw ValidationError("Give --target, or --config with a file.")
    }
  }

  /// The configuration: the file's, with options before it.
  ///
  /// - Throws: a failure that names line and field, or the option.
  func configuration() throws(CommandFailure) -> BuildConfiguration {
    var result = try read()
    if let target {
      let known: AxeraTarget? =
        switch target.lowercased() {
        case "ax620a", "ax620", "ax620u": .ax620A
        case "ax630c", "ax620e", "ax620q": .ax620E
        case "ax650", "ax650n", "ax8850": .ax650
        default: nil
        }
      guard let known else {
        let chips = ["ax620a", "ax630c", "ax650"]
        throw CommandFailure(
          .usage, "--target \(target): no chip that networks are built for",
          hints: [
            NearestName.find(target, among: chips).map { "did you mean \($0)?" },
            "the chips: \(chips.joined(separator: ", "))",
          ].compactMap { $0 })
      }
      result.target = known
    }
    try apply(mode: mode, to: &result)
    if let method { result.calibration.method = method.method }
    if let calibration {
      if result.calibration.datasets.isEmpty {
        result.calibration.datasets = [Dataset(tensor: nil, path: calibration)]
      } else {
        result.calibration.datasets[0].path = calibration
      }
    }
    if let count {
      for index in result.calibration.datasets.indices { result.calibration.datasets[index].count = count }
    }
    applyPictures(to: &result)
    return result
  }

  private func apply(mode: String?, to result: inout BuildConfiguration) throws(CommandFailure) {
    guard let mode else { return }
    if let part = VirtualNPU(rawValue: mode.uppercased()), result.target == .ax620A {
      result.virtualNPU = part
    } else if result.target != .ax620A, let cores = Int(mode.lowercased().replacing("npu", with: "")),
      (1...3).contains(cores)
    {
      result.cores = cores
    } else {
      throw CommandFailure(
        .usage, "--npu-mode \(mode): not a part of this chip's NPU",
        hints: ["ax620a: 0, 111 or 112; the others: NPU1, NPU2, NPU3"])
    }
  }

  /// Mean, deviation and colours of options; without a configuration pictures are fed as bytes.
  private func applyPictures(to result: inout BuildConfiguration) {
    if mean != nil || std != nil {
      result.normalizeInputs(
        means: mean?.numbers.map { Double($0) }, deviations: std?.numbers.map { Double($0) })
    }
    if config == nil || color != nil {
      var settings = result.inputs.first { $0.tensor == nil } ?? TensorSettings(tensor: nil)
      let format: PictureFormat = color == .bgr ? .bgr : color == .rgb ? .rgb : .automatic
      var (source, fed) = (settings.source ?? TensorForm(), settings.compiled ?? TensorForm())
      if color != nil { (source.format, fed.format) = (format, format) }
      if config == nil { fed.dataType = .uint8 }
      (settings.source, settings.compiled) = (source, fed)
      result.inputs.removeAll { $0.tensor == nil }
      result.inputs.append(settings)
    }
  }

  private func read() throws(CommandFailure) -> BuildConfiguration {
    // Without a file, steps before the input are written as pulsar's are.
    guard let config else { return BuildConfiguration(dialect: .pulsar) }
    let bytes = try Files.read(config)
    let expected = "must be a configuration of pulsar (prototxt) or pulsar2 (JSON)"
    guard bytes.contains(where: { !" \n\r\t".utf8.contains($0) }) else {
      throw CommandFailure(.file, "\(config): an empty file; \(expected)")
    }
    guard FileKind.isText(bytes) else {
      let kind = FileKind.recognize(bytes)
      let found = kind.flatMap { $0.isRunnable ? $0.refusal : nil } ?? "no text"
      throw CommandFailure(.file, "\(config): \(found); \(expected)")
    }
    let isJSON = Self.isJSON(bytes)
    do throws(ConfigurationError) {
      return isJSON
        ? try BuildConfiguration(pulsar2: bytes) : try BuildConfiguration(pulsar: bytes)
    } catch {
      var hints = ["docs/axera.md lists the fields that are read"]
      if case .syntax = error.kind, !isJSON {
        hints.insert("prototxt has fields as `name: value`, JSON begins with {", at: 0)
      }
      throw CommandFailure(.file, "\(config), \(error)", hints: hints)
    }
  }

  /// Whether the first sign behind comments, which both texts may begin with, is a brace.
  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let rest = line.drop { " \r\t".utf8.contains($0) }
      if rest.isEmpty || rest.first == UInt8(ascii: "#") || rest.starts(with: "//".utf8) { continue }
      return rest.first == UInt8(ascii: "{")
    }
    return false
  }
}
