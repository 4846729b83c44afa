import Bytes
import TestSupport
import Testing

@Suite("SHA-256: properties")
struct SHA256PropertyTests {
  @Test("a message cut at random has the digest of the whole", arguments: 1...20)
  func randomPieces(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let message = random.bytes(Int.random(in: 0...1500, using: &random))
    var hash = SHA256()
    var rest = message[...]
    while !rest.isEmpty {
      // Pieces around the block size of 64, empty ones too.
      let piece = rest.prefix(Int.random(in: 0...130, using: &random))
      hash.update(piece)
      rest = rest.dropFirst(piece.count)
    }
    #expect(hash.finalize() == SHA256.digest(of: message))
  }

  @Test(
    "collections without contiguous storage give the digest of their elements",
    arguments: [0, 1, 63, 64, 200])
  func scattered(count: Int) {
    let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 11) }
    #expect(SHA256.digest(of: message.reversed()) == SHA256.digest(of: Array(message.reversed())))
  }

  @Test("compressing a message that was padded by hand gives its digest", arguments: [0, 3, 55, 56, 64, 200])
  func blocks(count: Int) {
    let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    padded += (0..<8).map { UInt8(truncatingIfNeeded: (count * 8) >> (56 - 8 * $0)) }
    var state = SHA256.initialState
    for start in stride(from: 0, to: padded.count, by: 64) {
      SHA256.compress(padded.span.extracting(start..<(start + 64)), into: &state)
    }
    let digest = state.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) }
    }
    #expect(digest == SHA256.digest(of: message))
  }

  @Test("a copy of a digest in progress goes its own way")
  func copies() {
    var first = SHA256()
    first.update([1, 2, 3])
    var second = first
    second.update([4])
    #expect(first.finalize() == SHA256.digest(of: [1, 2, 3]))
    #expect(second.finalize() == SHA256.digest(of: [1, 2, 3, 4]))
  }

  @Test("every single bit changes the digest", arguments: [1, 64])
  func bits(count: Int) {
    let message = [UInt8](repeating: 0, count: count)
    var digests: Set<[UInt8]> = [SHA256.digest(of: message)]
    for bit in 0..<(8 * count) {
      var changed = message
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      digests.insert(SHA256.digest(of: changed))
    }
    #expect(digests.count == 8 * count + 1)
    #expect(digests.allSatisfy { $0.count == 32 })
  }

  @Test(
    "messages of a's around the length where the padding takes a second block",
    arguments: [
      (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
      (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
      (63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"),
      (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
      (65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"),
    ])
  func paddingLengths(count: Int, digest: String) {
    #expect(Hexadecimal.string(SHA256.digest(of: [UInt8](repeating: 97, count: count))) == digest)
  }
}
