public import Tensors

/// A tensor as a `.rknn` file describes it.
public struct RKNNTensor: Sendable, Equatable {
  /// Position in the graph's list; nodes refer to it.
  public let index: Int
  /// The name; empty for the first, which stands for "none".
  public let name: String
  /// Type of one element; nil for blobs and for codes that nobody has seen (the code is ``typeCode``).
  public let elementType: ElementType?
  /// The file's own code of the type.
  public let typeCode: Int
  /// How the elements lie in the chip's memory.
  public let layout: Layout
  /// What the tensor is for.
  public let role: Role
  /// Extents in the chip's memory; for weights a list of blocks, six numbers each.
  public let nativeShape: [Int32]
  /// Logical extents: N, C, H, W; weights O, I, KH, KW, depthwise 1, C, KH, KW.
  public let shape: Shape
  /// One scale per tensor, empty when it is not quantised.
  public let scales: [Float]
  /// One zero point per tensor, as signed numbers of the element's type.
  public let zeroPoints: [Int32]
  /// Least and greatest value that were calibrated; empty when not.
  public let minima: [Float]
  /// See ``minima``.
  public let maxima: [Float]
  /// Bytes in the chip's memory, padding included.
  public let byteCount: Int
  /// Where it lies in the arena of feature maps.
  public let arenaOffset: Int
  /// Which buffer of the file holds it, 0 for none.
  public let bufferIndex: Int

  /// Most axes of a shape; the runtime's interface has room for as many.
  static let axisLimit = 16

  /// What a tensor is for.
  public enum Role: Sendable, Equatable {
    case none, input, output, intermediate
    /// Weights and biases of layers on the NPU.
    case npuConstant
    case cpuConstant
    /// The program that loads a function's table.
    case tableProgram
    /// Made by the compiler: identity weights of copies, masks.
    case compilerConstant
    /// Register commands, and the records that start them.
    case registerCommands, tasks
    case unknown(Int)

    /// Whether it lies among the feature maps.
    var isMap: Bool { [.input, .output, .intermediate].contains(self) }

    init(code: Int) {
      self =
        switch code {
        case 0: .none
        case 1: .input
        case 2: .output
        case 3: .intermediate
        case 4: .npuConstant
        case 5: .cpuConstant
        case 6: .tableProgram
        case 8: .compilerConstant
        // 7 is what container version 2 uses for register commands, one tensor per task.
        case 7, 9: .registerCommands
        case 10: .tasks
        default: .unknown(code)
        }
    }
  }

  /// How elements lie in the chip's memory.
  public enum Layout: Sendable, Equatable {
    case undefined
    /// Plain, as the CPU has it.
    case planar
    /// Channels in atoms: N, C1, H, W, C2.
    case atoms
    /// Weights in blocks of output and input channels.
    case weightBlocks
    case unknown(Int)

    init(code: Int) {
      self =
        switch code {
        case 0: .undefined
        case 2: .planar
        case 64: .atoms
        case 65: .weightBlocks
        default: .unknown(code)
        }
    }
  }

  /// The type of a code in the file.
  static func elementType(code: Int) -> ElementType? {
    switch code {
    case 1: .float32
    case 2: .uint8
    case 3: .int8
    case 4: .uint16
    case 5: .int16
    case 6: .int32
    case 7: .int64
    case 10: .float16
    default: nil
    }
  }
}
