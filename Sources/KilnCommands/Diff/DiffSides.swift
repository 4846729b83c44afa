import Foundation
import Simulation
import Tensors

/// Something that two runs have in common: an output or a layer of the same place.
struct ComparedItem {
  /// `output0`, or `layer 12 (k210 conv)`.
  let name: String
  let elementType: ElementType
  /// Logical shape, nil when unknown.
  let shape: Shape?
  let a: [UInt8]
  let b: [UInt8]
}

/// Two runs brought into one form, whatever they came from.
struct DiffSides {
  /// Layers in the order of execution; empty when a side has none.
  var layers: [ComparedItem] = []
  /// Outputs in the order of the file.
  var outputs: [ComparedItem] = []
  /// Facts about the runs that differ: `fit is stretch in A, crop in B`.
  var accountNotes: [String] = []
  /// What only one side has.
  var unpaired: [String] = []

  /// Reads both sides; models are run.
  ///
  /// - Throws: a failure when a side cannot be read, or the two are of different kinds.
  init(a: String, b: String, input: InputOptions, elementType: String?) throws {
    switch (Files.isFolder(a), Files.isFolder(b)) {
    case (true, true):
      try readFolders(a, b)
    case (false, false):
      let (bytesA, bytesB) = (try Files.read(a), try Files.read(b))
      if FileKind.recognize(bytesA) == .kmodel, FileKind.recognize(bytesB) == .kmodel {
        try runModels(a, b, input: input)
      } else {
        outputs = [try Self.dumps(bytesA, bytesB, elementType: elementType)]
      }
    default:
      throw CommandFailure(
        .usage, "\(a) and \(b): one is a folder, the other a file",
        hints: ["compare two folders, two raw dumps or two models"])
    }
    guard !(layers.isEmpty && outputs.isEmpty) else {
      throw CommandFailure(
        .file, "\(a) and \(b): nothing in common to compare",
        hints: ["write both with: kiln sim MODEL --input FILE --output-dir DIR --layers-dir DIR"])
    }
  }

  /// Two raw dumps; without `--dtype` f32 if their name says nothing and the size is a multiple of 4.
  private static func dumps(
    _ a: [UInt8], _ b: [UInt8], elementType: String?
  ) throws(CommandFailure) -> ComparedItem {
    guard let type = ElementType(rawValue: elementType ?? "u8") else {
      let known = ElementType.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw CommandFailure(.usage, "--dtype \(elementType ?? ""): must be one of \(known)")
    }
    return ComparedItem(name: "dump (\(type.rawValue))", elementType: type, shape: nil, a: a, b: b)
  }

  private mutating func readFolders(_ a: String, _ b: String) throws {
    let (accountA, accountB) = (RunAccount.read(from: a), RunAccount.read(from: b))
    if let accountA, let accountB { accountNotes = accountA.differences(from: accountB) }
    if Files.exists("\(a)/index.json"), Files.exists("\(b)/index.json") { try readLayers(a, b) }
    for index in 0..<Self.outputLimit {
      let name = "output\(index).bin"
      let (hasA, hasB) = (Files.exists("\(a)/\(name)"), Files.exists("\(b)/\(name)"))
      if !hasA, !hasB { break }
      guard hasA, hasB else {
        unpaired.append("\(name) is only in \(hasA ? a : b)")
        continue
      }
      let output = (accountA ?? accountB)?.outputs.dropFirst(index).first
      outputs.append(
        ComparedItem(
          name: "output\(index)", elementType: output.flatMap { ElementType(rawValue: $0.dtype) } ?? .float32,
          shape: output.map { Shape($0.shape) }, a: try Files.read("\(a)/\(name)"),
          b: try Files.read("\(b)/\(name)")))
    }
  }

  /// Most outputs that are looked for in a folder.
  private static let outputLimit = 1024

  private mutating func readLayers(_ a: String, _ b: String) throws {
    let rowsA = try Self.index(of: a)
    let rowsB = try Self.index(of: b)
    let byIndex = Dictionary(rowsB.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    for row in rowsA {
      guard let other = byIndex[row.index] else {
        unpaired.append("layer \(row.index) is only in \(a)")
        continue
      }
      guard let fileA = row.file, let fileB = other.file else { continue }
      layers.append(
        ComparedItem(
          name: "layer \(row.index)\(row.kind.map { " (\($0))" } ?? "")",
          elementType: ElementType(rawValue: row.dtype) ?? .uint8, shape: row.shape.map { Shape($0) },
          a: try Files.read("\(a)/\(Self.leaf(fileA))"), b: try Files.read("\(b)/\(Self.leaf(fileB))")))
    }
    for row in rowsB where !rowsA.contains(where: { $0.index == row.index }) {
      unpaired.append("layer \(row.index) is only in \(b)")
    }
  }

  /// The name without folders, so that an index cannot lead out of its own.
  private static func leaf(_ name: String) -> String { URL(filePath: name).lastPathComponent }

  private static func index(of folder: String) throws(CommandFailure) -> [LayerDump.Row] {
    let path = "\(folder)/index.json"
    let bytes = try Files.read(path)
    do {
      return try JSONDecoder().decode([LayerDump.Row].self, from: Data(bytes))
    } catch {
      throw CommandFailure(
        .file, "\(path): is no list of layers as `kiln sim --layers-dir` writes it")
    }
  }

  /// Runs two models on one input and pairs layers by their order.
  private mutating func runModels(_ a: String, _ b: String, input: InputOptions) throws {
    let runA = try ModelRun(a, input)
    let runB = try ModelRun(b, input)
    if runA.accounts != runB.accounts {
      accountNotes.append("input is \(runA.accounts.joined()) in A, \(runB.accounts.joined()) in B")
    }
    for (index, pair) in zip(runA.layers, runB.layers).enumerated() where !pair.0.output.bytes.isEmpty {
      layers.append(
        ComparedItem(
          name: "layer \(index) (\(pair.0.output.operation))", elementType: pair.0.output.elementType,
          shape: pair.0.shape, a: pair.0.output.bytes, b: pair.1.output.bytes))
    }
    if runA.layers.count != runB.layers.count {
      unpaired.append("A has \(runA.layers.count) layers, B has \(runB.layers.count)")
    }
    for (index, pair) in zip(runA.outputs, runB.outputs).enumerated() {
      outputs.append(
        ComparedItem(
          name: "output\(index)", elementType: pair.0.elementType, shape: pair.0.shape, a: pair.0.bytes,
          b: pair.1.bytes))
    }
  }
}

/// One model run for a comparison, with every layer kept.
private struct ModelRun {
  let accounts: [String]
  var layers: [(output: LayerOutput, shape: Shape?)] = []
  let outputs: [Tensor]

  init(_ path: String, _ options: InputOptions) throws {
    let loaded = try LoadedModel(path: path)
    let targets = loaded.model.inputs
    guard options.files.isEmpty || options.files.count == targets.count else {
      throw CommandFailure(.usage, "\(options.files.count) inputs given; \(path) has \(targets.count)")
    }
    var inputs: [PreparedInput] = []
    for (index, target) in targets.enumerated() {
      let loader = InputLoader(target: target, fit: options.fit, color: options.color)
      inputs.append(options.files.isEmpty ? loader.zeros : try loader.load(options.files[index]))
    }
    accounts = inputs.map { $0.account }
    let shapes = loaded.model.layers.map { $0.outputShape }
    var seen: [(output: LayerOutput, shape: Shape?)] = []
    do throws(SimulationError) {
      outputs = try loaded.model.makeRunner(RunOptions())
        .run(inputs.map { $0.bytes }) { seen.append(($0, shapes[$0.index])) }
    } catch {
      throw CommandFailure(.file, "\(path): \(error)", hints: error.hints)
    }
    layers = seen
  }
}

extension RunAccount {
  /// What the two runs did differently, as sentences.
  func differences(from other: RunAccount) -> [String] {
    let facts = [
      ("model", modelSHA256, other.modelSHA256), ("rounding rule", rounding, other.rounding),
      ("fit", fit, other.fit), ("colour order", color, other.color),
      ("input", inputs.joined(separator: "; "), other.inputs.joined(separator: "; ")),
    ]
    return facts.filter { $0.1 != $0.2 }.map { "\($0.0) is \($0.1) in A, \($0.2) in B" }
  }
}
