import Foundation
import RV64
import TestSupport
import Testing

/// Compares results and flags with those of qemu, of which `Tests/RV64Oracle/float-signatures.txt` keeps signatures.
@Suite("Signatures of floating point")
struct FloatSignatureGoldenTests {
  /// Operand sets behind a signature: few where the compiler does not optimise.
  #if DEBUG
  static let count = 1000
  #else
  static let count = 20000
  #endif

  /// The signatures of `count` sets by "operation format mode".
  static let expected: [String: String] = {
    var file = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { file.deleteLastPathComponent() }
    file.append(path: "RV64Oracle/float-signatures.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    var signatures: [String: String] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      signatures[words[0..<3].joined(separator: " ")] = words[count == 1000 ? 3 : 4]
    }
    return signatures
  }()

  @Test("every signature belongs to an operation")
  func allAreKnown() {
    let lines = FloatOperation.all.map { $0.isRounded ? RoundingMode.allCases.count : 1 }
    #expect(Self.expected.count == lines.reduce(0, +))
  }

  @Test("results and flags are qemu's", arguments: FloatOperation.all)
  func results(of operation: FloatOperation) {
    for mode in operation.isRounded ? RoundingMode.allCases : [.nearestEven] {
      let line = "\(operation.name) \(operation.format.lowercased()) \(operation.isRounded ? "\(mode)" : "-")"
      let seed = line.utf8.reduce(0) { SplitMix64.mixed($0 ^ UInt64($1)) }
      let sets = operation.operandSets(seed: seed)
      var signature: UInt64 = 0
      for operands in sets.prefix(Self.count) {
        var flags: FloatFlags = []
        signature = SplitMix64.mixed(signature ^ operation.run(operands, mode, &flags))
        signature = SplitMix64.mixed(signature ^ UInt64(flags.rawValue))
      }
      let digits = String(signature, radix: 16)
      #expect(String(repeating: "0", count: 16 - digits.count) + digits == Self.expected[line], "\(line)")
    }
  }
}

extension SplitMix64 {
  /// The first output of a seed, which mixes its bits.
  fileprivate static func mixed(_ seed: UInt64) -> UInt64 {
    var generator = SplitMix64(seed: seed)
    return generator.next()
  }
}
