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
      for node in try ONNXModel(file).graph.nodes where node.operation == "Conv" {
        guard let output = node.outputs.first else { continue }
        func integers(_ name: String) -> [Int]? { node.ints(name)?.map { Int($0) } }
        var convolution = NetworkConvolution()
        convolution.kernel = integers("kernel_shape") ?? convolution.kernel
        convolution.strides = integers("strides") ?? convolution.strides
        convolution.pads = integers("pads") ?? convolution.pads
        convolution.dilations = integers("dilations") ?? convolution.dilations
        convolutions[output] = convolution
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
