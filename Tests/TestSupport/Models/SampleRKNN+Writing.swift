extension SampleRKNN {
  /// A tensor, by the file's own codes.
  public struct Tensor: Sendable {
    var type = 3
    var layout = 64
    var role: Int
    var native: [Int32]
    var shape: [Int32]
    var name: String
    var scale: Float?
    var zeroPoint: Int32 = 0
    var byteCount = 0
    var buffer = 0

    /// Weights of codes in one block that their shape fills but for 16 input channels.
    public static func weights(_ shape: [Int32], buffer: Int) -> Tensor {
      Tensor(
        layout: 65, role: 4, native: [1, 1, shape[2], shape[3], shape[0], 16], shape: shape, name: "weights",
        buffer: buffer)
    }

    var field: FlatBufferFile.Field {
      .table([
        .integer(Int64(type), byteCount: 1), .integer(Int64(layout), byteCount: 1),
        .integer(Int64(role), byteCount: 1), .words(native), .words(shape), .text(name), .text("layer"),
        .text("int8"), scale.map { .floats([-128 * $0]) } ?? .absent,
        scale.map { .floats([127 * $0]) } ?? .absent, scale.map { .floats([$0]) } ?? .absent,
        scale == nil ? .absent : .words([zeroPoint]), .word(byteCount), .word(0), .absent, .absent, .absent,
        .absent, .word(buffer),
      ])
    }
  }

  /// The file.
  public var bytes: [UInt8] { file(of: payload) }

  /// A file around any payload.
  public func file(of payload: [UInt8]) -> [UInt8] {
    let json = Array("{\"version\": \"2.3.2\"}".utf8)
    return Array("RKNN".utf8) + [0, 0, 0, 0] + Self.littleEndian(version, 8)
      + Self.littleEndian(payload.count, 8) + reserved + payload + Self.littleEndian(json.count, 8) + json
  }

  /// The FlatBuffer.
  public var payload: [UInt8] { FlatBufferFile.bytes(root: root) }

  /// The root table's fields, for files that differ in more than the properties.
  public var root: [FlatBufferFile.Field] {
    let buffers: [FlatBufferFile.Field] = [
      .table([]), .table([.bytes(Self.weights)]), .table([.bytes(Self.biases)]), .table([.bytes(commands)]),
      .table([.bytes(tasks)]),
    ]
    let all = buffers + furtherBuffers.map { .table([.bytes($0)]) }
    return [
      .word(version == 2 ? 1 : 6), .text(generation), .tables([.table(graph)]), .text("{}"),
      version == 2 ? .tables(all) : .absent, .absent, .word(20302), .text("2.3.2 (sample)"),
      .text(platform), .text("ONNX"), .integer(2, byteCount: 1), .text("a sample"), .absent, .absent, .absent,
      .absent, .absent, .absent, .absent,
      .table([.integer(1216, byteCount: 8), .integer(720, byteCount: 8)]),
      version == 2 ? .absent : .tables(all),
    ]
  }

  /// The graph's fields: tensors, nodes, inputs, outputs, what is taken off inputs, starts of programs.
  public var graph: [FlatBufferFile.Field] {
    [
      .tables((tensors + furtherTensors).map(\.field)), .tables(nodes + furtherNodes), .words(inputs),
      .words(outputs),
      .tables([
        .table([
          .floats([127.5, 127.5, 127.5, 127.5]), .floats([128, 128, 128, 128]), .words([0, 1, 2, 3]),
        ])
      ]),
      .absent, .absent, .absent, .absent, .absent, .words([0, 0, 0, 1, 3]),
    ]
  }

  private var tensors: [Tensor] {
    let (input, channels) = (Self.input, Self.channels)
    let (height, width) = (Int32(input.height), Int32(input.width))
    let map = [1, 1, height, width, 16] as [Int32]
    let pooled = [1, Int32(channels), height / 2 + 1, width / 2] as [Int32]
    let zeroPoints = Self.zeroPoints
    return [
      Tensor(type: 0, layout: 0, role: 0, native: [], shape: [], name: ""),
      Tensor(
        role: 1, native: map, shape: [1, Int32(input.channels), height, width], name: "images", scale: 0.05,
        zeroPoint: Int32(zeroPoints.input), byteCount: 480),
      Tensor(
        layout: 65, role: 4, native: [1, 1, 3, 3, 8, 16], shape: [8, Int32(input.channels), 3, 3],
        name: "conv.weight", byteCount: 1152, buffer: 1),
      Tensor(
        type: 6, layout: 0, role: 4, native: [8], shape: [8], name: "conv.bias", byteCount: 64, buffer: 2),
      Tensor(
        role: 3, native: map, shape: [1, Int32(channels), height, width], name: "features", scale: 0.25,
        zeroPoint: Int32(zeroPoints.output), byteCount: 480),
      Tensor(
        role: 2, native: [1, 1, pooled[2], pooled[3], 16], shape: pooled, name: "output", scale: 0.25,
        zeroPoint: Int32(zeroPoints.output), byteCount: 144),
      Tensor(
        type: 13, layout: 0, role: version == 2 ? 7 : 9, native: [], shape: [Int32(commands.count)],
        name: "regcmd", byteCount: commands.count, buffer: 3),
      Tensor(
        type: 13, layout: 0, role: 10, native: [], shape: [40], name: "task", byteCount: 40, buffer: 4),
    ]
  }

  private var nodes: [FlatBufferFile.Field] {
    [
      node("InputOperator", inputs: [], outputs: [1], onNPU: false, tasks: 0),
      node("ConvRelu", inputs: [1, 2, 3], outputs: [4], onNPU: true, tasks: 1),
      node("MaxPool", inputs: [4], outputs: [5], onNPU: true, tasks: 0, attributes: poolAttributes),
      node("OutputOperator", inputs: [5], outputs: [], onNPU: false, tasks: 0),
    ]
  }

  /// A node's fields.
  public func node(
    _ operation: String, inputs: [Int32], outputs: [Int32], onNPU: Bool, tasks: Int32,
    attributes: [UInt8]? = nil
  ) -> FlatBufferFile.Field {
    let document = attributes.map { FlatBufferFile.Field.bytes($0) } ?? .absent
    if version == 2 {
      // One core; the tensor of the commands.
      let task = FlatBufferFile.Field.table([
        .word(6), .absent, .absent, .absent, .absent, .absent, .absent, .word(1),
      ])
      return .table([
        .absent, .text(operation), .text("\(operation):sample"), .integer(onNPU ? 2 : 0, byteCount: 1),
        .words(inputs), .words(outputs), tasks > 0 ? .tables([task]) : .absent, .absent, .absent, document,
      ])
    }
    return .table([
      .absent, .text(operation), .text("\(operation):sample"), .integer(onNPU ? 2 : 0, byteCount: 1),
      .words(inputs), .words(outputs), .absent, .integer(1, byteCount: 1), .absent, document,
      .words([tasks]), .words([0]),
    ])
  }

  /// The register commands in 64-bit words.
  private var commands: [UInt8] {
    registers.flatMap { register, value in
      let (register, value) = (Int(register), Int(value))
      let word = version == 2 ? value << 32 | register << 16 : value << 16 | register
      return Self.littleEndian(word, 8)
    }
  }

  /// The record of the only task: flags and masks, how many commands, where they begin.
  private var tasks: [UInt8] {
    [0, 0, 0x1D, 0x300, 0x1FFFF, 0, registers.count, 0].flatMap { Self.littleEndian($0, 4) }
      + Self.littleEndian(0, 8)
  }
}
