extension K210LayerKernel {
  /// What a layer does to each of its pieces, in this order.
  package struct Stages: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Brings input rows into the set's form, with their padding, and sums them where `arg_x` needs it.
    package static let prepare = Stages(rawValue: 1)
    /// Sums the products of a chunk of output channels.
    package static let accumulate = Stages(rawValue: 2)
    /// Batch norm, activation and pooling of a chunk's sums.
    package static let finish = Stages(rawValue: 4)
    /// The whole layer.
    package static let all: Stages = [.prepare, .accumulate, .finish]
  }

  /// Runs some stages on one thread, so that they can be measured apart.
  ///
  /// A stage takes what the scratch holds in the place of the stages left out. For a layer that is one piece
  /// of one chunk (`BlockPlan`) stages run one by one give what the whole gives; for others, after one whole
  /// run, every stage does its full work on some piece's data. `input` and `output` as for the whole layer.
  package func run(
    _ stages: Stages, input: Span<UInt8>, output: inout MutableSpan<UInt8>, scratch: KernelScratch
  ) {
    precondition(input.count == shape.inputByteCount && output.count == shape.outputByteCount)
    if output.isEmpty { return }
    runPieces(stages, input: input, output: &output, scratch: scratch, workers: 1)
  }
}
