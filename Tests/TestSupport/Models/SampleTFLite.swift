/// A TensorFlow Lite file that is put together field by field, also wrongly.
public struct SampleTFLite {
  /// An empty one.
  public init() {}

  /// The schema's version.
  public var version = 3
  /// The old field, the new one, and the name of an operator that is not builtin.
  public var codes: [(old: Int, new: Int, name: String?)] = []
  /// The tensors, as tables.
  public var tensors: [FlatBufferFile.Field] = []
  /// The tensors that are given.
  public var inputs: [Int32] = [0]
  /// The tensors that are asked for.
  public var outputs: [Int32] = []
  /// The operators, as tables.
  public var operators: [FlatBufferFile.Field] = []
  /// The buffers, the first one empty.
  public var buffers: [FlatBufferFile.Field] = [.table([])]

  /// Adds a tensor and says its index.
  @discardableResult
  public mutating func tensor(
    _ shape: [Int32], type: Int = 0, name: String? = nil, scales: [Float] = [], signature: [Int32] = [],
    contents: [UInt8]? = nil, isSparse: Bool = false
  ) -> Int32 {
    if let contents { buffers.append(.table([.bytes(contents)])) }
    tensors.append(
      .table([
        .words(shape), .integer(Int64(type), byteCount: 1),
        .word(contents == nil ? 0 : buffers.count - 1), .text(name ?? "t\(tensors.count)"),
        scales.isEmpty ? .absent : .table([.absent, .absent, .floats(scales)]), .absent,
        isSparse ? .table([]) : .absent, signature.isEmpty ? .absent : .words(signature),
      ]))
    return Int32(tensors.count - 1)
  }

  /// Adds an operator with a code of its own.
  public mutating func add(
    _ code: Int, _ inputs: [Int32], _ outputs: [Int32], name: String? = nil,
    options: [FlatBufferFile.Field] = []
  ) {
    codes.append((min(code, 127), code, name))
    operators.append(
      .table([
        .word(codes.count - 1), .words(inputs), .words(outputs), .integer(1, byteCount: 1), .table(options),
      ]))
  }

  /// The file.
  public var bytes: [UInt8] {
    let codes = codes.map { code in
      FlatBufferFile.Field.table([
        .integer(Int64(code.old), byteCount: 1), code.name.map { .text($0) } ?? .absent, .word(1),
        .word(code.new),
      ])
    }
    let subgraph = FlatBufferFile.Field.table([
      .tables(tensors), .words(inputs), .words(outputs), .tables(operators),
    ])
    return FlatBufferFile.bytes(
      root: [.word(version), .tables(codes), .tables([subgraph]), .text("sample"), .tables(buffers)],
      identifier: "TFL3")
  }

  /// An input that leaves extents open.
  public static func open(_ shape: [Int32], signature: [Int32]) -> FlatBufferFile.Field {
    var sample = SampleTFLite()
    sample.tensor(shape, name: "x", signature: signature)
    return sample.tensors[0]
  }

  /// A tensor of one number whose contents lie in a buffer.
  public static func stored(in buffer: Int) -> FlatBufferFile.Field {
    .table([.words([1]), .integer(0, byteCount: 1), .word(buffer), .text("stored")])
  }

  /// An input, a function of it, and the result.
  public static func function(_ code: Int, name: String? = nil, type: Int = 0, scales: [Float] = [])
    -> SampleTFLite
  {
    var sample = SampleTFLite()
    let x = sample.tensor([1, 2, 2, 3], type: type, scales: scales)
    let y = sample.tensor([1, 2, 2, 3], type: type, scales: scales)
    sample.add(code, [x], [y], name: name)
    sample.outputs = [y]
    return sample
  }
}
