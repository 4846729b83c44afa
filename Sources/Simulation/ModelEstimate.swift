/// What a chip spends a layer's time on.
public enum CostResource: String, Sendable, CaseIterable {
  /// The accelerator's multipliers.
  case compute
  /// Waiting for weights that take longer to load than to use.
  case weights
  /// Moving tensors between memories.
  case data
  /// Arithmetic on a general-purpose core.
  case cpu
  /// Starting the accelerator and being told that it is done.
  case fixed
}

/// One part of a layer's time.
public struct CostTerm: Sendable, Equatable {
  /// What the time goes to.
  public let resource: CostResource
  /// Cycles of the accelerator's clock; never negative.
  public let cycles: Int
  /// Where the constant comes from.
  public let basis: CostBasis

  /// A part of so many cycles; fractions are rounded, what fits no `Int32`-sized model is cut at 2^50.
  public init(_ resource: CostResource, cycles: Double, _ basis: CostBasis) {
    self.resource = resource
    self.cycles = cycles > 0 ? Int(min(cycles, 0x1p50).rounded()) : 0
    self.basis = basis
  }
}

/// What one layer costs.
public struct LayerEstimate: Sendable, Equatable {
  /// The layer, as reports describe it.
  public let layer: LayerDescription
  /// The parts of its time; their sum is the layer's time.
  public let terms: [CostTerm]
  /// Cycles that loading the weights would take on its own, hidden behind compute or not.
  public let weightLoadCycles: Int

  /// A layer and the parts of its time.
  public init(layer: LayerDescription, terms: [CostTerm], weightLoadCycles: Int = 0) {
    self.layer = layer
    self.terms = terms
    self.weightLoadCycles = weightLoadCycles
  }

  /// Cycles of the accelerator's clock from the layer's start to its end.
  public var cycles: Int { terms.saturatingSum { $0.cycles } }

  /// Cycles that go to one resource.
  public func cycles(of resource: CostResource) -> Int {
    terms.saturatingSum { $0.resource == resource ? $0.cycles : 0 }
  }

  /// The resource that takes most of the time; nil for a layer that costs nothing.
  public var bottleneck: CostResource? {
    let greatest = CostResource.allCases.max { cycles(of: $0) < cycles(of: $1) }
    return greatest.flatMap { cycles(of: $0) > 0 ? $0 : nil }
  }

  /// The least sure of the constants that make up a tenth of the layer's time or more.
  public var certainty: Certainty? {
    let weighty = terms.filter { $0.cycles >= cycles / 10 && $0.cycles > 0 }
    return Certainty.allCases.last { certainty in weighty.contains { $0.basis.certainty == certainty } }
  }
}

/// How long a model takes on its chip, layer by layer, without running it.
public struct ModelEstimate: Sendable, Equatable {
  /// The clocks that the estimate is for.
  public let clocks: ChipClocks
  /// What the accelerator is called: `KPU`.
  public let accelerator: String
  /// Multiply-accumulates that the accelerator forms per cycle at most.
  public let peakMACsPerCycle: Int
  /// Bytes of weights that the accelerator loads per cycle at most.
  public let weightBytesPerCycle: Double
  /// Bringing the input to where the first layer reads it; not part of ``cycles``.
  public let input: [CostTerm]
  /// The layers in the order of execution.
  public let layers: [LayerEstimate]

  /// An estimate made of its layers.
  public init(
    clocks: ChipClocks, accelerator: String = "KPU", peakMACsPerCycle: Int, weightBytesPerCycle: Double,
    input: [CostTerm], layers: [LayerEstimate]
  ) {
    self.clocks = clocks
    self.accelerator = accelerator
    self.peakMACsPerCycle = peakMACsPerCycle
    self.weightBytesPerCycle = weightBytesPerCycle
    self.input = input
    self.layers = layers
  }

  /// Cycles from the start of the first layer to the end of the last one: the sum over ``layers``.
  public var cycles: Int { layers.saturatingSum { $0.cycles } }
  /// The same in milliseconds.
  public var milliseconds: Double { clocks.milliseconds(cycles) }
  /// Cycles of bringing in the input.
  public var inputCycles: Int { input.saturatingSum { $0.cycles } }
  /// The same in milliseconds.
  public var inputMilliseconds: Double { clocks.milliseconds(inputCycles) }
  /// Multiply-accumulates of all layers.
  public var macs: Int { layers.saturatingSum { $0.layer.macs } }

  /// Inferences per second when each brings in its input, one after the other; 0 when nothing takes time.
  public var inferencesPerSecond: Double {
    let whole = milliseconds + inputMilliseconds
    return whole > 0 ? 1000 / whole : 0
  }

  /// Cycles of all layers that go to one resource; these add up to ``cycles``.
  public func cycles(of resource: CostResource) -> Int {
    layers.saturatingSum { $0.cycles(of: resource) }
  }

  /// The layers that take longest, the slowest first.
  public func heaviest(_ count: Int) -> [LayerEstimate] {
    Array(
      layers.sorted { ($0.cycles, $1.layer.index) > ($1.cycles, $0.layer.index) }.prefix(max(0, count)))
  }

  /// How far ``milliseconds`` may be off in either direction, in milliseconds.
  ///
  /// Constants of one ``Certainty`` tend to err together (guesses were made by the same person, fits to the
  /// same boards), so their errors add up; between the certainties the squares add up.
  public var errorMilliseconds: Double {
    var errors: [Certainty: Double] = [:]
    for term in layers.flatMap({ $0.terms }) {
      errors[term.basis.certainty, default: 0] += Double(term.cycles) * term.basis.relativeError
    }
    // In a fixed order, so that the last bit does not depend on the dictionary.
    let square = Certainty.allCases.reduce(0.0) { $0 + errors[$1, default: 0] * errors[$1, default: 0] }
    return square.squareRoot() / (clocks.acceleratorMHz * 1000)
  }

  /// The constants behind the estimate, by the time that rests on each, the most first.
  public var bases: [(basis: CostBasis, cycles: Int)] {
    var cycles: [CostBasis: Int] = [:]
    for term in layers.flatMap({ $0.terms }) {
      cycles[term.basis] = [cycles[term.basis] ?? 0, term.cycles].saturatingSum { $0 }
    }
    return cycles.map { ($0.key, $0.value) }
      .sorted { ($0.cycles, $1.basis.name) > ($1.cycles, $0.basis.name) }
  }
}

extension Sequence {
  /// The sum of a figure that is never negative, `Int.max` when it does not fit: a file may ask for any amount of work.
  public func saturatingSum(_ figure: (Element) -> Int) -> Int {
    var sum = 0
    for element in self {
      let (next, overflow) = sum.addingReportingOverflow(figure(element))
      if overflow { return .max }
      sum = next
    }
    return sum
  }
}

extension LayerEstimate {
  /// Share of the accelerator's multipliers that the layer keeps busy, 0…1; nil off the accelerator.
  public func utilization(peakMACsPerCycle: Int) -> Double? {
    guard layer.unit == .accelerator, cycles > 0, peakMACsPerCycle > 0 else { return nil }
    return Double(layer.macs) / (Double(cycles) * Double(peakMACsPerCycle))
  }
}

extension ModelEstimate {
  /// Share of the accelerator's multipliers that its own layers keep busy, 0…1; nil without such layers.
  public var utilization: Double? {
    let own = layers.filter { $0.layer.unit == .accelerator }
    let cycles = own.saturatingSum { $0.cycles }
    let macs = own.reduce(0.0) { $0 + Double($1.layer.macs) }
    return cycles > 0 && peakMACsPerCycle > 0 ? macs / (Double(cycles) * Double(peakMACsPerCycle)) : nil
  }
}
