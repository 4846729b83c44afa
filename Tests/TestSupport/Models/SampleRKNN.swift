/// A small whole `.rknn` file of our own, which runs.
///
/// One convolution of s8 codes with ReLU, its registers and tasks, and a pool whose attributes are a document, in
/// RK3588's form; fields may be changed before it is written.
public struct SampleRKNN: Sendable {
  /// 6, or 2 for the form of toolkits before 1.5.
  public var version = 6
  /// The NPU's generation as files name it.
  public var generation = "RKNPU v2"
  /// The chip as files name it.
  public var platform = "rk3588"
  /// Register values of the convolution's task, in order.
  public var registers: [(register: UInt16, value: UInt32)] = SampleRKNN.convolutionRegisters
  /// The pool's attributes, a BSON document.
  public var poolAttributes = SampleRKNN.attributes
  /// Anything added to the list of nodes, without the tensors that it would need.
  public var furtherNodes: [FlatBufferFile.Field] = []
  /// Tensors behind those of the sample, of which the first is number 8.
  public var furtherTensors: [Tensor] = []
  /// Buffers behind those of the sample, of which the first is number 5.
  public var furtherBuffers: [[UInt8]] = []
  /// Indices of the inputs' tensors.
  public var inputs: [Int32] = [1]
  /// Indices of the outputs' tensors.
  public var outputs: [Int32] = [5]
  /// The 40 bytes of the header that mean nothing.
  public var reserved = [UInt8](repeating: 0, count: 40)

  /// The sample as it stands.
  public init() {}

  /// Channels, rows and columns of the input.
  public static let input = (channels: 4, height: 5, width: 6)
  /// Channels of the convolution's output; rows and columns stay.
  public static let channels = 8
  /// Zero points of input and output.
  public static let zeroPoints: (input: Int, output: Int) = (-3, -128)
  /// Factor and shift behind the stages.
  public static let output: (factor: Int, shift: Int) = (24_000, 22)

  /// A weight's code, by output and input channel and tap.
  public static func weight(_ output: Int, _ input: Int, _ tap: Int) -> Int {
    (output * 37 + input * 101 + tap * 53) % 255 - 127
  }
  /// What is added to a channel's weights.
  public static func negativeZeroPoint(_ channel: Int) -> Int { channel - 4 }
  /// A channel's bias.
  public static func bias(_ channel: Int) -> Int { channel * 900 - 2500 }
  /// A channel's multiplier, in units of 2^-14.
  public static func multiplier(_ channel: Int) -> Int { 16_384 - channel * 700 }

  /// What the registers of the convolution's only task are set to.
  public static let convolutionRegisters: [(register: UInt16, value: UInt32)] = [
    (0x100C, 0), (0x1014, 1 << 3 | 1), (0x1038, 3 << 24 | 3 << 16 | 8), (0x1068, 1 << 4 | 1), (0x1100, 0),
    (0x1184, UInt32(bitPattern: Int32(zeroPoints.input))), (0x4010, 0),
    // Biases from memory, a multiplier of each channel, no ReLU; then ReLU alone; then nothing.
    (0x4040, 0x140), (0x4044, 0), (0x4048, 14 << 8 | 1), (0x4060, 0x12), (0x4064, 0), (0x4070, 1),
    (0x4080, UInt32(bitPattern: Int32(zeroPoints.output))), (0x4084, UInt32(output.factor)),
    (0x4088, UInt32(output.shift)), (0x501C, 0b1110),
  ]

  /// The pool's attributes.
  public static let attributes = BSONFile.attributes([
    ("kernel_shape", .array([.integer32(2), .integer32(2)])),
    ("strides", .array([.integer64(2), .integer64(2)])),
    ("pads", .array([.integer32(0), .integer32(0), .integer32(1), .integer32(0)])),
    ("count_include_pad", .integer32(0)), ("auto_pad", .text("NOTSET")), ("epsilon", .double(0.5)),
  ])

  /// The weights in their one block: taps, 8 output channels, 16 input channels, of which 4 are true ones.
  static var weights: [UInt8] {
    (0..<(9 * 8 * 16)).map { place in
      let (tap, output, input) = (place / 128, place / 16 % 8, place % 16)
      let code = input < Self.input.channels ? weight(output, input, tap) : -negativeZeroPoint(output)
      return UInt8(truncatingIfNeeded: code)
    }
  }

  /// Biases, zero points and multipliers of 8 channels.
  static var biases: [UInt8] {
    let words = (0..<channels).flatMap { littleEndian(bias($0), 4) }
    let zeroPoints = (0..<channels).flatMap { littleEndian(negativeZeroPoint($0), 2) }
    return words + zeroPoints + (0..<channels).flatMap { littleEndian(multiplier($0), 2) }
  }

  static func littleEndian(_ value: Int, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
