import Bytes
import FoundationEssentials
package import Simulation
import Tensors

/// Writes every layer's result into a folder: `000.bin`, `001.bin`, … and `index.json`.
package final class LayerDump {
  /// Name of the file that lists the layers.
  package static let indexName = "index.json"

  /// One row of `index.json`.
  package struct Row: Codable, Equatable {
    package let index: Int
    package let op: Int
    /// The format's name of the operation; nil in dumps of other tools.
    package let kind: String?
    package let dtype: String
    package let bytes: Int
    package let sha256: String
    /// Logical shape, nil when the file does not say.
    package let shape: [Int]?
    /// Name of the file in this folder; nil for a layer that leaves nothing.
    package let file: String?
  }

  private let folder: String
  private let layers: [LayerDescription]
  private var rows: [Row] = []
  private var failure: CommandFailure?

  /// Makes the folder.
  package init(folder: String, layers: [LayerDescription]) throws(CommandFailure) {
    self.folder = folder
    self.layers = layers
    try Files.makeFolder(folder)
  }

  /// Writes one layer's result; the first failure is kept for `finish`.
  package func take(_ output: LayerOutput) {
    guard failure == nil else { return }
    let digits = String(output.index)
    let name = String(repeating: "0", count: max(0, 3 - digits.count)) + digits + ".bin"
    do throws(CommandFailure) {
      if !output.bytes.isEmpty { try Files.write(output.bytes, to: Files.path(folder, name)) }
    } catch {
      failure = error
      return
    }
    rows.append(
      Row(
        index: output.index, op: Int(output.operationCode), kind: output.operation,
        dtype: output.elementType.rawValue, bytes: output.bytes.count,
        sha256: Hexadecimal.string(SHA256.digest(of: output.bytes)),
        shape: layers[output.index].outputShape?.extents, file: output.bytes.isEmpty ? nil : name))
  }

  /// Writes `index.json`, or throws what went wrong before.
  package func finish() throws {
    if let failure { throw failure }
    try Files.write(Array(JSONOutput.text(rows).utf8), to: Files.path(folder, Self.indexName))
  }
}
