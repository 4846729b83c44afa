import FoundationEssentials
import Simulation
package import Tensors

/// Something that two runs have in common: an output or a layer of the same place.
package struct ComparedItem {
  /// `output0`, or `layer 12 (k210 conv)`.
  package let name: String
  package let elementType: ElementType
  /// Logical shape, nil when unknown.
  package let shape: Shape?
  package let a: [UInt8]
  package let b: [UInt8]
  /// Whether the sides are compared by what their codes stand for.
  package var isByValue = false
}

/// Two runs brought into one form, whatever they came from.
package struct DiffSides {
  /// Layers in the order of execution; empty when a side has none.
  package var layers: [ComparedItem] = []
  /// Outputs in the order of the file.
  package var outputs: [ComparedItem] = []
  /// Facts about the runs that differ: `fit is stretch in A, crop in B`.
  package var accountNotes: [String] = []
  /// What only one side has.
  package var unpaired: [String] = []

  /// Reads both sides; models are run.
  ///
  /// - Throws: a failure when a side cannot be read, or the two are of different kinds.
  package init(
    a: String, b: String, input: InputOptions, elementType: String?, settings: ModelSettings = ModelSettings()
  ) throws {
    for path in [a, b] where !Files.exists(path) { _ = try Files.read(path) }
    switch (Files.isFolder(a), Files.isFolder(b)) {
    case (true, true):
      try readFolders(a, b)
    case (false, false):
      let (bytesA, bytesB) = (try Files.read(a), try Files.read(b))
      switch (
        FileKind.recognize(bytesA)?.isRunnable ?? false, FileKind.recognize(bytesB)?.isRunnable ?? false
      ) {
      case (true, true): try runModels(a, b, input: input, settings)
      case (false, false): outputs = [try Self.dumps(bytesA, bytesB, elementType: elementType)]
      case (let isModelA, _):
        throw CommandFailure(
          .usage, "\(isModelA ? a : b): is a model, but \(isModelA ? b : a) is none",
          hints: ["compare two folders, two raw dumps or two models"])
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

  /// Two raw dumps; without `--dtype` they are compared as bytes.
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
    let indexes = [a, b].map { Files.exists(Files.path($0, LayerDump.indexName)) }
    if indexes == [true, true] {
      try readLayers(a, b)
    } else if let only = indexes.firstIndex(of: true) {
      unpaired.append("layers are only in \(only == 0 ? a : b)")
    }
    for index in 0..<Self.outputLimit {
      let name = "output\(index).bin"
      let (pathA, pathB) = (Files.path(a, name), Files.path(b, name))
      let (hasA, hasB) = (Files.exists(pathA), Files.exists(pathB))
      if !hasA, !hasB { break }
      guard hasA, hasB else {
        unpaired.append("\(name) is only in \(hasA ? a : b)")
        continue
      }
      let output = (accountA ?? accountB)?.outputs.dropFirst(index).first
      outputs.append(
        ComparedItem(
          name: "output\(index)", elementType: output.flatMap { ElementType(rawValue: $0.dtype) } ?? .float32,
          shape: output.map { Shape($0.shape) }, a: try Files.read(pathA),
          b: try Files.read(pathB)))
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
          a: try Files.read(Files.path(a, Self.leaf(fileA))),
          b: try Files.read(Files.path(b, Self.leaf(fileB)))))
    }
    for row in rowsB where !rowsA.contains(where: { $0.index == row.index }) {
      unpaired.append("layer \(row.index) is only in \(b)")
    }
  }

  /// The name without folders, so that an index cannot lead out of its own.
  private static func leaf(_ name: String) -> String { Files.lastComponent(of: name) }

  private static func index(of folder: String) throws(CommandFailure) -> [LayerDump.Row] {
    let path = Files.path(folder, LayerDump.indexName)
    let bytes = try Files.read(path)
    do {
      return try JSONDecoder().decode([LayerDump.Row].self, from: Data(bytes))
    } catch {
      throw CommandFailure(
        .file, "\(path): is no list of layers as `kiln sim --layers-dir` writes it")
    }
  }

  /// Two tensors as they are, or by what they stand for where their codes differ; nil for types that do not go together.
  private static func item(
    _ name: String, _ a: (tensor: Tensor, quantization: AffineQuantization?),
    _ b: (tensor: Tensor, quantization: AffineQuantization?)
  ) -> ComparedItem? {
    if a.tensor.elementType == b.tensor.elementType, a.quantization == b.quantization {
      return ComparedItem(
        name: name, elementType: a.tensor.elementType,
        shape: a.tensor.shape.extents.isEmpty ? nil : a.tensor.shape,
        a: a.tensor.bytes, b: b.tensor.bytes)
    }
    guard a.quantization != nil || b.quantization != nil, a.tensor.elementCount == b.tensor.elementCount
    else {
      return nil
    }
    let (left, right) = (values(a), values(b))
    return ComparedItem(
      name: name + ", values", elementType: .float32, shape: left.shape.extents.isEmpty ? nil : left.shape,
      a: left.bytes, b: right.bytes, isByValue: true)
  }

  private static func values(_ side: (tensor: Tensor, quantization: AffineQuantization?)) -> Tensor {
    side.quantization.map { side.tensor.values($0) }
      ?? Tensor(floats: side.tensor.floats, shape: side.tensor.shape)
  }

  /// Runs two models on one input and pairs layers by their order.
  private mutating func runModels(
    _ a: String, _ b: String, input: InputOptions, _ settings: ModelSettings
  ) throws {
    let runA = try ModelRun(a, input, settings)
    let runB = try ModelRun(b, input, settings)
    if runA.accounts != runB.accounts {
      accountNotes.append("input is \(runA.accounts.joined()) in A, \(runB.accounts.joined()) in B")
    }
    for (index, pair) in zip(runA.layers, runB.layers).enumerated() where !pair.0.output.bytes.isEmpty {
      let name = "layer \(index) (\(pair.0.output.operation))"
      let sides = [pair.0, pair.1].map { layer in
        (
          Tensor(
            elementType: layer.output.elementType, shape: layer.shape ?? Shape([]), bytes: layer.output.bytes),
          layer.output.quantization
        )
      }
      guard let item = Self.item(name, sides[0], sides[1]) else {
        unpaired.append(
          "layer \(index) is \(pair.0.output.operation) in A, \(pair.1.output.operation) in B")
        continue
      }
      layers.append(item)
    }
    if runA.layers.count != runB.layers.count {
      unpaired.append("A has \(runA.layers.count) layers, B has \(runB.layers.count)")
    }
    if runA.outputs.count != runB.outputs.count {
      unpaired.append("A has \(runA.outputs.count) outputs, B has \(runB.outputs.count)")
    }
    for (index, pair) in zip(runA.outputs, runB.outputs).enumerated() {
      let sides = (
        (pair.0, runA.outputQuantizations[index]), (pair.1, runB.outputQuantizations[index])
      )
      if let item = Self.item("output\(index)", sides.0, sides.1) {
        outputs.append(item)
      } else {
        unpaired.append(
          "output\(index) is \(pair.0.elementType.rawValue) in A, \(pair.1.elementType.rawValue) in B")
      }
    }
  }
}
