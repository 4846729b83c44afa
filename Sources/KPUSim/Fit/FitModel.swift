import KModel
import Simulation
import Tensors

/// What decides whether a kmodel loads: its version and its sizes, in bytes.
package struct FitModel: Sendable, Equatable {
  /// Version of the format.
  package var version: Int
  /// The file.
  package var fileBytes: Int
  /// The block of general memory that the layers work in.
  package var mainBytes: Int
  /// KPU RAM that the layers touch.
  package var kpuBytes: Int
  /// Layers or nodes.
  package var layerCount: Int
  /// What stands in front of the first layer's body.
  package var headerBytes: Int
  /// The largest body of a layer: its words, weights and tables.
  package var largestBodyBytes: Int
  /// Width of the picture that the model takes; nil when its input is none.
  package var inputWidth: Int?
  /// Height of the picture that the model takes; nil when its input is none.
  package var inputHeight: Int?
  /// Kinds of nodes that kmodel v3 has no layer for; of a v4 model only.
  package var kindsWithoutVersion3: [String] = []
  /// Whether the sizes are those of a model that nobody has compiled yet.
  package var isSupposed = false

  /// A model of the given sizes.
  package init(
    version: Int, fileBytes: Int, mainBytes: Int, kpuBytes: Int = 0, layerCount: Int = 1,
    headerBytes: Int = 0,
    largestBodyBytes: Int = 0, inputWidth: Int? = nil, inputHeight: Int? = nil
  ) {
    self.version = version
    self.fileBytes = fileBytes
    self.mainBytes = mainBytes
    self.kpuBytes = kpuBytes
    self.layerCount = layerCount
    self.headerBytes = headerBytes
    self.largestBodyBytes = largestBodyBytes
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
  }
}

extension FitModel {
  /// The sizes of a model that was read from a file.
  package init(_ simulated: SimulatedKModel) {
    let memory = simulated.memory
    let offsets = simulated.model.bodyOffsets
    // A model made in memory has no offsets; the whole file is then an upper bound.
    let end = simulated.fileByteCount - simulated.model.trailingByteCount
    let bodies = zip(offsets, offsets.dropFirst() + [end]).map { $1 - $0 }
    self.init(
      version: simulated.model.version, fileBytes: memory.modelBytes, mainBytes: memory.mainBytes,
      kpuBytes: memory.acceleratorBytes, layerCount: simulated.model.layerCount,
      headerBytes: offsets.first ?? 0, largestBodyBytes: bodies.max() ?? simulated.fileByteCount)
    kindsWithoutVersion3 = simulated.model.kindsWithoutVersion3
    // A picture has 1 or 3 planes; `[1, 3, 240, 320]` as well as `[3, 240, 320]`.
    if let extents = simulated.inputs.first?.shape.extents, extents.count >= 3,
      [1, 3].contains(extents[extents.count - 3])
    {
      inputWidth = extents[extents.count - 1]
      inputHeight = extents[extents.count - 2]
    }
  }
}

extension KModel {
  /// Where the layers' bodies start in the file; empty for a model made in memory.
  fileprivate var bodyOffsets: [Int] {
    switch self {
    case .v3(let model): model.layers.compactMap(\.bodyOffset)
    case .v4(let model): model.nodes.compactMap(\.bodyOffset)
    }
  }

  /// Layers or nodes.
  fileprivate var layerCount: Int {
    switch self {
    case .v3(let model): model.layers.count
    case .v4(let model): model.nodes.count
    }
  }

  /// Bytes behind the last body.
  fileprivate var trailingByteCount: Int {
    switch self {
    case .v3(let model): model.trailingBytes.count
    case .v4(let model): model.trailingBytes.count
    }
  }
}
