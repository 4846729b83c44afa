import Foundation
import RV64
import TestSupport
import Testing

/// What objdump says of the same words; `.ci/rv64-disassembly` made the signatures and the table.
@Suite("disassembler against objdump")
struct DisassemblerOracleTests {
  @Test("the text of every group has objdump's signature")
  func signatures() throws {
    let expected = try Self.oracle().signatures
    let groups = DisassemblyWords.groups
    #expect(expected.count == groups.count)
    for group in groups {
      let text = group.lines.map { $0.text + "\n" }.joined()
      #expect(
        ProgramSignatureTests.signature(of: [UInt8](text.utf8)) == expected[group.name], "\(group.name)")
    }
  }

  @Test("the text of some words is objdump's")
  func table() throws {
    let lines = try Self.oracle().lines
    #expect(lines.count > 200)
    for line in lines {
      #expect(Disassembler.text(of: line.word, at: line.address) == line.text)
    }
  }

  /// A committed line: the text of a word at an address.
  private struct Line {
    let address: UInt64
    let word: UInt32
    let text: String
  }

  private static func oracle() throws -> (signatures: [String: UInt64], lines: [Line]) {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "RV64Oracle/disassembly.txt")
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    var signatures: [String: UInt64] = [:]
    var lines: [Line] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ", maxSplits: 2)
      if parts.count == 2 {
        signatures[String(parts[0])] = UInt64(parts[1], radix: 16)
      } else {
        let (address, word) = (UInt64(parts[0], radix: 16), UInt32(parts[1], radix: 16))
        lines.append(Line(address: try #require(address), word: try #require(word), text: String(parts[2])))
      }
    }
    return (signatures, lines)
  }

  /// Writes every word and its text for `.ci/rv64-disassembly`.
  @Test(
    "words for the oracle are written where KILN_RV64_DISASSEMBLY says",
    .enabled(
      if: ProcessInfo.processInfo.environment["KILN_RV64_DISASSEMBLY"] != nil,
      "KILN_RV64_DISASSEMBLY is not set"))
  func export() throws {
    let path = try #require(ProcessInfo.processInfo.environment["KILN_RV64_DISASSEMBLY"])
    var text = ""
    for group in DisassemblyWords.groups {
      for line in group.lines {
        let numbers = "\(String(line.address, radix: 16)) \(String(line.word, radix: 16))"
        text += "\(group.name) \(group.width) \(numbers) \(line.text)\n"
      }
    }
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}
