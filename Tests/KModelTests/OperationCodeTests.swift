import KModel
import TestSupport
import Testing

@Suite("codes and names of layer types and opcodes")
struct OperationCodeTests {
  @Test(
    "v3 numbers and names are those of the SDK",
    arguments: [
      (1, "add"), (2, "quantized add"), (5, "global average pool2d"), (7, "max pool2d"),
      (8, "quantized max pool2d"), (9, "average pool2d"), (11, "quantize"), (12, "dequantize"),
      (13, "requantize"), (14, "l2 normalization"), (15, "softmax"), (16, "concat"), (17, "quantized concat"),
      (18, "fully connected"), (20, "tensorflow flatten"), (22, "resize nearest neighbor"),
      (23, "quantized resize nearest neighbor"), (24, "channelwise dequantize"), (25, "logistic"),
      (10240, "k210 conv"), (10241, "k210 add padding"), (10242, "k210 remove padding"),
      (10243, "k210 upload"),
    ] as [(UInt32, String)])
  func version3(number: UInt32, name: String) throws {
    let code = try #require(OperationV3.Code(rawValue: number))
    let operation = SampleModelsV3.model(code).layers[0].operation
    #expect(operation.operationCode == number && operation.name == name)
  }

  @Test(
    "v4 numbers and names are those of nncase",
    arguments: [
      (0x00, "binary"), (0x01, "concat"), (0x02, "conv2d"), (0x03, "dequantize"), (0x04, "matmul"),
      (0x05, "pad"), (0x06, "quantize"), (0x07, "reduce"), (0x08, "reduce_window2d"), (0x09, "memory_copy"),
      (0x0A, "resize_image"), (0x0B, "softmax"), (0x0C, "transpose"), (0x0D, "strided_slice"),
      (0x0E, "unary"), (0x0F, "quantized_conv2d"), (0x10, "quantized_matmul"), (0x11, "quantized_binary"),
      (0x12, "table_lookup1d"), (0x13, "conv2d_transpose"), (0x14, "nnil_unary_method"),
      (0x1001, "cpu_conv2d"), (0x1002, "cpu_depthwise_conv2d"), (0x1003, "cpu_reduce_window2d"),
      (0x1004, "cpu_quantized_conv2d"), (0x1005, "cpu_quantized_depthwise_conv2d"), (0x2001, "kpu_upload"),
      (0x2002, "kpu_conv2d"),
    ] as [(UInt32, String)])
  func version4(number: UInt32, name: String) throws {
    let code = try #require(OperationV4.Code(rawValue: number))
    let operation = SampleModelsV4.model(code).nodes[0].operation
    #expect(operation.operationCode == number && operation.name == name)
  }

  @Test("the tables above are complete")
  func complete() {
    #expect(OperationV3.Code.allCases.count == 23)
    #expect(OperationV4.Code.allCases.count == 28)
  }

  @Test("elements of shapes are counted without overflow")
  func elementCounts() {
    #expect(OperationV3.MapShape(width: 3, height: 4, channels: 5).elementCount == 60)
    #expect(OperationV3.MapShape(width: .max, height: .max, channels: 5).elementCount == nil)
    #expect(ShapeV4(1, 2, 3, 4).elementCount == 24)
    #expect(ShapeV4(1, 2, -3, 4).elementCount == nil)
    #expect(ShapeV4(.max, .max, .max, 1).elementCount == nil)
  }
}
