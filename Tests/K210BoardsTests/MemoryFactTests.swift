import K210Boards
import TestSupport
import Testing

@Suite("Memory of K210 boards")
struct MemoryFactTests {
  @Test(
    "camera buffers: picture in blocks of 128 bytes, planes in blocks of 64",
    arguments: [
      ("QVGA", 153_600, 230_400), ("VGA", 614_400, 921_600), ("240x240", 115_200, 172_800),
      ("qqvga", 38_400, 57_600), ("1x1", 128, 64), ("224X224", 100_352, 150_528),
    ])
  func cameraBuffers(text: String, picture: Int, planes: Int) throws {
    let size = try #require(FrameSize(text))
    #expect(size.pictureBytes == picture && size.planeBytes == planes)
    #expect(size.bufferBytes == picture + planes)
  }

  @Test("frames are named as the sensor module names them")
  func names() throws {
    #expect(FrameSize("320x240")?.name == "QVGA")
    #expect(FrameSize("b240x240") == FrameSize("240x240"))
    #expect(FrameSize("240x240")?.name == "B240X240")
    #expect(FrameSize("LCD") == FrameSize("QQVGA2"))
    let unnamed = try #require(FrameSize("224x224"))
    #expect(unnamed.sensorName == nil && unnamed.name == "224x224")
    for known in FrameSize.named { #expect(FrameSize(known.name) == known.size) }
    let usual = FrameSize.usual.map(\.bufferBytes)
    #expect(usual.count == 6 && usual == usual.sorted(by: >))
  }

  @Test(
    "what is no size is refused",
    arguments: [
      "", "x", "QVGAA", "0x240", "320x", "x240", "320x240x1", "-1x5", "4097x1", "1x99999999999999999999",
    ])
  func refused(text: String) {
    #expect(FrameSize(text) == nil)
  }

  @Test("the smallest frame for an input holds it and none smaller does")
  func smallest() {
    #expect(FrameSize.smallest(holding: 224, 224)?.name == "B240X240")
    #expect(FrameSize.smallest(holding: 320, 240)?.name == "QVGA")
    #expect(FrameSize.smallest(holding: 2000, 1) == nil)
    var random = SplitMix64(seed: 41)
    for _ in 0..<200 {
      let (width, height) = (
        Int.random(in: 1...1700, using: &random), Int.random(in: 1...1300, using: &random)
      )
      let holding = FrameSize.named.map(\.size).filter { $0.width >= width && $0.height >= height }
      let found = FrameSize.smallest(holding: width, height)
      #expect(found?.bufferBytes == holding.map(\.bufferBytes).min())
      if let found { #expect(found.width >= width && found.height >= height) }
    }
  }

  @Test("the GC heap's tables come out of it: 518016 of 524288 bytes remain, as measured")
  func gcHeap() {
    #expect(GCHeap.usableBytes(of: 524_288) == 518_016)
    // What a fresh script reported as free and as used.
    #expect(501_120 + GCHeap.usedAtStart.value == GCHeap.usableBytes(of: GCHeap.defaultBytes.value))
    #expect(GCHeap.usableBytes(of: 0) == 0 && GCHeap.usableBytes(of: -5) == 0)
    #expect(GCHeap.usableBytes(of: .max) < 6 << 20)
    var last = 0
    for bytes in stride(from: 0, through: 1 << 20, by: 4096) {
      let usable = GCHeap.usableBytes(of: bytes)
      #expect(usable >= last && usable <= bytes && usable % 32 == 0)
      last = usable
    }
  }

  @Test("memory and flash have the sizes of the data sheets")
  func sizes() {
    #expect(K210Memory.general.value == 6_291_456 && K210Memory.kpu.value == 2_097_152)
    #expect(DisplayBuffer.bytes.value == 153_600)
    #expect(FlashLayout.chipBytes.value == 16_777_216)
    #expect(FlashLayout.fileSystem.value.upperBound == FlashLayout.chipBytes.value)
    #expect(FlashLayout.fileSystem.value.count == 3 << 20)
    for slot in FlashLayout.modelSlots.value {
      #expect(slot >= FlashLayout.firmwareEnd.value && slot < FlashLayout.fileSystem.value.lowerBound)
      #expect(slot % FlashLayout.sectorBytes == 0)
    }
    #expect(ModelLoader.overhead(layers: 0) == 4096 && ModelLoader.overhead(layers: 10) == 4736)
  }
}
