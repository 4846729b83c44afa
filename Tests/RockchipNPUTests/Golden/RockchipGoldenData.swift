import Containers
import Foundation
import RockchipNPU
import TestSupport
import Testing

/// One compiled variant of a case of the golden data, and what the vendor's simulator made of it.
struct RockchipVariant: Sendable, CustomTestStringConvertible {
  let name: String
  let platform: String
  /// `i8` or `fp16`.
  let type: String
  /// Paths inside the golden data.
  let model: String
  let input: String
  let network: String

  var testDescription: String { name }
  var isInteger: Bool { type == "i8" }
  var isNet: Bool { name.hasPrefix("net_") }

  /// All variants in the manifest; none where the data is missing.
  static let all: [RockchipVariant] = {
    struct Manifest: Decodable {
      struct Case: Decodable {
        struct Variant: Decodable {
          let variant: String
          let platform: String
          let dtype: String
          let rknn: String
        }
        let name: String
        let onnx: String
        let input: String
        let variants: [Variant]
      }
      let cases: [Case]
    }
    guard let bytes = try? GoldenData.bytes("rknn/manifest.json"),
      let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(bytes))
    else { return [] }
    return manifest.cases.flatMap { golden in
      golden.variants.map {
        RockchipVariant(
          name: "\(golden.name)/\($0.variant)", platform: $0.platform, type: $0.dtype,
          model: "rknn/\($0.rknn)",
          input: "rknn/\(golden.input)", network: "rknn/\(golden.onnx)")
      }
    }
  }()

  /// Those that are run here: all but weights of four bits.
  static let runnable = all.filter { !$0.name.contains("w4a16") }

  /// The file as it was read.
  func load() throws -> RKNNModel { try RKNNModel(GoldenData.bytes(model)) }

  /// An array beside the model, nil when there is none.
  func array(_ file: String) throws -> [Float]? {
    let path = (model as NSString).deletingLastPathComponent + "/" + file
    guard let bytes = try? GoldenData.bytes(path) else { return nil }
    return try NPYArray(bytes).floats
  }
}
