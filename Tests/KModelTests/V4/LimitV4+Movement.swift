import KModel
import TestSupport

extension LimitV4 {
  private typealias Op = OperationV4
  private typealias Bodies = ValidationV4Tests

  static let movement: [LimitV4] = concatenation + shapes + slices

  private static let concatenation: [LimitV4] = [
    LimitV4(Bodies.concat, Op.concat, \.inputs[0], "input 0", at: 28, byteCount: 120),
    LimitV4(Bodies.concat, Op.concat, \.inputs[1], "input 1", at: 44, byteCount: 48),
    LimitV4(Bodies.concat, Op.concat, \.output, "output", at: 0, byteCount: 168),
    LimitV4(
      Bodies.concat, Op.concat, at: 24, "number of dimensions is 1; must be 2, the number of inputs",
      refuses: { $0.dimensions.removeLast() }),
    LimitV4(
      Bodies.concat, Op.concat, at: 24, "number of dimensions is 3; must be 2, the number of inputs",
      refuses: { $0.dimensions.append(0) }),
    LimitV4(
      Bodies.concat, Op.concat, at: 40, "size of input 0 is 120 bytes; must be \(noSize)",
      accepts: { $0.dimensions[0] = 0 }, refuses: { $0.dimensions[0] = -1 }),
    LimitV4(
      Bodies.concat, Op.concat, at: 40, "size of input 0 is 120 bytes; must be \(noSize)",
      accepts: { $0.innerSize = 0 },
      refuses: {
        $0.innerSize = .max
        $0.outerSize = .max
      }),
    LimitV4(
      Bodies.concat, Op.concat, at: 0, "memory of output is constants; must be main memory or KPU RAM",
      refuses: { $0.output = BodyCaseV4.constant }),
  ]

  /// Padding yields 2×1×6×9 bytes, resizing 1×3×8×10, transposing as many as came in.
  private static let shapes: [LimitV4] = [
    LimitV4(Bodies.pad, Op.pad, \.operands.input, "input", at: 0, byteCount: 60),
    LimitV4(Bodies.pad, Op.pad, \.operands.output, "output", at: 16, byteCount: 108),
    LimitV4(Bodies.pad, Op.pad, \.inputShape.h, "extent 2 of input", at: 40, atLeast: 0),
    LimitV4(
      Bodies.pad, Op.pad, at: 56, "padded extent 1 is -1; must be at least 0",
      accepts: { $0.padding[1].before = -3 }, refuses: { $0.padding[1].before = -4 }),
    LimitV4(
      Bodies.pad, Op.pad, at: 72, "padded extent 3 is -1; must be at least 0",
      accepts: { $0.padding[3].after = -5 }, refuses: { $0.padding[3].after = -6 }),
    LimitV4(
      Bodies.pad, Op.pad, at: 28, "size of output is 431 bytes; must be at least 432 bytes",
      accepts: {
        $0.operands.input = BodyCaseV4.float1
        $0.operands.output.byteCount = 432
      },
      refuses: {
        $0.operands.input = BodyCaseV4.float1
        $0.operands.output.byteCount = 431
      }),
    LimitV4(Bodies.resize, Op.resizeImage, \.operands.input, "input", at: 0, byteCount: 60),
    LimitV4(Bodies.resize, Op.resizeImage, \.operands.output, "output", at: 16, byteCount: 240),
    LimitV4(Bodies.resize, Op.resizeImage, \.inputShape.w, "extent 3 of input", at: 44, atLeast: 1),
    LimitV4(Bodies.resize, Op.resizeImage, \.outputHeight, "output height", at: 48, atLeast: 0),
    LimitV4(Bodies.resize, Op.resizeImage, \.outputWidth, "output width", at: 52, atLeast: 0),
    LimitV4(Bodies.transpose, Op.transpose, \.operands.input, "input", at: 0, byteCount: 60),
    LimitV4(Bodies.transpose, Op.transpose, \.operands.output, "output", at: 16, byteCount: 60),
    LimitV4(Bodies.transpose, Op.transpose, \.inputShape.c, "extent 1 of input", at: 36, atLeast: 0),
    LimitV4(
      Bodies.transpose, Op.transpose, at: 48,
      "permutation is [0, 2, 3, 4]; must be an order of 0, 1, 2 and 3",
      accepts: { $0.permutation = ShapeV4(3, 2, 1, 0) }, refuses: { $0.permutation.w = 4 }),
    LimitV4(
      Bodies.transpose, Op.transpose, at: 48,
      "permutation is [0, 0, 3, 1]; must be an order of 0, 1, 2 and 3", refuses: { $0.permutation.c = 0 }),
  ]

  /// Axis 1 runs down from 2 in steps of 2, axis 3 up from 0 in steps of 3; 1×2×2×2 bytes come out.
  private static let slices: [LimitV4] = [
    LimitV4(Bodies.slice, Op.stridedSlice, \.operands.input, "input", at: 0, byteCount: 60),
    LimitV4(Bodies.slice, Op.stridedSlice, \.operands.output, "output", at: 16, byteCount: 8),
    LimitV4(
      Bodies.slice, Op.stridedSlice, at: 32, "extent 0 of input is -1; must be at least 0",
      refuses: { $0.inputShape.n = -1 }),
    LimitV4(
      Bodies.slice, Op.stridedSlice, at: 80,
      "strides is [1, -2, 0, 3]; must be different from 0 on every axis",
      accepts: { $0.strides.h = -1 }, refuses: { $0.strides.h = 0 }),
    LimitV4(
      Bodies.slice, Op.stridedSlice, at: 60, "slice of axis 3 is 0…6; must be inside 0..<5",
      accepts: { $0.end.w = 6 }, refuses: { $0.end.w = 7 }),
    LimitV4(
      Bodies.slice, Op.stridedSlice, at: 52, "slice of axis 1 is 2…-2; must be inside 0..<3",
      accepts: { $0.end.c = -2 }, refuses: { $0.end.c = -3 }),
    LimitV4(
      Bodies.slice, Op.stridedSlice, at: 52, "slice of axis 1 is 3…1; must be inside 0..<3",
      refuses: { $0.begin.c = 3 }),
    LimitV4(
      Bodies.slice, Op.stridedSlice, at: 48, "slice of axis 0 is -1…0; must be inside 0..<1",
      refuses: { $0.begin.n = -1 }),
  ]

  static let kpu: [LimitV4] = [
    LimitV4(Bodies.upload, Op.kpuUpload, \.operands.input, "input", at: 0, byteCount: 60),
    LimitV4(
      Bodies.upload, Op.kpuUpload, at: 16, "memory of output is 1; must be 2 (KPU RAM)",
      refuses: { $0.operands.output.memory = .main }),
    LimitV4(
      Bodies.upload, Op.kpuUpload, at: 24, "start of output is 63; must be a multiple of 64",
      accepts: { $0.operands.output.start = 64 }, refuses: { $0.operands.output.start = 63 }),
    LimitV4(
      Bodies.upload, Op.kpuUpload, at: 24, "start of output is 96; must be a multiple of 64",
      accepts: { $0.operands.output.start = 128 }, refuses: { $0.operands.output.start = 96 }),
    LimitV4(
      Bodies.upload, Op.kpuUpload, at: 24,
      "output covers bytes 2096960..<2097216 of a memory of 2097152 bytes",
      accepts: { $0.operands.output.start = 2_096_896 },
      refuses: { $0.operands.output.start = 2_096_960 }),
    // The range itself would fit; the map's four rows do not.
    LimitV4(
      Bodies.upload, Op.kpuUpload, at: 24,
      "output covers bytes 2096960..<2097216 of a memory of 2097152 bytes",
      accepts: {
        $0.operands.output.start = 2_096_896
        $0.operands.output.byteCount = 0
      },
      refuses: {
        $0.operands.output.start = 2_096_960
        $0.operands.output.byteCount = 0
      }),
    LimitV4(
      Bodies.upload, Op.kpuUpload, at: 24, "output is 3x0x5, 1 times; must be at least one pixel",
      accepts: { $0.shape.h = 1 }, refuses: { $0.shape.h = 0 }),
    LimitV4(
      Bodies.upload, Op.kpuUpload, at: 12, "size of input is 120 bytes; must be \(noSize)",
      refuses: { $0.shape.c = -1 }),
    LimitV4(
      Bodies.upload, Op.kpuUpload, at: 12, "size of input is 120 bytes; must be at least 180 bytes",
      accepts: { $0.shape.n = 2 }, refuses: { $0.shape.n = 3 }),
  ]
}
