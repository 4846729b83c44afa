import K210Boards
import TestSupport
import Testing

@Suite("facts about boards, property")
struct BoardPropertyTests {
  @Test("a frame's buffers hold its pixels and waste less than a block; more pixels never take less")
  func frames() throws {
    var random = SplitMix64(seed: 51)
    for _ in 0..<500 {
      let width = Int.random(in: 1...FrameSize.longestSide, using: &random)
      let height = Int.random(in: 1...FrameSize.longestSide, using: &random)
      let size = try #require(FrameSize(width: width, height: height))
      let pixels = width * height
      #expect(size.pictureBytes % 128 == 0 && (0..<128).contains(size.pictureBytes - pixels * 2))
      #expect(size.planeBytes % 64 == 0 && (0..<64).contains(size.planeBytes - pixels * 3))
      #expect(size.bufferBytes == size.pictureBytes + size.planeBytes)
      let turned = try #require(FrameSize(width: height, height: width))
      #expect(turned.bufferBytes == size.bufferBytes)
      if let wider = FrameSize(width: width + 1, height: height) {
        #expect(wider.pictureBytes >= size.pictureBytes && wider.planeBytes >= size.planeBytes)
      } else {
        #expect(width == FrameSize.longestSide)
      }
    }
  }

  @Test("a frame's name and its extents, in any case of letters, lead back to it")
  func frameNames() throws {
    var random = SplitMix64(seed: 52)
    for _ in 0..<500 {
      let size = try #require(
        FrameSize(
          width: Int.random(in: 1...1700, using: &random), height: Int.random(in: 1...1300, using: &random)))
      #expect(FrameSize(size.name) == size)
      #expect(FrameSize("\(size.width)X\(size.height)") == size)
      #expect(FrameSize("b\(size.width)x\(size.height)") == size)
      #expect((size.sensorName != nil) == FrameSize.named.contains { $0.size == size })
    }
    for known in FrameSize.named {
      let mixed = String(
        known.name.map { random.next() % 2 == 0 ? Character($0.lowercased()) : $0 })
      #expect(FrameSize(mixed) == known.size, "\(mixed)")
    }
    #expect(Set(FrameSize.named.map(\.name)).count == FrameSize.named.count)
  }

  @Test("sizes outside of what sensors have are none")
  func outside() {
    var random = SplitMix64(seed: 53)
    for _ in 0..<200 {
      let bad = random.next() % 2 == 0 ? -Int(random.next() % 5000) : 4097 + Int(random.next() >> 2)
      let good = Int.random(in: 1...4096, using: &random)
      #expect(FrameSize(width: bad, height: good) == nil && FrameSize(width: good, height: bad) == nil)
    }
  }

  @Test("a released file's name leads to its flavour, whatever version, folder and case of letters")
  func fileNames() {
    var random = SplitMix64(seed: 54)
    for _ in 0..<200 {
      let flavour = FirmwareFlavour.all[Int(random.next() % UInt64(FirmwareFlavour.all.count))]
      var name = "maixpy_v\(random.next() % 3).\(random.next() % 10).\(random.next() % 10)"
      if random.next() % 4 != 0 {
        name += "_\(random.next() % 1000)_g\(String(random.next() >> 32, radix: 16))"
      }
      if !flavour.fileNameEnding.isEmpty { name += "_\(flavour.fileNameEnding)" }
      let folder = ["", "./", "a/b/", "/maixpy_v1/"][Int(random.next() % 4)]
      let file = folder + name + ".bin"
      #expect(FirmwareFlavour.named(file) == flavour, "\(file)")
      #expect(FirmwareFlavour.named(file.uppercased()) == flavour, "\(file)")
      #expect(FirmwareFlavour.named(folder + name) == nil)
      #expect(FirmwareFlavour.named(folder + name + "_x9y.bin") == nil)
      #expect(FirmwareFlavour.named(String(file.dropFirst(folder.count + 1))) == nil)
    }
  }

  @Test("the GC heap's tables take about one part in 86, never more than that and two blocks")
  func gcHeap() {
    var random = SplitMix64(seed: 55)
    for _ in 0..<1000 {
      let bytes = Int.random(in: 0...K210Memory.general.value, using: &random)
      let usable = GCHeap.usableBytes(of: bytes)
      #expect(usable >= 0 && usable <= max(0, bytes - 128))
      #expect(usable % 128 == 0, "a table byte stands for four blocks")
      #expect(bytes - usable <= bytes * 12 / 1036 + 128 + 256)
      #expect(GCHeap.usableBytes(of: bytes + 4096) > usable || bytes + 4096 > K210Memory.general.value)
    }
  }

  @Test("the estimate of an image grows with its memory up to the documented end, and no further")
  func images() {
    var random = SplitMix64(seed: 56)
    for _ in 0..<500 {
      let bytes = Int(truncatingIfNeeded: random.next()) % 8_000_000
      let image = FirmwareFlavour.estimatedImageBytes(staticBytes: bytes)
      #expect(image.certainty == .chosen && (0...FlashLayout.largestImageBytes).contains(image.value))
      #expect(image.value <= max(0, bytes))
      #expect(FirmwareFlavour.estimatedImageBytes(staticBytes: bytes + 1000).value >= image.value)
    }
    #expect(
      FlashLayout.largestImageBytes + FlashLayout.firmwareFrameBytes == FlashLayout.firmwareEnd.value)
  }

  @Test("the loader takes the same for each layer more")
  func loader() {
    var random = SplitMix64(seed: 57)
    for _ in 0..<100 {
      let layers = Int.random(in: 0...10_000, using: &random)
      let step = ModelLoader.overhead(layers: layers + 1) - ModelLoader.overhead(layers: layers)
      #expect(step == ModelLoader.bytesPerLayer.value)
    }
    #expect(ModelLoader.overhead(layers: 0) == ModelLoader.bytesPerModel.value)
  }
}

@Suite("what is stated about each flavour")
struct FlavourFactTests {
  @Test("every figure has a source and a value that can be", arguments: FirmwareFlavour.all)
  func figures(flavour: FirmwareFlavour) {
    let sources = [
      flavour.staticBytes.source, flavour.spread.source, flavour.kmodelVersions.source,
      flavour.cameraBuffers.source, flavour.estimatedImageBytes.source,
    ]
    #expect(sources.allSatisfy { !$0.isEmpty && !$0.hasSuffix(".") })
    #expect((500_000..<K210Memory.general.value).contains(flavour.staticBytes.value))
    #expect(flavour.spread.value > 0 && flavour.spread.certainty.isEstimate)
    #expect((1...2).contains(flavour.cameraBuffers.value))
    #expect(flavour.kmodelVersions.value == flavour.kmodelVersions.value.sorted())
    // What is measured differs less from release to release than what is chosen.
    #expect((flavour.spread.value < 200 << 10) == !flavour.staticBytes.certainty.isEstimate)
    #expect(FirmwareFlavour.named(flavour.id) == flavour)
  }

  @Test("what holds for every board is stated, not chosen")
  func board() {
    let vendor = [
      K210Memory.general.certainty, K210Memory.kpu.certainty, FlashLayout.chipBytes.certainty,
      FlashLayout.firmwareEnd.certainty, FlashLayout.modelSlots.certainty, FlashLayout.fileSystem.certainty,
      FrameSize.bufferRule.certainty, DisplayBuffer.bytes.certainty, GCHeap.fallbackBytes.certainty,
    ]
    #expect(vendor.allSatisfy { $0 == .vendor })
    #expect(GCHeap.defaultBytes.certainty == .measured && GCHeap.usedAtStart.certainty == .measured)
    for chosen in [ModelLoader.bytesPerLayer, ModelLoader.bytesPerModel, PlainProgram.staticBytes] {
      #expect(chosen.certainty == .chosen && chosen.value > 0)
    }
    #expect(GCHeap.smallerBytes.value.allSatisfy { $0 < GCHeap.defaultBytes.value })
    #expect(GCHeap.smallerBytes.value.contains(GCHeap.fallbackBytes.value))
    #expect(PlainProgram.kmodelVersions.value == [3, 4] && ModelLoader.streamedVersions.value == [3])
  }
}
