/// Something about a model that costs time or looks wrong, for people who can change the network.
public struct ModelRemark: Sendable, Equatable {
  /// What kind of thing it is.
  public let kind: Kind
  /// The layers that it is about, in the order of execution; empty for the model as a whole.
  public let layers: [Int]
  /// One sentence: what was found and what would be better.
  public let message: String
  /// Milliseconds per inference that it costs, estimated; 0 for what costs no time.
  public let milliseconds: Double

  /// The kinds of remarks.
  public enum Kind: String, Sendable, CaseIterable {
    /// Maps that leave part of each row of the accelerator's memory unused.
    case wastedRows = "wasted rows"
    /// Kernels that use a part of the multipliers only.
    case smallKernel = "small kernel"
    /// Numbers that the chip's registers do not hold.
    case registers
    /// Layers that the accelerator could not take.
    case onCPU = "on the CPU"
    /// Quantisation that cannot be meant.
    case scale = "scale"
    /// Output channels that do not depend on the input.
    case deadChannels = "dead channels"
    /// Sizes or addresses that keep fast transfers from being used.
    case alignment = "alignment"
  }

  /// A remark about some layers.
  public init(_ kind: Kind, layers: [Int], _ message: String, milliseconds: Double) {
    self.kind = kind
    self.layers = layers
    self.message = message
    self.milliseconds = milliseconds
  }
}
