import Containers
import TestSupport
import Testing

#if DEBUG
@testable import RockchipNPU

@Suite(
  "attributes from registers",
  .enabled(if: GoldenData.isExpected("rknn"), "\(GoldenData.missingMessage)"))
struct AttributeGoldenTests {
  /// A convolution of the network that a model was compiled from.
  struct NetworkConvolution {
    var kernel: [Int] = []
    var strides = [1, 1]
    var pads = [0, 0, 0, 0]
    var dilations = [1, 1]

    /// The convolutions of an ONNX file by their nodes' outputs.
    static func all(in file: [UInt8]) throws -> [String: NetworkConvolution] {
      var convolutions: [String: NetworkConvolution] = [:]
      let model = try ProtobufMessage(file[...])
      for graph in model.bytes(7) {
        for bytes in try ProtobufMessage(graph).bytes(1) {
          let node = try ProtobufMessage(bytes)
          guard node.string(4) == "Conv", let output = node.bytes(2).first else { continue }
          var convolution = NetworkConvolution()
          for attribute in node.bytes(5) {
            let attribute = try ProtobufMessage(attribute)
            let integers = try attribute.integers(8).map { Int($0) }
            switch attribute.string(1) {
            case "kernel_shape": convolution.kernel = integers
            case "strides": convolution.strides = integers
            case "pads": convolution.pads = integers
            case "dilations": convolution.dilations = integers
            default: break
            }
          }
          convolutions[String(decoding: output, as: UTF8.self)] = convolution
        }
      }
      return convolutions
    }
  }

  @Test("equal those of the network, for every convolution", arguments: RockchipVariant.runnable)
  func network(variant: RockchipVariant) throws {
    let model = try variant.load()
    let networks = try NetworkConvolution.all(in: GoldenData.bytes(variant.network))
    var builder = try GraphBuilder(model)
    var compared = 0
    for (node, registers) in try builder.convolutionRegisters() {
      // "Conv:conv_3", with what was fused behind it, or "#1" for a part.
      let whole = node.name.dropFirst("Conv:".count).prefix { $0 != "#" }
      let name = whole.split(separator: "_").prefix(2).joined(separator: "_")
      guard let convolution = networks[name] else { continue }
      compared += 1
      #expect([registers.kernel.height, registers.kernel.width] == convolution.kernel, "\(node.name)")
      #expect([registers.stride.height, registers.stride.width] == convolution.strides, "\(node.name)")
      #expect([registers.dilation.height, registers.dilation.width] == convolution.dilations, "\(node.name)")
      #expect(
        [registers.padding.top, registers.padding.left] == Array(convolution.pads.prefix(2)), "\(node.name)")
    }
    #expect(compared == networks.count)
  }
}
#endif
