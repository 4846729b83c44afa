internal import Foundation
internal import ImageCodecs
internal import KModel
internal import Pictures
internal import TestSupport

/// Writes the fuzzers' first corpus: a small model of every layer type, small golden models if they are
/// there, and a picture in every format.
///
/// Usage: `MakeSeeds FOLDER`; each fuzzer gets a folder of its name.
@main
enum MakeSeeds {
  /// Golden models above this size would slow the fuzzers down.
  static let largestGoldenModel = 6 << 10

  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: MakeSeeds FOLDER\n".utf8))
      exit(2)
    }
    let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
    for (name, bytes) in try models() {
      try write(bytes, name, to: ["FuzzRuntime", bytes.first == 3 ? "FuzzKModelV3" : "FuzzKModelV4"], folder)
    }
    for format in ImageFormat.allCases {
      for (index, picture) in try pictures().enumerated() {
        try write(picture.encoded(as: format), "\(index).\(format.rawValue)", to: ["FuzzPictures"], folder)
      }
    }
  }

  /// Names and bytes of all seeds that are models.
  private static func models() throws -> [(String, [UInt8])] {
    var models: [(String, [UInt8])] = []
    for seed in UInt64(1)...2 {
      for code in OperationV3.Code.allCases {
        models.append(("v3-\(code)-\(seed)", try SampleModelsV3.model(code, seed: seed).encoded()))
      }
      for code in OperationV4.Code.allCases {
        models.append(("v4-\(code)-\(seed)", try SampleModelsV4.model(code, seed: seed).encoded()))
      }
    }
    models.append(("v3-all", try SampleModelsV3.modelOfAllTypes().encoded()))
    models.append(("v4-all", try SampleModelsV4.modelOfAllOpcodes().encoded()))
    for name in GoldenData.kmodelNames {
      let bytes = try GoldenData.kmodel(name)
      if bytes.count <= largestGoldenModel { models.append(("golden-\(name)", bytes)) }
    }
    return models
  }

  /// A grey and a coloured picture of a few pixels.
  private static func pictures() throws -> [Picture] {
    let samples = (0..<(7 * 5 * 3)).map { UInt8(truncatingIfNeeded: $0 * 29) }
    return [
      try Picture(width: 7, height: 5, format: .gray8, pixels: Array(samples.prefix(35))),
      try Picture(width: 7, height: 5, format: .rgb888, pixels: samples),
    ]
  }

  private static func write(_ bytes: [UInt8], _ name: String, to fuzzers: [String], _ folder: URL) throws {
    for fuzzer in fuzzers {
      let corpus = folder.appendingPathComponent(fuzzer, isDirectory: true)
      try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
      try Data(bytes).write(to: corpus.appendingPathComponent(name))
    }
  }
}
