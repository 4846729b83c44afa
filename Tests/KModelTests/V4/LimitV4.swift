import KModel
import TestSupport
import Testing

/// One rule of an opcode: the last node that it accepts, the first that it refuses, and the message.
struct LimitV4: Sendable, CustomTestStringConvertible {
  let accepted: OperationV4
  let refused: OperationV4
  /// Byte offset in the body of the field that the message names.
  let offset: Int
  let message: String

  /// Derives both nodes from the body that `BodyCaseV4` spells out.
  init<Body>(
    _ body: Body?, _ wrap: (Body) -> OperationV4, at offset: Int, _ message: String,
    accepts: (inout Body) -> Void = { _ in }, refuses: (inout Body) -> Void
  ) {
    guard var good = body, var bad = body else { preconditionFailure("BodyCaseV4 has no such body") }
    accepts(&good)
    refuses(&bad)
    accepted = wrap(good)
    refused = wrap(bad)
    self.offset = offset
    self.message = message
  }

  /// A range whose data take exactly `byteCount` bytes; `offset` is where the range begins in the body.
  init<Body>(
    _ body: Body?, _ wrap: (Body) -> OperationV4, _ path: WritableKeyPath<Body, MemoryRange>, _ name: String,
    at offset: Int, byteCount: UInt32
  ) {
    self.init(
      body, wrap, at: offset + 12,
      "size of \(name) is \(byteCount - 1) bytes; must be at least \(byteCount) bytes",
      accepts: { $0[keyPath: path].byteCount = byteCount },
      refuses: { $0[keyPath: path].byteCount = byteCount - 1 })
  }

  /// A field that must be at least `minimum`.
  init<Body>(
    _ body: Body?, _ wrap: (Body) -> OperationV4, _ path: WritableKeyPath<Body, Int32>, _ name: String,
    at offset: Int, atLeast minimum: Int32
  ) {
    self.init(
      body, wrap, at: offset, "\(name) is \(minimum - 1); must be at least \(minimum)",
      accepts: { $0[keyPath: path] = minimum }, refuses: { $0[keyPath: path] = minimum - 1 })
  }

  var testDescription: String { "\(refused.name): \(message)" }

  static let all: [LimitV4] = elementwise + tables + sums + movement + kpu
  /// What a size is compared with when the shape has none.
  static let noSize = "the size of its shape, which is negative or beyond 64 bits"

  /// The six rules of a window that begins at `offset` of a body.
  static func window<Body>(
    _ body: Body?, _ wrap: (Body) -> OperationV4, _ path: WritableKeyPath<Body, OperationV4.Window2D>,
    at offset: Int
  ) -> [LimitV4] {
    let fields: [(WritableKeyPath<OperationV4.Window2D, Int32>, String)] = [
      (\.strideHeight, "stride height"), (\.strideWidth, "stride width"),
      (\.dilationHeight, "dilation height"), (\.dilationWidth, "dilation width"),
    ]
    // Filters decide the size of the weights, strides that of the output, so the accepted side is the body as
    // it is; it has filters and dilations of 1 itself.
    let filters: [(WritableKeyPath<OperationV4.Window2D, Int32>, String)] = [
      (\.filterHeight, "filter height"), (\.filterWidth, "filter width"),
    ]
    return (filters + fields).enumerated().map { index, field in
      LimitV4(
        body, wrap, at: offset + 16 + 4 * index, "\(field.1) is 0; must be at least 1",
        refuses: { $0[keyPath: path.appending(path: field.0)] = 0 })
    }
  }

  private typealias Op = OperationV4
  private typealias Bodies = ValidationV4Tests

  private static let elementwise: [LimitV4] = [
    LimitV4(Bodies.binary, Op.binary, \.operands.a, "a", at: 0, byteCount: 240),
    LimitV4(Bodies.binary, Op.binary, \.operands.b, "b", at: 16, byteCount: 20),
    LimitV4(Bodies.binary, Op.binary, \.operands.output, "output", at: 32, byteCount: 240),
    LimitV4(Bodies.binary, Op.binary, \.aShape.n, "extent 0 of a", at: 52, atLeast: 1),
    LimitV4(Bodies.binary, Op.binary, \.aShape.w, "extent 3 of a", at: 64, atLeast: 1),
    LimitV4(Bodies.binary, Op.binary, \.bShape.n, "extent 0 of b", at: 68, atLeast: 1),
    LimitV4(Bodies.binary, Op.binary, \.bShape.c, "extent 1 of b", at: 72, atLeast: 1),
    LimitV4(Bodies.binary, Op.binary, \.outputShape.h, "extent 2 of output", at: 92, atLeast: 0),
    LimitV4(Bodies.quantizedBinary, Op.quantizedBinary, \.operands.a, "a", at: 0, byteCount: 60),
    LimitV4(Bodies.quantizedBinary, Op.quantizedBinary, \.operands.b, "b", at: 16, byteCount: 20),
    LimitV4(Bodies.quantizedBinary, Op.quantizedBinary, \.operands.output, "output", at: 32, byteCount: 60),
    LimitV4(
      Bodies.quantizedBinary, Op.quantizedBinary, \.outputShape.w, "extent 3 of output", at: 96, atLeast: 0),
    LimitV4(
      Bodies.binary, Op.binary, at: 44, "size of output is 480 bytes; must be \(noSize)",
      refuses: { $0.outputShape = ShapeV4(.max, .max, .max, .max) }),
    LimitV4(
      Bodies.binary, Op.binary, at: 32, "memory of output is constants; must be main memory or KPU RAM",
      accepts: { $0.operands.output.memory = .kpu },
      refuses: {
        $0.operands.output = BodyCaseV4.constant
        $0.outputShape = ShapeV4(1, 1, 1, 64)
      }),
    LimitV4(
      Bodies.unary, Op.unary, at: 8, "input covers bytes 3617..<4097 of a memory of 4096 bytes",
      accepts: { $0.operands.input.start = 3616 }, refuses: { $0.operands.input.start = 3617 }),
    LimitV4(
      Bodies.unary, Op.unary, at: 24, "output covers bytes 2096673..<2097153 of a memory of 2097152 bytes",
      accepts: {
        $0.operands.output = MemoryRange(memory: .kpu, dataType: .float32, start: 2_096_672, byteCount: 480)
      },
      refuses: {
        $0.operands.output = MemoryRange(memory: .kpu, dataType: .float32, start: 2_096_673, byteCount: 480)
      }
    ),
    LimitV4(Bodies.unary, Op.unary, \.operands.output, "output", at: 16, byteCount: 480),
    LimitV4(Bodies.nnil, Op.nnilUnaryMethod, \.operands.output, "output", at: 16, byteCount: 480),
    LimitV4(Bodies.quantize, Op.quantize, \.operands.output, "output", at: 16, byteCount: 120),
    LimitV4(Bodies.dequantize, Op.dequantize, \.operands.output, "output", at: 16, byteCount: 480),
    LimitV4(BodyCaseV4.bytes, Op.memoryCopy, \.output, "output", at: 16, byteCount: 120),
    // Whole elements only: 123 bytes are 30 of them.
    LimitV4(
      BodyCaseV4.bytes, Op.memoryCopy, at: 28, "size of output is 120 bytes; must be at least 124 bytes",
      accepts: {
        $0.input.byteCount = 123
        $0.output.byteCount = 120
      },
      refuses: {
        $0.input.byteCount = 124
        $0.output.byteCount = 120
      }),
  ]

  private static let tables: [LimitV4] =
    [
      LimitV4(
        Bodies.table, Op.tableLookup1D, at: 8, "input covers bytes 3977..<4097 of a memory of 4096 bytes",
        accepts: { $0.input.start = 3976 }, refuses: { $0.input.start = 3977 }),
      LimitV4(
        Bodies.table, Op.tableLookup1D, at: 24, "table covers bytes 1..<257 of a memory of 256 bytes",
        refuses: { $0.table.start = 1 }),
      LimitV4(Bodies.table, Op.tableLookup1D, \.table, "table", at: 16, byteCount: 256),
      LimitV4(Bodies.table, Op.tableLookup1D, \.output, "output", at: 32, byteCount: 120),
      LimitV4(
        Bodies.table, Op.tableLookup1D, at: 32,
        "memory of output is constants; must be main memory or KPU RAM",
        refuses: { $0.output = BodyCaseV4.constant }),
      LimitV4(Bodies.softmax, Op.softmax, \.innerSize, "inner_size", at: 32, atLeast: 1),
      LimitV4(Bodies.softmax, Op.softmax, \.outerSize, "outer_size", at: 36, atLeast: 0),
      LimitV4(Bodies.softmax, Op.softmax, \.operands.input, "input", at: 0, byteCount: 240),
      LimitV4(Bodies.softmax, Op.softmax, \.operands.output, "output", at: 16, byteCount: 240),
      LimitV4(Bodies.reduce, Op.reduce, \.inputShape.w, "extent 3 of input", at: 48, atLeast: 1),
      LimitV4(Bodies.reduce, Op.reduce, \.outputShape.n, "extent 0 of output", at: 52, atLeast: 1),
      LimitV4(Bodies.reduce, Op.reduce, \.operands.input, "input", at: 0, byteCount: 240),
      LimitV4(Bodies.reduce, Op.reduce, \.operands.output, "output", at: 16, byteCount: 12),
      // NCHW 3×4×5 padded to 7×12: 2×2 windows of each channel.
      LimitV4(Bodies.window, Op.reduceWindow2D, \.operands.input, "input", at: 0, byteCount: 240),
      LimitV4(Bodies.window, Op.reduceWindow2D, \.operands.output, "output", at: 16, byteCount: 48),
      LimitV4(Bodies.window, Op.reduceWindow2D, \.inputShape.n, "extent 0 of input", at: 36, atLeast: 1),
      // NHWC 3×4×5 padded to 6×11: 1×2 windows of each channel.
      LimitV4(Bodies.window, Op.cpuReduceWindow2D, \.operands.input, "input", at: 0, byteCount: 240),
      LimitV4(Bodies.window, Op.cpuReduceWindow2D, \.operands.output, "output", at: 16, byteCount: 40),
      LimitV4(
        Bodies.window, Op.reduceWindow2D, at: 28, "size of output is 480 bytes; must be \(noSize)",
        accepts: { $0.window.filterHeight = 7 }, refuses: { $0.window.filterHeight = 17 }),
    ] + window(Bodies.window, Op.reduceWindow2D, \.window, at: 52)
    + window(Bodies.window, Op.cpuReduceWindow2D, \.window, at: 52)
}
