import RockchipNPU
import TestSupport
import Testing

@Suite("containers of Rockchip models")
struct RKNNContainerTests {
  static let file = SampleRKNN().bytes

  /// The sample with another version word.
  static func file(version: UInt64) -> [UInt8] {
    var file = Self.file
    for index in 0..<8 { file[8 + index] = UInt8(truncatingIfNeeded: version >> UInt64(8 * index)) }
    return file
  }

  @Test("payload and JSON are found", arguments: [2, 6])
  func parts(version: Int) throws {
    var sample = SampleRKNN()
    sample.version = version
    let file = sample.bytes
    let container = try RKNNContainer(file)
    #expect(container.version == version)
    #expect(container.payload == 64..<(64 + sample.payload.count))
    #expect(String(decoding: file[container.json], as: UTF8.self) == "{\"version\": \"2.3.2\"}")
  }

  @Test(
    "kinds that cannot be read are recognised and named",
    arguments: [
      (Array("CYPTRKNN".utf8) + [1, 2, 3], .encrypted), (Array("RKNX".utf8), .version3),
      (Array("VPMN".utf8) + [0], .bareGraphOfRKNPU1), (file(version: 0), .rknpu1(version: 0)),
      (file(version: 1), .rknpu1(version: 1)), (file(version: 0x1004), .mini(version: 0x1004)),
      (file(version: 0x103), .mini(version: 0x103)), (file(version: 3), .containerVersion(3)),
      (file(version: 7), .containerVersion(7)), (file(version: 0x206), .containerVersion(0x206)),
      (file(version: 1 << 63 | 6), .containerVersion(.max)),
    ] as [([UInt8], RKNNUnsupported)])
  func refusals(file: [UInt8], kind: RKNNUnsupported) throws {
    #expect(RKNNContainer.recognizes(file))
    let error = try #require(throws: RKNNError.self) { try RKNNContainer(file) }
    #expect(error.kind == .unsupported(kind) && !error.description.isEmpty)
    #expect(throws: error) { try RKNNModel(file) }
  }

  @Test("other files are no models", arguments: ["", "R", "RKN", "KMDL and more"])
  func others(text: String) throws {
    let file = Array(text.utf8)
    #expect(!RKNNContainer.recognizes(file))
    let error = try #require(throws: RKNNError.self) { try RKNNContainer(file) }
    guard case .notAModel = error.kind else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("cut anywhere, it is refused with an offset inside of it") func truncation() throws {
    for count in 4..<Self.file.count {
      let error = try #require(throws: RKNNError.self) { try RKNNContainer(Array(Self.file[..<count])) }
      guard case .truncated = error.kind, (0...count).contains(error.offset) else {
        Issue.record("\(count): \(error)")
        return
      }
    }
  }

  @Test("bytes behind the JSON are refused with their offset") func tail() throws {
    let error = try #require(throws: RKNNError.self) { try RKNNContainer(Self.file + [0]) }
    #expect(error.offset == Self.file.count)
  }

  @Test("sizes that no file has are refused", arguments: [16, 64 + SampleRKNN().payload.count])
  func sizes(place: Int) throws {
    for value: UInt64 in [.max, 1 << 63, 1 << 62, 1 << 32, UInt64(Self.file.count)] {
      var file = Self.file
      for index in 0..<8 { file[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
      let error = try #require(throws: RKNNError.self) { try RKNNContainer(file) }
      guard case .truncated = error.kind else {
        Issue.record("\(value): \(error)")
        return
      }
    }
  }

  @Test("what means nothing may be anything") func reserved() throws {
    var random = SplitMix64(seed: 1)
    var sample = SampleRKNN()
    sample.reserved = random.bytes(40)
    var file = sample.bytes
    for index in 4..<8 { file[index] = 0xEE }
    let (plain, odd) = (try RKNNModel(Self.file), try RKNNModel(file))
    #expect(plain.tensors == odd.tensors && plain.nodes == odd.nodes)
  }
}
