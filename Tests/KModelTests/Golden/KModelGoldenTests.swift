import KModel
import TestSupport
import Testing

@Suite("golden kmodels", .enabled(if: GoldenData.isExpected("kmodels"), "\(GoldenData.missingMessage)"))
struct KModelGoldenTests {
  @Test("all the golden models are there")
  func allThere() {
    #expect(GoldenData.kmodelNames.count >= 210)
  }

  @Test("a real model reads, and is written back byte for byte", arguments: GoldenData.kmodelNames)
  func identity(name: String) throws {
    let bytes = try GoldenData.kmodel(name)
    let model = try KModel(bytes: bytes)
    #expect(model.version == (name.contains("_v3") ? 3 : 4))
    let encoded = try model.encoded()
    if encoded != bytes {
      let first = zip(encoded, bytes).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      Issue.record(
        "first difference at \(first ?? min(encoded.count, bytes.count)) of \(encoded.count) and \(bytes.count)"
      )
    }
  }

  @Test(
    "a real model without its file offsets is laid out anew and means the same",
    arguments: GoldenData.kmodelNames)
  func layout(name: String) throws {
    let bytes = try GoldenData.kmodel(name)
    guard case .v4(var model) = try KModel(bytes: bytes) else { return }
    for index in model.nodes.indices { model.nodes[index].bodyOffset = nil }
    let encoded = try model.encoded()
    #expect(try KModel(bytes: encoded) == .v4(model))
    // Six layers of this file have a batch norm that is not 256-aligned.
    #expect((encoded == bytes) == (name != "model4_v4"))
  }

  @Test("real KPU layers have the words that our own builder makes", arguments: GoldenData.kmodelNames)
  func words(name: String) throws {
    for (argument, bytesPerWeight) in try Self.arguments(KModel(bytes: GoldenData.kmodel(name))) {
      let kernel = try #require(argument.kernelType)
      let pool = try #require(argument.poolType)
      var built = try #require(
        KPULayerArgument(
          inputChannels: argument.inputChannels, outputChannels: argument.outputChannels,
          inputHeight: argument.inputHeight, inputWidth: argument.inputWidth, kernel: kernel,
          pool: pool, isDepthwise: argument.isDepthwise,
          imageSourceRow: argument.imageSourceRow, imageDestinationRow: argument.imageDestinationRow,
          padValue: argument.padValue, bytesPerWeight: bytesPerWeight))
      built.sendsDataOut = argument.sendsDataOut
      // Quantisation terms are the compiler's to choose.
      built.words[9] = argument.words[9]
      built.words[10] = argument.words[10]
      let real = argument.withoutAddresses
      for word in 0..<12 { #expect(built.words[word] == real.words[word], "word \(word)") }
    }
  }

  private static func arguments(_ model: KModel) -> [(KPULayerArgument, bytesPerWeight: Int)] {
    switch model {
    case .v3(let model):
      model.layers.compactMap { layer in
        guard case .k210Conv(let body) = layer.operation else { return nil }
        return (body.argument, model.hasEightBitWeights ? 1 : 2)
      }
    case .v4(let model):
      model.nodes.compactMap { node in
        guard case .kpuConv2D(let body) = node.operation else { return nil }
        return (body.argument, 1)
      }
    }
  }
}
