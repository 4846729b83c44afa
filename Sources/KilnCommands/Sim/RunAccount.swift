import Foundation
import KPUSim
import Simulation
import Tensors

/// How a run came about, written beside its results as `run.json` so that `kiln diff` can say what differed.
struct RunAccount: Codable, Equatable {
  /// Name of the file in a results folder.
  static let fileName = "run.json"

  /// What one output file holds.
  struct Output: Codable, Equatable {
    let name: String
    let dtype: String
    let shape: [Int]
  }

  let schema: Int
  let model: String
  let modelSHA256: String
  let format: String
  let inputs: [String]
  let fit: String
  let color: String
  let rounding: String
  let outputs: [Output]

  init(_ session: SimSession, inputs: [PreparedInput]) {
    schema = 1
    model = session.loaded.path
    modelSHA256 = session.loaded.digest
    let identity = session.loaded.model.identity
    format = "\(identity.format) v\(identity.version)"
    self.inputs = inputs.map { $0.account }
    fit = session.input.fit.rawValue
    color = session.input.color.rawValue
    let rounding = session.arguments.rounding
    self.rounding = rounding == .auto ? "v\(identity.version)" : rounding.rawValue
    outputs = session.loaded.model.outputs.map {
      Output(name: $0.name, dtype: $0.elementType.rawValue, shape: $0.shape.extents)
    }
  }

  /// Writes the account into a results folder.
  func write(to folder: String) throws {
    try Files.write(Array(JSONOutput.text(self).utf8), to: "\(folder)/\(Self.fileName)")
  }

  /// The account in a results folder, nil when there is none that can be read.
  static func read(from folder: String) -> RunAccount? {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(fileName)") else { return nil }
    return try? JSONDecoder().decode(RunAccount.self, from: data)
  }
}
