import Foundation
import KModel
import TestSupport
import Testing

/// What `kmodels/manifest.json` says of the golden models, as far as tests need it.
struct GoldenManifest: Decodable {
  let models: [Model]

  struct Model: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    /// Path of the model inside `kmodels`.
    let file: String
    let provenance: String
    let outputs: [Output]
    let cases: [Case]

    /// Whether somebody's compiler made the model from a trained network.
    var isReal: Bool { provenance != "synthetic" }
    var testDescription: String { name }
  }

  struct Output: Decodable {
    let dtype: String
    let bytes: Int
  }

  struct Case: Decodable {
    let kind: String
    let input: String
    let outputs: [Expected]
  }

  struct Expected: Decodable {
    let file: String
  }

  /// The manifest's models; none when the golden data is missing.
  static let models: [Model] = {
    guard let data = try? Data(contentsOf: GoldenData.root.appendingPathComponent("kmodels/manifest.json"))
    else { return [] }
    return (try? JSONDecoder().decode(GoldenManifest.self, from: data).models) ?? []
  }()

  static let synthetic = models.filter { !$0.isReal }
  static let real = models.filter { $0.isReal }
}

/// The results of all layers of one golden run, from `kmodels/layers/<model>_<case>/index.json`.
struct GoldenLayers: Sendable, CustomTestStringConvertible {
  /// Folder inside `kmodels/layers`.
  let folder: String
  let model: GoldenManifest.Model
  /// Which of the model's cases was run.
  let kind: String

  var testDescription: String { folder }

  struct Row: Decodable {
    let index: Int
    let op: UInt32
    let dtype: String
    let bytes: Int
    /// Missing where the layer leaves nothing comparable.
    let sha256: String?
    /// The bytes themselves, when they are small.
    let file: String?
  }

  var rows: [Row] {
    get throws {
      let bytes = try GoldenData.bytes("kmodels/layers/\(folder)/index.json")
      return try JSONDecoder().decode([Row].self, from: Data(bytes))
    }
  }

  /// Every dumped run of a model in the manifest.
  static let all: [GoldenLayers] = {
    let path = GoldenData.root.appendingPathComponent("kmodels/layers").path
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return folders.sorted().compactMap { folder in
      let parts = folder.split(separator: "_")
      let name = parts.dropLast().joined(separator: "_")
      guard let kind = parts.last, let model = GoldenManifest.models.first(where: { $0.name == name })
      else { return nil }
      return GoldenLayers(folder: folder, model: model, kind: String(kind))
    }
  }()
}

extension KModel {
  /// Whether results pass through exp, log, sin, cos or 1/sqrt, whose last bits depend on the C library.
  var usesTranscendentalFunctions: Bool {
    switch self {
    case .v3(let model):
      model.layers.contains {
        switch $0.operation {
        case .softmax, .logistic: true
        default: false
        }
      }
    case .v4(let model):
      model.nodes.contains {
        switch $0.operation {
        case .softmax, .nnilUnaryMethod: true
        case .unary(let unary): [.exp, .log, .sin, .cos, .rsqrt].contains(unary.op)
        default: false
        }
      }
    }
  }
}
