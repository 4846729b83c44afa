import KModel
import TestSupport
import Testing

/// Every case throws a `KModelError` with an offset or returns a model that can be written again; a trap or a
/// hang would end the test run itself.
@Suite("corrupt kmodels")
struct CorruptInputTests {
  static let extremes: [UInt32] = [0, 1, 0xFFFF_FFFF, 0x7FFF_FFFF, 0x8000_0000]

  @Test("v3: cut anywhere", arguments: OperationV3.Code.allCases)
  func truncated3(code: OperationV3.Code) throws {
    try checkTruncations(SampleModelsV3.model(code).encoded())
  }

  @Test("v4: cut anywhere", arguments: OperationV4.Code.allCases)
  func truncated4(code: OperationV4.Code) throws {
    try checkTruncations(SampleModelsV4.model(code).encoded())
  }

  @Test("v3: every word set to 0, 1, -1, huge", arguments: OperationV3.Code.allCases)
  func words3(code: OperationV3.Code) throws {
    try checkWords(SampleModelsV3.model(code).encoded())
  }

  @Test("v4: every word set to 0, 1, -1, huge", arguments: OperationV4.Code.allCases)
  func words4(code: OperationV4.Code) throws {
    try checkWords(SampleModelsV4.model(code).encoded())
  }

  @Test("random bytes behind a good start", arguments: 1...8)
  func noise(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for bytes in try [
      SampleModelsV3.modelOfAllTypes().encoded(), SampleModelsV4.modelOfAllOpcodes().encoded(),
    ] {
      for _ in 0..<40 {
        var damaged = bytes
        for _ in 0..<4 {
          damaged[Int.random(in: 4..<min(bytes.count, 2000), using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
        try check(damaged, "noise")
      }
    }
  }

  /// Cut at every byte; only the loss of final padding may go unnoticed.
  private func checkTruncations(_ bytes: [UInt8]) throws {
    var accepted = 0
    for count in 0..<bytes.count where try check(Array(bytes[..<count]), "cut to \(count)") { accepted += 1 }
    #expect(accepted < 8, "\(accepted) cuts of \(bytes.count) bytes were accepted")
  }

  private func checkWords(_ bytes: [UInt8]) throws {
    for start in stride(from: 0, through: bytes.count - 4, by: 4) {
      for value in Self.extremes {
        var damaged = bytes
        for index in 0..<4 {
          damaged[start + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
        }
        try check(damaged, "word at \(start) set to \(value)")
      }
    }
  }

  /// Reads the bytes; an accepted model must have a stable encoding.
  ///
  /// - Returns: whether they were accepted.
  @discardableResult
  private func check(_ bytes: [UInt8], _ what: String) throws -> Bool {
    do throws(KModelError) {
      let encoded = try KModel(bytes: bytes).encoded()
      #expect(try KModel(bytes: encoded).encoded() == encoded, "\(what)")
      return true
    } catch {
      #expect(error.offset != nil && error.offset ?? 0 <= bytes.count, "\(what): \(error)")
      return false
    }
  }
}
