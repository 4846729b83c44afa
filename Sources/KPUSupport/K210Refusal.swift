import NPUGraph

/// Why the KPU does not take an operation.
struct K210Refusal: Error, Sendable, Equatable {
  /// `cpu`, or `impossible` where the compiler does not fall back to the CPU.
  let verdict: OperatorSupport.Verdict
  /// What the operation has and what the KPU takes.
  let reason: String
  /// What to change in the network.
  let remedy: String?
  /// Where the limit comes from.
  let rule: SupportRule

  init(
    _ reason: String, remedy: String? = nil, rule: SupportRule = .nncaseFAQ,
    verdict: OperatorSupport.Verdict = .cpu
  ) {
    (self.verdict, self.reason, self.remedy, self.rule) = (verdict, reason, remedy, rule)
  }
}

extension SupportRule {
  /// What kinds of operators are accelerated fully and in parts.
  static let nncaseFAQ = SupportRule(.vendor, "nncase v0.2 FAQ: what is accelerated fully, and partially")
  /// The code that chooses what becomes a KPU run.
  static let nncaseSource = SupportRule(.vendor, "nncase v0.2 sources: transforms of the K210 target")
  /// The operations of kmodel v4.
  static let kmodelV4 = SupportRule(.vendor, "operations of kmodel v4 (nncase v0.2)")
  /// What an operation of kmodel v4 can be made of.
  static let composed = SupportRule(.inferred, "made of operations of kmodel v4")
  /// The words of a KPU layer.
  static let kpuFields = SupportRule(.vendor, "kpu.h of kendryte-standalone-sdk: widths of a layer's fields")
  /// The KPU's own memory.
  static let kpuMemory = SupportRule(.vendor, "2 MiB of KPU RAM hold a run's input and output (nncase FAQ)")
  /// That the arithmetic fits.
  static let kpuArithmetic = SupportRule(.inferred, "the KPU's arithmetic (docs/kpu.md)")
  /// Nothing is computed.
  static let shapeOnly = SupportRule(.vendor, "the same bytes in the same order")
}
