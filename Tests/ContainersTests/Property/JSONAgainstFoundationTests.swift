import Containers
import Foundation
import TestSupport
import Testing

/// Foundation's reader as the oracle for everything that is JSON.
@Suite("Lenient JSON against Foundation")
struct JSONAgainstFoundationTests {
  /// A value in a form that both readers can be brought into.
  private func form(_ node: JSONNode) -> String {
    switch node.value {
    case .object(let members):
      var last: [String: String] = [:]
      for member in members { last[member.name] = form(member.node) }
      return "{" + last.sorted { $0.key < $1.key }.map { "\($0.key.debugDescription):\($0.value)" }.joined()
        + "}"
    case .array(let nodes): return "[" + nodes.map { form($0) }.joined(separator: ",") + "]"
    case .string(let text): return text.debugDescription
    case .number(let text): return "\(Double(text) ?? .nan)"
    case .boolean(let flag): return "\(flag)"
    case .null: return "null"
    }
  }

  /// A random text of JSON.
  private func text(_ depth: Int, _ random: inout SplitMix64) -> String {
    let space = ["", " ", "\n", "\t", "\r\n"].randomElement(using: &random) ?? ""
    switch Int.random(in: 0...(depth == 0 ? 4 : 6), using: &random) {
    case 0: return space + "null"
    case 1: return space + ["true", "false"].randomElement(using: &random)! + space
    case 2: return space + "\(Int.random(in: -5000...5000, using: &random))"
    case 3: return space + ["0.5", "-1.25e3", "2E-2", "0", "-0", "1e2"].randomElement(using: &random)!
    case 4:
      let pieces = ["a", "é", "😀", "\\n", "\\\"", "\\u00e9", "\\ud83d\\ude00", "\\/", " ", "\\\\"]
      return space + "\"" + (0..<3).map { _ in pieces.randomElement(using: &random)! }.joined() + "\""
    case 5:
      return "["
        + (0..<Int.random(in: 0...3, using: &random)).map { _ in text(depth - 1, &random) }
        .joined(separator: ",") + space + "]"
    default:
      let names = ["a", "b", "address", "bin"].shuffled(using: &random)
      return "{"
        + (0..<Int.random(in: 0...3, using: &random)).map {
          "\(space)\"\(names[$0])\":\(text(depth - 1, &random))"
        }
        .joined(separator: ",") + space + "}"
    }
  }

  private func oracle(_ bytes: [UInt8]) -> String? {
    (try? JSONDecoder().decode(DecodedForm.self, from: Data(bytes)))?.text
  }

  @Test("random texts of JSON mean the same to both, without oddities", arguments: 1...40)
  func random(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let bytes = Array(text(4, &random).utf8)
      let json = try LenientJSON(bytes)
      #expect(json.oddities.isEmpty)
      #expect(form(json.root) == oracle(bytes), "\(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test("damaged texts that both read mean the same to both", arguments: 1...20)
  func damaged(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      var bytes = Array(text(3, &random).utf8)
      let place = Int.random(in: 0..<bytes.count, using: &random)
      bytes[place] = Array("{}[]\",:0x1e+-.tn\\".utf8).randomElement(using: &random) ?? 0x20
      guard let json = try? LenientJSON(bytes), json.oddities.isEmpty else { continue }
      // Leading zeros, and names given twice, are let pass here alone.
      guard let expected = oracle(bytes) else { continue }
      #expect(form(json.root) == expected)
    }
  }
}

/// Any value of JSON, as Foundation's decoder sees it, in the same form as above.
private struct DecodedForm: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    if let values = try? decoder.container(keyedBy: Name.self) {
      let members = try values.allKeys.sorted { $0.stringValue < $1.stringValue }.map { name in
        "\(name.stringValue.debugDescription):\(try values.decode(DecodedForm.self, forKey: name).text)"
      }
      text = "{" + members.joined() + "}"
    } else if var values = try? decoder.unkeyedContainer() {
      var elements: [String] = []
      while !values.isAtEnd { elements.append(try values.decode(DecodedForm.self).text) }
      text = "[" + elements.joined(separator: ",") + "]"
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        text = "null"
      } else if let flag = try? value.decode(Bool.self) {
        text = "\(flag)"
      } else if let number = try? value.decode(Double.self) {
        text = "\(number)"
      } else {
        text = try value.decode(String.self).debugDescription
      }
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
