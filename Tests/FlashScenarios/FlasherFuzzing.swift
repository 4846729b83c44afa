/// What the fuzzer of the flasher needs, which is in a package of its own.
public enum FlasherFuzzing {
  /// Has a flasher work with an adversary; what must not be, nil when all is well.
  public static func finding(in script: [UInt8]) -> String? { Adversary.play(script).finding }

  /// Scripts to begin with.
  public static var seeds: [[UInt8]] { Adversary.seeds }
}
