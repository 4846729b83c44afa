import Foundation
import TestSupport
import Testing

/// Inspecting a model takes no more than four times its file, whatever the file says of itself.
@Suite(
  "memory for damaged Rockchip models",
  .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/time"), "no /usr/bin/time"))
struct RockchipMemoryTests {
  /// Files of some MiB whose parts want more.
  enum Greed: String, CaseIterable {
    case aliasedTables, attributes, replacedCharacters, nodes, outputs, shapes

    var file: [UInt8] {
      var sample = SampleRKNN()
      // Bytes that no part owns, so that the file may be read at all.
      sample.furtherBuffers = [[UInt8](repeating: 0, count: 4 << 20)]
      let count = 1 << 18
      switch self {
      case .aliasedTables:
        let node = sample.node("Relu", inputs: [5], outputs: [4], onNPU: true, tasks: 0)
        sample.furtherNodes = Array(repeating: .shared(1, node), count: count)
      case .attributes: sample.poolAttributes = Self.nulls(count: 4 * count)
      case .replacedCharacters:
        // A name of two MiB that is no UTF-8 and becomes six.
        sample.furtherNodes = [
          .table([.absent, .bytes([UInt8](repeating: 0xFF, count: 8 * count)), .absent])
        ]
      case .nodes:
        sample.furtherNodes = (0..<6000).map { _ in
          sample.node("Relu", inputs: [5], outputs: [4], onNPU: true, tasks: 0)
        }
      case .outputs: sample.outputs = Array(repeating: 5, count: 4 * count)
      case .shapes:
        sample.furtherNodes = (0..<64).map { _ in
          .table([
            .absent, .text("ConvRelu"), .absent, .absent,
            .shared(1, .words(Array(repeating: 2, count: count))),
            .words([4]),
          ])
        }
      }
      return sample.bytes
    }

    /// A document of elements that take two bytes each.
    private static func nulls(count: Int) -> [UInt8] {
      var file = (0..<4).map { UInt8(truncatingIfNeeded: (2 * count + 5) >> (8 * $0)) }
      for _ in 0..<count { file += [0x0A, 0] }
      return file + [0]
    }
  }

  /// The most memory that `kiln info` held, in bytes.
  private static func peak(_ file: [UInt8]) throws -> Int {
    let folder = try TemporaryFolder()
    let path = try folder.write(file, to: "model.rknn")
    let result = try KilnTool.shell("/usr/bin/time -f %M \"$KILN\" info '\(path)' > /dev/null")
    #expect(result.exitCode == 0 || result.exitCode == 3, "\(result.talk)")
    let last = try #require(result.talk.split(separator: "\n").last)
    return try #require(Int(last)) * 1024
  }

  @Test("`info` takes four times the file at most", arguments: Greed.allCases)
  func inspecting(greed: Greed) throws {
    let file = greed.file
    #expect(file.count > 4 << 20)
    let taken = try Self.peak(file) - Self.peak(SampleRKNN().bytes)
    #expect(taken <= 4 * file.count, "\(taken) bytes for a file of \(file.count)")
  }
}
