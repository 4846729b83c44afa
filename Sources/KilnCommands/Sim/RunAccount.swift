import FoundationEssentials
import KPUSim
import Simulation
import Tensors

/// How a run came about, written beside its results as `run.json` so that `kiln diff` can say what differed.
package struct RunAccount: Codable, Equatable {
  /// Name of the file in a results folder.
  package static let fileName = "run.json"

  /// What one output file holds.
  package struct Output: Codable, Equatable {
    package let name: String
    package let dtype: String
    package let shape: [Int]
  }

  package let schema: Int
  package let model: String
  package let modelSHA256: String
  package let format: String
  package let inputs: [String]
  package let fit: String
  package let color: String
  package let rounding: String
  package let outputs: [Output]

  init(_ session: SimSession, inputs: [PreparedInput]) {
    schema = 1
    model = session.loaded.path
    modelSHA256 = session.loaded.digest
    let identity = session.loaded.model.identity
    format = "\(identity.format) v\(identity.version)"
    self.inputs = inputs.map { $0.account }
    fit = session.input.fit.rawValue
    color = (session.input.color ?? .rgb).rawValue
    let rounding = session.arguments.rounding
    self.rounding = rounding == .auto ? "v\(identity.version)" : rounding.rawValue
    outputs = session.loaded.model.outputs.map {
      Output(name: $0.name, dtype: $0.elementType.rawValue, shape: $0.shape.extents)
    }
  }

  /// Writes the account into a results folder.
  package func write(to folder: String) throws {
    try Files.write(Array(JSONOutput.text(self).utf8), to: Files.path(folder, Self.fileName))
  }

  /// The account in a results folder, nil when there is none that can be read.
  package static func read(from folder: String) -> RunAccount? {
    guard let data = FileManager.default.contents(atPath: Files.path(folder, fileName)) else { return nil }
    return try? JSONDecoder().decode(RunAccount.self, from: data)
  }
}

extension RunAccount {
  /// What the two runs did differently, as sentences.
  package func differences(from other: RunAccount) -> [String] {
    let facts = [
      ("model", modelSHA256, other.modelSHA256), ("rounding rule", rounding, other.rounding),
      ("fit", fit, other.fit), ("colour order", color, other.color),
      ("input", inputs.joined(separator: "; "), other.inputs.joined(separator: "; ")),
    ]
    return facts.filter { $0.1 != $0.2 }.map { "\($0.0) is \($0.1) in A, \($0.2) in B" }
  }
}
