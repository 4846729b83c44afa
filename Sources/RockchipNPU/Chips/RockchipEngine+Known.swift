import Simulation

extension RockchipChip {
  /// One core as the compiler reckons with it; nil for chips that no estimates are known of.
  package var engine: RockchipEngine? {
    switch self {
    case .rk3566, .rk3568: .lite
    case .rk3562: .t4
    case .rk3576: .f2
    case .rk3588: .v2
    case .rv1103, .rv1106, .rv1126b: nil
    }
  }
}

extension RockchipEngine {
  private typealias Group = ChipFact<WeightGroup>

  private static let estimates = "604 convolutions of nine networks, as toolkit 2.3.2 estimates them"
  private static let cases = "estimates of small float16 networks"
  private static let layout = "layout of weights in files"
  private static let columns = "the same estimates' DDR column, met to the cycle"

  /// RK3566 and RK3568.
  static let lite = RockchipEngine(
    weightGroups: [
      .int8: Group(WeightGroup(outputs: 16, inputs: 32), .fitted, estimates),
      .float16: Group(WeightGroup(outputs: 8, inputs: 16), .fitted, cases),
      .int16: Group(WeightGroup(outputs: 8, inputs: 16), .guessed, "as float16"),
    ],
    drainPerCycle: drain(4),
    depthwiseChannels: ChipFact(32, .fitted, estimates),
    atomBytes: ChipFact(8, .measured, "native shapes in files"),
    memory: ChipFact(MemoryRate(megabytesPerSecond: 5914, megahertz: 900), .fitted, columns),
    padding: ChipFact(
      TensorPadding(
        firstLayerBytes: 8, smallestInputTail: 8, outputChannels: 1, biasChannels: 16,
        depthwiseBiasChannels: 32, depthwiseChannels: 16, depthwiseBiasBytes: 8, outputAtoms: 1), .fitted,
      columns))

  /// RK3562.
  static let t4 = RockchipEngine(
    weightGroups: [
      .int8: Group(WeightGroup(outputs: 16, inputs: 32), .fitted, estimates),
      .float16: Group(WeightGroup(outputs: 8, inputs: 32), .guessed, layout),
      .int16: Group(WeightGroup(outputs: 8, inputs: 32), .guessed, "as float16"),
    ],
    drainPerCycle: drain(4),
    depthwiseChannels: ChipFact(64, .fitted, estimates),
    atomBytes: ChipFact(16, .measured, "native shapes in files"),
    memory: ChipFact(MemoryRate(megabytesPerSecond: 7465, megahertz: 1000), .fitted, columns),
    padding: ChipFact(
      TensorPadding(
        firstLayerBytes: 4, smallestInputTail: 16, outputChannels: 2, biasChannels: 16,
        depthwiseBiasChannels: 32, depthwiseChannels: 32, depthwiseBiasBytes: 6, outputAtoms: 1), .fitted,
      columns))

  /// RK3576; its rate of multiplication is what the compiler says, boards seem to be half as fast again.
  static let f2 = RockchipEngine(
    weightGroups: [
      .int8: Group(WeightGroup(outputs: 32, inputs: 32), .fitted, estimates),
      .float16: Group(
        WeightGroup(outputs: 16, inputs: 32), .fitted,
        "four layers that the compiler put into float16, and two more"),
      .int16: Group(
        WeightGroup(outputs: 16, inputs: 32), .guessed, "as float16; one w16a16i layer does not disagree"),
    ],
    drainPerCycle: drain(8),
    depthwiseChannels: ChipFact(64, .fitted, estimates),
    atomBytes: ChipFact(16, .measured, "native shapes in files"),
    memory: ChipFact(MemoryRate(megabytesPerSecond: 7465, megahertz: 1000), .fitted, columns),
    padding: ChipFact(
      TensorPadding(
        firstLayerBytes: 4, smallestInputTail: 16, outputChannels: 2, biasChannels: 32,
        depthwiseBiasChannels: 64, depthwiseChannels: 16, depthwiseBiasBytes: 6, outputAtoms: 2), .fitted,
      columns))

  /// One core of RK3588.
  static let v2 = RockchipEngine(
    weightGroups: [
      .int8: Group(WeightGroup(outputs: 32, inputs: 32), .fitted, estimates + "; RK3588 TRM says 1024"),
      .float16: Group(WeightGroup(outputs: 16, inputs: 32), .fitted, cases),
      .int16: Group(WeightGroup(outputs: 16, inputs: 32), .guessed, "as float16"),
    ],
    drainPerCycle: drain(8),
    depthwiseChannels: ChipFact(64, .fitted, estimates),
    atomBytes: ChipFact(16, .measured, "native shapes in files"),
    memory: ChipFact(MemoryRate(megabytesPerSecond: 23_654, megahertz: 1000), .fitted, columns),
    padding: ChipFact(
      TensorPadding(
        firstLayerBytes: 16, smallestInputTail: 16, outputChannels: 2, biasChannels: 32,
        depthwiseBiasChannels: 64, depthwiseChannels: 16, depthwiseBiasBytes: 8, outputAtoms: 2), .fitted,
      columns))

  /// As many outputs per cycle in each precision: 4 cycles for an int8 group, 2 in 16 bits.
  private static func drain(_ outputs: Int) -> [NPUPrecision: ChipFact<Int>] {
    [
      .int8: ChipFact(outputs, .fitted, "1x1 kernels on up to 96 channels take 4 cycles"),
      .float16: ChipFact(outputs, .fitted, "1x1 kernels on up to 32 channels take 2 cycles"),
      .int16: ChipFact(outputs, .guessed, "as float16"),
    ]
  }
}
