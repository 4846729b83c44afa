import Containers
import K210Flash
import TestSupport
import Testing

@Suite("Mutated files")
struct MutationTests {
  /// Changes, removes, repeats or inserts a few bytes.
  private func mutated(_ bytes: [UInt8], _ random: inout SplitMix64, words: [String] = []) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...8, using: &random))
      switch Int.random(in: 0...4, using: &random) {
      case 0: bytes[place] = random.bytes(1)[0]
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 3: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
      default: bytes.insert(contentsOf: Array((words.randomElement(using: &random) ?? "x").utf8), at: place)
      }
    }
    return bytes
  }

  private let package = FlashPackage([
    .init(item: .init(address: 0, name: "fw.bin", hasHeader: true), bytes: [UInt8](1...100)),
    .init(item: .init(address: 0x30_0000, name: "m.kmodel", hasHeader: false), bytes: [3, 0, 0, 0]),
  ])

  private let limits = ZipLimits(entryCount: 8, memberByteCount: 1 << 16, totalByteCount: 1 << 17)

  @Test("packages: a result within the limits, or an error with words", arguments: 1...20)
  func packages(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let file = try package.encoded(packing: seed % 2 == 0 ? .stored : .deflatedIfShorter)
    for _ in 0..<100 {
      do throws(PackageError) {
        let read = try FlashPackage(mutated(file, &random), limits: limits)
        #expect(read.entries.allSatisfy { $0.bytes.count <= limits.memberByteCount })
        _ = FlashMap(read.entries.map { FlashPiece($0) })
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test("lists: plain names and addresses, or an error with a line", arguments: 1...20)
  func lists(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let words = ["0x", "\"", "..", "/", ",", "{", "[", "null", "true", "\\u0041", "-1", "1e9", "\\", ":"]
    for _ in 0..<200 {
      do throws(PackageError) {
        let list = try FlashList(text: mutated(package.listText, &random, words: words))
        for item in list.items {
          #expect(!item.name.isEmpty && !item.name.contains("/") && item.name != "..")
          #expect(item.line >= 1)
        }
        // What was accepted is written as a list that says the same without liberties.
        let again = try FlashList(text: Array(list.text.utf8))
        #expect(again.items.map { $0.address } == list.items.map { $0.address })
        #expect(again.items.map { $0.name } == list.items.map { $0.name })
        #expect(!again.notes.contains { if case .liberty = $0.kind { true } else { false } })
      } catch {
        #expect(error.description.hasPrefix("flash-list.json line "))
      }
    }
  }

  @Test("images: only those whose digest fits are images", arguments: 1...20) func images(seed: UInt64) throws
  {
    var random = SplitMix64(seed: seed)
    let image = try FirmwareImage(program: random.bytes(200))
    for _ in 0..<50 {
      let changed = mutated(image.encoded, &random)
      do throws(FirmwareError) {
        let read = try FirmwareImage(changed)
        // Bytes behind the image may change.
        #expect(read == image)
      } catch {
        #expect(error.description.hasPrefix("firmware image: "))
      }
    }
  }

  @Test("requests: an error has a status that a stub sends", arguments: 1...20) func requests(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let body = ISPRequest.flashWrite(random.bytes(40), at: 0x1000).body
    for _ in 0..<100 {
      do throws(ISPError) {
        let request = try ISPRequest(body: mutated(body, &random))
        try request.check(as: .writeFlash)
        #expect(request.checksum == ISPRequest.flashWrite(request.data, at: request.first).checksum)
      } catch {
        #expect([.badLength, .badChecksum].contains(error.status))
      }
    }
  }
}
