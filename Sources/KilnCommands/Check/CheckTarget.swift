import AxeraNPU
import KPUSupport
import NPUGraph
import RockchipNPU

/// A chip that networks are checked for.
struct CheckTarget {
  /// Its name on the command line.
  let id: String
  let rules: any OperatorRules

  /// Every chip, in the order of help.
  static var all: [CheckTarget] {
    [
      CheckTarget(id: "k210", rules: K210Rules()),
      CheckTarget(id: "ax620a", rules: axera(.ax620a, .ax620a)),
      CheckTarget(id: "ax630c", rules: axera(.ax620e, .ax630c)),
      CheckTarget(id: "ax650", rules: axera(.ax650, .ax650)),
    ]
      + [RockchipChip.rk3562, .rk3566, .rk3568, .rk3576, .rk3588].map {
        CheckTarget(id: $0.rawValue, rules: RockchipRules($0))
      }
  }

  /// Axera's operator list with the cycle model of the whole NPU.
  private static func axera(_ list: AxeraOperatorList, _ chip: AxeraChip) -> AxeraRules {
    guard let timing = chip.modes.first.flatMap({ AxeraTiming(chip, mode: $0) }) else {
      return AxeraRules(list)
    }
    return AxeraRules(list, clocks: timing.nominalClocks) { node, network in
      timing.terms(of: node, in: network.graph)
    }
  }

  /// Other names of the same NPUs.
  private static let aliases = [
    "ax620": "ax620a", "ax620u": "ax620a", "ax620e": "ax630c", "ax620q": "ax630c", "ax650n": "ax650",
    "ax650a": "ax650", "ax8850": "ax650", "rk3588s": "rk3588", "maix": "k210", "kpu": "k210",
  ]

  /// Names for help.
  static var ids: [String] { all.map(\.id) }

  /// The chip of a name, in any case of letters.
  ///
  /// - Throws: a failure with exit code 2 that names the nearest one.
  static func named(_ name: String) throws(CommandFailure) -> CheckTarget {
    let word = name.lowercased()
    let id = aliases[word] ?? word
    if let target = all.first(where: { $0.id == id }) { return target }
    let near = NearestName.find(word, among: ids + aliases.keys.sorted())
    throw CommandFailure(
      .usage, "--target \(name): no chip that networks are checked for",
      hints: [near.map { "did you mean \($0)?" }, "the chips: \(ids.joined(separator: ", "))"].compactMap {
        $0
      })
  }
}
