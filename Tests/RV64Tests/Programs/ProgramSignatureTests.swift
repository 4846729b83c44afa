import Foundation
import RV64
import TestSupport
import Testing

/// Signatures of what random programs leave in registers and memory; made by `.ci/rv64-oracle`.
@Suite("random programs against qemu")
struct ProgramSignatureTests {
  /// Programs of each kind.
  static let programCount = 60

  @Test("registers, flags and memory are equal", arguments: RandomProgram.Kind.allCases)
  func signatures(kind: RandomProgram.Kind) throws {
    let expected = try #require(try Self.expected()[kind.rawValue])
    #expect(expected.count == Self.programCount)
    for (seed, signature) in expected.enumerated() {
      let dump = try Self.run(RandomProgram(kind, seed: UInt64(seed)))
      #expect(Self.signature(of: dump) == signature, "\(kind) \(seed)")
    }
  }

  @Test("slices of one instruction give what long slices give", arguments: RandomProgram.Kind.allCases)
  func slices(kind: RandomProgram.Kind) throws {
    let program = RandomProgram(kind, seed: 7)
    #expect(try Self.run(program, slice: 1) == Self.run(program, slice: 100_000))
  }

  /// Runs a program to its end and returns what it writes out.
  static func run(_ program: RandomProgram, slice: Int = 100_000) throws -> [UInt8] {
    let machine = TestMachine(program.image, at: RandomProgram.base, byteCount: 1 << 18)
    var dump: [UInt8] = []
    machine.onCall = { hart in
      if hart[17] == 93 { return false }
      dump = machine.bytes(at: UInt32(hart[11]), count: Int(hart[12])) ?? []
      return true
    }
    try machine.run(slice: slice, limit: 10_000)
    #expect(dump.count == RandomProgram.dumpByteCount)
    return dump
  }

  /// FNV-1a, 64 bits.
  static func signature(of bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private static func expected() throws -> [String: [UInt64]] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "RV64Oracle/program-signatures.txt")
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    var signatures: [String: [UInt64]] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ")
      signatures[String(words[0])] = words.dropFirst().compactMap { UInt64($0, radix: 16) }
    }
    return signatures
  }

  /// Writes every program for `.ci/rv64-oracle`, which runs them under qemu.
  @Test(
    "programs for the oracle are written where KILN_RV64_PROGRAMS says",
    .enabled(
      if: ProcessInfo.processInfo.environment["KILN_RV64_PROGRAMS"] != nil, "KILN_RV64_PROGRAMS is not set"))
  func export() throws {
    let path = try #require(ProcessInfo.processInfo.environment["KILN_RV64_PROGRAMS"])
    let folder = URL(filePath: path)
    for kind in RandomProgram.Kind.allCases {
      for seed in 0..<Self.programCount {
        let file = folder.appending(path: "\(kind.rawValue)-\(seed)")
        try Data(RandomProgram(kind, seed: UInt64(seed)).elf).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path())
      }
    }
  }
}
