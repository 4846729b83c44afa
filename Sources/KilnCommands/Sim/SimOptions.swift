package import ArgumentParser
import Detection
import FoundationEssentials
package import KPUSim
package import OpKernels
package import Pictures
package import Simulation

/// Where the input comes from and how pictures become input.
package struct InputOptions: ParsableArguments {
  @Option(
    name: .customLong("input"),
    help: .init(
      "A picture (PNG, JPEG, BMP, PPM), .npy, raw .bin, or a folder of pictures; once per model input.",
      valueName: "file"))
  package var files: [String] = []

  @Option(help: .init("How pictures are fitted: stretch, crop or letterbox.", valueName: "rule"))
  package var fit: FitRule = .stretch

  @Option(
    help: .init(
      "Colour order of the model's planes: rgb or bgr (default: the model's own, else rgb).",
      valueName: "order"))
  package var color: ColorRule?

  @Option(
    help: .init(
      "Taken off the values 0 to 255 of pictures and arrays, one number or one per plane: 123.7,116.3,103.5.",
      valueName: "numbers"))
  package var mean: NumberListArgument?

  @Option(
    help: .init("What they are divided by then: 58.4,57.1,57.4.", valueName: "numbers"))
  package var std: NumberListArgument?

  /// Made by the argument parser.
  package init() {}

  package func validate() throws {
    guard std?.numbers.allSatisfy({ $0 != 0 }) ?? true else { throw ValidationError("--std must not be 0.") }
  }

  /// The ways to bring a picture into another size.
  package enum FitRule: String, ExpressibleByArgument, CaseIterable {
    case stretch, crop, letterbox

    /// The rule in the terms of `Pictures`; letterboxes are filled with black.
    package var fitting: Fitting {
      switch self {
      case .stretch: .stretch
      case .crop: .centreCrop
      case .letterbox: .letterbox(.black)
      }
    }
  }

  /// The orders of colour planes.
  package enum ColorRule: String, ExpressibleByArgument, CaseIterable {
    case rgb, bgr
  }
}

/// Numbers on the command line, separated by commas.
package struct NumberListArgument: ExpressibleByArgument {
  package let numbers: [Float]

  package init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Float($0) }
    guard !numbers.isEmpty, numbers.count == parts.count, numbers.allSatisfy({ $0.isFinite }) else {
      return nil
    }
    self.numbers = numbers
  }
}

/// Extents that a network leaves open.
package struct ShapeOptions: ParsableArguments {
  @Option(
    help: .init(
      "Shape of an input that the file leaves open, as x:1x3x48x192, or without the name for the only input.",
      valueName: "name:extents"))
  package var shape: [String] = []

  /// Made by the argument parser.
  package init() {}

  /// The shapes by name; an empty name for the only input.
  ///
  /// - Throws: a failure with exit code 2 for what is no shape.
  package var named: [String: [Int]] {
    get throws(CommandFailure) {
      var named: [String: [Int]] = [:]
      for text in shape {
        // Names may hold colons themselves.
        let cut = text.lastIndex(of: ":")
        let extents = text[(cut.map { text.index(after: $0) } ?? text.startIndex)...]
        let numbers = extents.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.allSatisfy({ $0.map { (1...1 << 24).contains($0) } ?? false }) else {
          throw CommandFailure(
            .usage, "--shape \(text): no shape", hints: ["as in --shape x:1x3x224x224"])
        }
        named[cut.map { String(text[..<$0]) } ?? ""] = numbers.compactMap { $0 }
      }
      return named
    }
  }
}

/// What is written and shown of the results.
package struct OutputOptions: ParsableArguments {
  @Option(help: .init("Write output0.bin, output1.bin, … here.", valueName: "folder"))
  package var outputDir: String?

  @Option(help: .init("Write every layer's result and index.json here.", valueName: "folder"))
  package var layersDir: String?

  @Option(help: .init("Names of the classes, one per line.", valueName: "file"))
  package var labels: String?

  @Option(
    name: .customLong("yolo2"),
    help: .init(
      "Decode a YOLOv2 region layer with these anchors: w,h,w,h,… in grid cells.", valueName: "anchors"))
  package var yolo2: String?

  @Option(
    name: .customLong("yolo5"),
    help: .init(
      "Decode the outputs of a YOLOv5 network with these anchors: coco, or w,h,w,h,… in pixels for each "
        + "output, / between outputs, the finest grid first.", valueName: "anchors"))
  package var yolo5: String?

  @Flag(
    name: .customLong("yolo8"),
    help: "Decode the outputs of a YOLOv8 network whose decoding was cut off, as rknn_model_zoo exports it.")
  package var yolo8 = false

  @Option(help: .init("Write the picture with the boxes of these here.", valueName: "png"))
  package var boxes: String?

  @Option(
    help: .init("Lowest score of a box (default: 0.5; with --yolo5 and --yolo8 0.25).", valueName: "share"))
  package var threshold: Float?

  @Option(
    help: .init(
      "Overlap above which the weaker of two boxes goes (default: 0.2; with --yolo5 and --yolo8 0.45).",
      valueName: "share"))
  package var nms: Float?

  /// Made by the argument parser.
  package init() {}

  package func validate() throws {
    guard (0...1).contains(threshold ?? 0), (0...1).contains(nms ?? 0) else {
      throw ValidationError("--threshold and --nms must be between 0 and 1.")
    }
    guard (yolo2 == nil ? 0 : 1) + (yolo5 == nil ? 0 : 1) + (yolo8 ? 1 : 0) <= 1 else {
      throw ValidationError("--yolo2, --yolo5 and --yolo8 are for different networks; give one of them.")
    }
    guard boxes == nil || yolo2 != nil || yolo5 != nil || yolo8 else {
      throw ValidationError("--boxes needs --yolo2 or --yolo5 with the anchors of the model, or --yolo8.")
    }
  }
}

/// How the model is run.
package struct RunArguments: ParsableArguments {
  @Option(help: .init("Timed runs.", valueName: "count"))
  package var `repeat` = 1

  @Option(help: .init("Runs before the timed ones.", valueName: "count"))
  package var warmup = 0

  @Option(
    help: .init(
      "Threads to use at most (default: as many as there are cores); results never depend on it.",
      valueName: "count"))
  package var threads: Int?

  @Option(help: .init("The KPU's rounding: auto (by version), v3 or v4.", valueName: "rule"))
  package var rounding: RoundingArgument = .auto

  @Option(
    help: .init(
      "Kernel set: \(Self.kernelSets.joined(separator: ", ")) (default: the fastest that this processor has); "
        + "results never depend on it.", valueName: "set"))
  package var kernels: String?

  @Flag(help: "Refuse what the chip's own runtime would refuse.")
  package var strict = false

  @Option(
    name: .customLong("max-memory"),
    help: .init("Most bytes of main memory to allocate, as 67108864 or 64M.", valueName: "bytes"))
  package var maximumMemory = ByteCountArgument(64 << 20)

  /// The names of all kernel sets of the command contract.
  package static let kernelSets = KernelSet.allCases.map { $0.rawValue }

  /// Made by the argument parser.
  package init() {}

  package func validate() throws {
    guard (1...1_000_000).contains(`repeat`), (0...1_000_000).contains(warmup) else {
      throw ValidationError("--repeat must be 1 to 1000000, --warmup 0 to 1000000.")
    }
    guard threads.map((1...256).contains) ?? true else {
      throw ValidationError("--threads must be 1 to 256.")
    }
    guard let kernels else { return }
    guard let set = KernelSet(rawValue: kernels) else {
      throw ValidationError(
        "--kernels \(kernels): must be one of \(Self.kernelSets.joined(separator: ", ")).")
    }
    guard set.isAvailable else {
      let here = KernelSet.allCases.filter { $0.isAvailable }.map { $0.rawValue }
      throw ValidationError(
        "--kernels \(kernels): this processor lacks it; it has \(here.joined(separator: ", ")).")
    }
  }

  /// The kernel set that was asked for, or the fastest one.
  package var kernelSet: KernelSet { kernels.flatMap { KernelSet(rawValue: $0) } ?? .best }

  /// What the library is told.
  package var options: RunOptions {
    RunOptions(
      maximumMainMemory: maximumMemory.bytes,
      threads: threads ?? min(256, max(1, ProcessInfo.processInfo.activeProcessorCount)))
  }
}

/// The rounding rules on the command line.
package enum RoundingArgument: String, ExpressibleByArgument, CaseIterable {
  case auto, v3, v4

  /// The rule in the terms of the simulator.
  package var selection: SimulatedKModel.RoundingSelection {
    switch self {
    case .auto: .auto
    case .v3: .v3
    case .v4: .v4
    }
  }
}

/// A number of bytes or an address on the command line: `3145728`, `0x300000`, `3M`.
package struct ByteCountArgument: ExpressibleByArgument {
  package let bytes: Int

  package init(_ bytes: Int) { self.bytes = bytes }

  package init?(argument: String) {
    let units: [Character: Int] = [
      "k": 1 << 10, "K": 1 << 10, "m": 1 << 20, "M": 1 << 20, "g": 1 << 30, "G": 1 << 30,
    ]
    if argument.hasPrefix("0x") || argument.hasPrefix("0X") {
      guard let value = UInt(argument.dropFirst(2), radix: 16), let value = Int(exactly: value) else {
        return nil
      }
      bytes = value
      return
    }
    let unit = argument.last.flatMap { units[$0] }
    guard let value = Int(unit == nil ? argument[...] : argument.dropLast()), value >= 0 else { return nil }
    let (product, overflow) = value.multipliedReportingOverflow(by: unit ?? 1)
    guard !overflow else { return nil }
    bytes = product
  }

  package var defaultValueDescription: String { "\(bytes >> 20)M" }
}
