internal import BoardFuzzing
internal import Containers
internal import FlashScenarios
internal import Foundation
internal import ImageCodecs
internal import K210Flash
internal import KModel
internal import NPUGraph
internal import Pictures
internal import ScriptingFuzzing
internal import TestSupport

/// Writes the fuzzers' first corpus: a small model of every layer type, small golden models if they are
/// there, a Rockchip model of ours, ONNX networks of one operator and their graphs, a picture in every
/// format, packages, lists and packets for the flash,
/// and scripts.
///
/// Usage: `MakeSeeds FOLDER`; each fuzzer gets a folder of its name.
@main
enum MakeSeeds {
  /// Golden models above this size would slow the fuzzers down.
  static let largestGoldenModel = 6 << 10
  /// The same for Rockchip models, whose tables and commands take more.
  static let largestRockchipModel = 32 << 10

  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: MakeSeeds FOLDER\n".utf8))
      exit(2)
    }
    let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
    for (name, bytes) in try models() {
      try write(bytes, name, to: ["FuzzRuntime", bytes.first == 3 ? "FuzzKModelV3" : "FuzzKModelV4"], folder)
    }
    for (name, bytes) in rockchipModels() { try write(bytes, name, to: ["FuzzRKNN"], folder) }
    for (name, bytes) in try networks() { try write(bytes, name, to: ["FuzzONNX"], folder) }
    for (index, bytes) in try packages().enumerated() {
      try write(bytes, "\(index)", to: ["FuzzPackage"], folder)
    }
    for (index, bytes) in packets.enumerated() { try write(bytes, "\(index)", to: ["FuzzISP"], folder) }
    for (index, bytes) in ScriptingFuzzing.seeds.enumerated() {
      try write(bytes, "\(index)", to: ["FuzzScript"], folder)
    }
    for (fuzzer, seeds) in try boards() {
      for (index, bytes) in seeds.enumerated() { try write(bytes, "\(index)", to: [fuzzer], folder) }
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

  /// Our own sample in both versions of the container, as a file and as what is inside; small golden models.
  private static func rockchipModels() -> [(String, [UInt8])] {
    var models: [(String, [UInt8])] = []
    for version in [2, 6] {
      var sample = SampleRKNN()
      sample.version = version
      models += [("sample-v\(version)", sample.bytes), ("payload-v\(version)", sample.payload)]
    }
    let folder = GoldenData.root.appendingPathComponent("rknn")
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    for path in paths.sorted() where path.hasSuffix(".rknn") {
      guard let bytes = try? GoldenData.bytes("rknn/\(path)"), bytes.count <= largestRockchipModel else {
        continue
      }
      models.append((path.split(separator: "/").joined(separator: "-"), bytes))
    }
    return models
  }

  /// The tests' networks of one operator, and the graphs that they are imported as.
  private static func networks() throws -> [(String, [UInt8])] {
    let math = ActivationMath(exp: { expf($0) }, log: { logf($0) }, tanh: { tanhf($0) }, erf: { erff($0) })
    var networks: [(String, [UInt8])] = []
    for (index, item) in try OperatorCase.all().enumerated() {
      networks.append(("\(index).onnx", item.model))
      var importer = ONNXImporter(try ONNXModel(item.model), math: math)
      let stored = try GraphFile.write(try importer.importGraph(), name: item.name)
      let sets = [ONNXOperatorSet(domain: GraphFile.domain, version: GraphFile.version)]
      networks.append(("\(index).graph", ONNXModel(operatorSets: sets, graph: stored).bytes()))
    }
    return networks
  }

  /// Small packages, the texts of lists, and a firmware image.
  private static func packages() throws -> [[UInt8]] {
    let program: [UInt8] = [0x73, 0x10, 0x30, 0x30] + [UInt8](repeating: 7, count: 60)
    let package = FlashPackage([
      .init(item: .init(address: 0, name: "a.bin", hasHeader: true), bytes: program),
      .init(
        item: .init(address: 0x30_0000, name: "m", hasHeader: false, isReversed: true), bytes: [1, 2, 3, 4]),
    ])
    let odd = "\u{FEFF}{\"files\": [{\"address\": 0x1000, \"bin\": \"./a.bin\", \"swap\": 1,},]}\r\n"
    return [
      try package.encoded(), try package.encoded(packing: .stored), package.listText, Array(odd.utf8),
      try FirmwareImage(program: program).encoded,
    ]
  }

  /// Programs, conversations and files for the virtual board, by fuzzer; run from the root of the repository.
  private static func boards() throws -> [(String, [[UInt8]])] {
    let selftest = try Data(contentsOf: URL(fileURLWithPath: "firmware/prebuilt/selftest.bin"))
    return [
      ("FuzzBoardFirmware", FirmwareFuzzing.seeds(selftest: Array(selftest))),
      ("FuzzBoardWire", WireFuzzing.seeds), ("FuzzGDB", DebuggerFuzzing.seeds),
      ("FuzzELF", ProgramFuzzing.seeds), ("FuzzFlasher", FlasherFuzzing.seeds),
    ]
  }

  /// Requests and replies on the wire.
  private static let packets: [[UInt8]] = [
    ISPRequest.greeting(.maskROM).wire + ISPReply(code: 0xC2).wire,
    ISPRequest.memoryWrite([0xC0, 0xDB, 1], at: 0x8000_0000).wire + ISPRequest.boot(at: 0x8000_0000).wire,
    ISPRequest.flashWrite([1, 2, 3], at: 0x1000).wire + ISPReply(code: 0xD4, status: .badWrite).wire,
    ISPRequest.baud(1_500_000, .kflash).wire + ISPReply.debugText("Length error!").wire,
    ISPRequest.erase(at: 0, byteCount: 0x1000).wire + ISPRequest.short(.status).wire,
  ]

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
