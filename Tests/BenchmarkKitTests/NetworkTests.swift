import BenchmarkKit
import Foundation
import KModel
import KPUSim
import NPUGraph
import Simulation
import Tensors
import Testing

@Suite("networks that peers run, too")
struct NetworkTests {
  /// The list that the benchmark reads.
  private static func list() throws -> [Network] { try lists().networks }

  private static func lists() throws -> NetworkList {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "bench/peers/networks.json"))
    return try JSONDecoder().decode(NetworkList.self, from: data)
  }

  private static func network(_ layers: String, height: Int = 9, width: Int = 12) throws -> Network {
    let text =
      #"{"name": "n", "channels": 3, "height": \#(height), "width": \#(width), "layers": [\#(layers)]}"#
    return try JSONDecoder().decode(Network.self, from: Data(text.utf8))
  }

  private static let small = """
    {"kind": "dense", "kernel": 3, "stride": 2, "channels": 8},
    {"kind": "depthwise", "kernel": 3, "stride": 1, "channels": 8},
    {"kind": "dense", "kernel": 1, "stride": 1, "channels": 5}
    """

  @Test("the list holds the networks of the tables, with the work they are known for")
  func macs() throws {
    let networks = try Self.list()
    #expect(networks.map(\.name) == ["mobilenet_075_224", "yolo_mobilenet_320x240", "yolo_dense_320x240"])
    #expect(networks.map { Int((Double($0.macs) / 1e6).rounded()) } == [325, 494, 297])
  }

  @Test("as a graph of floats a network runs, and values neither vanish nor grow")
  func floats() throws {
    let deeper = #"{"kind": "dense", "kernel": 5, "stride": 1, "channels": 5}"#
    let network = try Self.network(
      ([Self.small] + [String](repeating: deeper, count: 9)).joined(separator: ","))
    let program = try GraphProgram(network.floatGraph(), options: RunOptions(), math: .deterministic)
    // Bytes of 63 are floats of 0.747.
    let input = [UInt8](repeating: 63, count: 4 * 3 * 9 * 12)
    let values = try #require(try program.run([input], observe: nil).first).floats
    #expect(values.count == 5 * 4 * 6 && values.allSatisfy { $0 >= 0 && $0 < 100 })
    #expect(values.contains { $0 > 0.01 })
    #expect(try #require(Self.lists().floatNetworks).map { $0.macs / 1_000_000 } == [3740])
  }

  @Test("work counts the pixels that are kept; an odd last row is dropped")
  func odd() throws {
    let network = try Self.network(Self.small)
    #expect(network.macs == 4 * 6 * (8 * 27 + 8 * 9 + 5 * 8))
  }

  @Test("both versions can be written, read and run, and run alike", arguments: [3, 4])
  func run(version: Int) throws {
    let deeper = #"{"kind": "dense", "kernel": 3, "stride": 1, "channels": 5}"#
    let layers = [Self.small] + [String](repeating: deeper, count: 9)
    let network = try Self.network(layers.joined(separator: ","))
    let model = try #require(network.kmodel(version: version))
    let read = try KModel(bytes: model.encoded())
    #expect(read.version == version)
    let simulated = SimulatedKModel(read, fileByteCount: 0, rounding: .v4)
    let input = (0..<3 * 9 * 12).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let fast = try simulated.makeRunner(RunOptions()).run([input], observe: nil)
    let slow = try SimulatedKModel(read, fileByteCount: 0, rounding: .v4, kernels: .reference)
      .makeRunner(RunOptions()).run([input], observe: nil)
    #expect(fast == slow)
    #expect(fast.first?.bytes.count == 5 * 4 * 6)
    // Even behind many layers some values pass the relu and others do not.
    let values = Set(try #require(fast.first).bytes)
    #expect(values.contains(0) && values.count > 10)
  }

  @Test("every network of the list fits the KPU", arguments: [3, 4])
  func list(version: Int) throws {
    for network in try Self.list() {
      let model = try #require(network.kmodel(version: version), "\(network.name)")
      let outputs = SimulatedKModel(model, fileByteCount: 0).outputs
      #expect(outputs.count == 1)
    }
  }

  @Test("what the KPU cannot hold is refused")
  func refused() throws {
    #expect(
      try Self.network(#"{"kind": "dense", "kernel": 5, "stride": 1, "channels": 8}"#).kmodel(version: 3)
        == nil)
    #expect(
      try Self.network(#"{"kind": "dense", "kernel": 3, "stride": 3, "channels": 8}"#).kmodel(version: 3)
        == nil)
    #expect(
      try Self.network(
        #"{"kind": "dense", "kernel": 1, "stride": 1, "channels": 99}"#, height: 400, width: 640
      )
      .kmodel(version: 4) == nil)
    #expect(try Self.network("").kmodel(version: 4) == nil)
  }
}
