import Bytes
import Foundation
import KilnCommands
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("Layer dumps")
struct LayerDumpTests {
  private static let layers = (0..<2).map {
    LayerDescription(
      index: $0, operation: "softmax", unit: .cpu, inputShape: nil, outputShape: $0 == 0 ? Shape([4]) : nil,
      macs: 0, parameterBytes: 0, details: "")
  }

  private func output(_ index: Int, _ bytes: [UInt8]) -> LayerOutput {
    LayerOutput(index: index, operationCode: 12, operation: "softmax", elementType: .uint8, bytes: bytes)
  }

  @Test("each result is a file and a row; an empty one only a row") func rows() throws {
    let folder = try TemporaryFolder()
    let dump = try LayerDump(folder: folder.path("new/layers/"), layers: Self.layers)
    dump.take(output(0, [1, 2, 3, 4]))
    dump.take(output(1, []))
    try dump.finish()
    #expect(try folder.bytes("new/layers/000.bin") == [1, 2, 3, 4])
    #expect(!Files.exists(folder.path("new/layers/001.bin")))
    let rows = try JSONDecoder().decode(
      [LayerDump.Row].self, from: Data(folder.bytes("new/layers/index.json")))
    #expect(rows.map { $0.file } == ["000.bin", nil])
    #expect(rows.map { $0.bytes } == [4, 0])
    #expect(rows.map { $0.shape } == [[4], nil])
    #expect(rows[0].op == 12)
    #expect(rows[0].dtype == "u8")
    #expect(rows[0].sha256 == Hexadecimal.string(SHA256.digest(of: [1, 2, 3, 4])))
  }

  @Test("a file that cannot be written is told at the end") func unwritable() throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "000.bin/in-the-way")
    let dump = try LayerDump(folder: folder.path, layers: Self.layers)
    dump.take(output(0, [1]))
    let failure = try #require(throws: CommandFailure.self) { try dump.finish() }
    #expect(failure.exitCode == .work)
    #expect(failure.message.contains("000.bin: cannot be written"))
  }

  @Test("a folder that cannot be made is told at once") func noFolder() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([], to: "file")
    #expect(throws: CommandFailure.self) { try LayerDump(folder: "\(file)/x", layers: Self.layers) }
  }
}
