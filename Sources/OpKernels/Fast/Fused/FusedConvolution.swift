/// One convolution of floats in the fused arithmetic, planar, weights packed for an instruction set.
///
/// Equals `Reference.fusedConv2D`, or `fusedConv2DTranspose`, with the function behind it, bit for bit, whatever the
/// set and the threads; only the payload of a NaN is left to the processor.
public final class FusedConvolution: Sendable {
  /// The convolution's extents, of one batch.
  public let window: Window2D
  /// Whether input pixels are spread instead of gathered.
  public let isTransposed: Bool

  private let follow: FusedFollow
  private let form: Form

  private enum Form {
    case sums(FusedLayer)
    /// The phases of a transposed convolution.
    case phases([FusedPhase])
    /// Weights and bias, for windows whose input cannot be laid out.
    case plain([Float], [Float])
  }

  /// Packs a layer.
  ///
  /// - Parameters:
  ///   - window: a valid window; see the reference for the meaning of a transposed one.
  ///   - weights: `[oc][ic / groups][kh][kw]`.
  ///   - bias: one per output channel.
  ///   - function: applied to each sum.
  ///   - slopes: not nil for a `leakyRelu` with one slope per output channel in place of `function`.
  ///   - set: an available set.
  public init(
    window: Window2D, weights: Span<Float>, bias: Span<Float>, isTransposed: Bool = false,
    function: FloatFunction = .identity, slopes: [Float]? = nil, set: KernelSet = .best
  ) {
    precondition(window.isValid && set.isAvailable)
    precondition(weights.count == window.weightCount && bias.count == window.outputChannels)
    precondition(slopes == nil || slopes?.count == window.outputChannels)
    self.window = window
    self.isTransposed = isTransposed
    let follow = FusedFollow(function, slopes: slopes)
    self.follow = follow
    if isTransposed {
      let phases = FusedPhase.phases(of: window, weights: weights, bias: bias, follow: follow, set: set)
      if let phases {
        form = .phases(phases)
        return
      }
    } else if let geometry = FusedGeometry(window),
      let layer = FusedLayer(
        geometry: geometry, groups: window.groups, inputs: window.inputChannelsPerGroup,
        outputs: window.outputChannelsPerGroup, weights: weights, bias: bias, follow: follow, set: set)
    {
      form = .sums(layer)
      return
    }
    form = .plain((0..<weights.count).map { weights[$0] }, (0..<bias.count).map { bias[$0] })
  }

  /// Runs the layer on any number of batches, one behind the other.
  ///
  /// - Parameters:
  ///   - input: `[batch][channel][row][column]`.
  ///   - output: the same, as many batches.
  ///   - scratch: working memory, kept from run to run.
  ///   - threads: at most so many, as `WorkerTeam` finds the work worth it.
  public func run(
    input: Span<Float>, output: inout MutableSpan<Float>, scratch: KernelScratch, threads: Int = 1
  ) {
    let (inputCount, outputCount) = (window.inputCount, window.outputCount)
    precondition(input.count % inputCount == 0 && output.count % outputCount == 0)
    precondition(input.count / inputCount == output.count / outputCount)
    for batch in 0..<(input.count / inputCount) {
      let source = input.extracting((batch * inputCount)..<((batch + 1) * inputCount))
      var target = output._mutatingExtracting((batch * outputCount)..<((batch + 1) * outputCount))
      switch form {
      case .sums(let layer): layer.run(input: source, output: &target, scratch: scratch, threads: threads)
      case .phases(let phases):
        for phase in phases {
          phase.run(input: source, window: window, output: &target, scratch: scratch, threads: threads)
        }
      case .plain(let weights, let bias): runPlainly(source, weights, bias, &target)
      }
    }
  }

  private func runPlainly(
    _ input: Span<Float>, _ weights: [Float], _ bias: [Float], _ output: inout MutableSpan<Float>
  ) {
    if isTransposed {
      Reference.fusedConv2DTranspose(
        input: input, weights: weights.span, bias: bias.span, window: window, output: &output)
    } else {
      Reference.fusedConv2D(
        input: input, weights: weights.span, bias: bias.span, window: window, output: &output)
    }
    let plane = window.outputHeight * window.outputWidth
    for channel in 0..<window.outputChannels {
      var part = output._mutatingExtracting((channel * plane)..<((channel + 1) * plane))
      follow.apply(to: &part, channel: channel)
    }
  }
}
