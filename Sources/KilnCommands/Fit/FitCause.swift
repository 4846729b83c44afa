import Console
import K210Boards
import KPUSim

extension FitVerdict.Failure {
  /// What there is too little of, or what stands in the way.
  enum Cause: Sendable, Equatable {
    /// The loader takes other versions.
    case version
    /// KPU RAM.
    case kpuMemory
    /// The model's or the program's place in flash.
    case flash(FlashPlacement.Conflict)
    /// General memory.
    case memory
  }

  /// What this failure comes from.
  var cause: Cause {
    switch self {
    case .generalMemory: .memory
    case .version: .version
    case .kpuMemory: .kpuMemory
    case .flash(let conflict): .flash(conflict)
    }
  }
}

extension FitSurvey {
  /// Causes for which no target loads the model, each enough alone; empty when each has its own.
  var sharedCauses: [FitVerdict.Failure.Cause] {
    guard let first = answers.first else { return [] }
    return first.verdict.failures.map(\.cause).filter { cause in
      answers.allSatisfy { $0.verdict.failures.contains { $0.cause == cause } }
    }
  }

  /// Why nothing loads the model, in a few words.
  var causeWords: String {
    let causes = sharedCauses.map { words(for: $0) }
    return causes.isEmpty
      ? "what each firmware lacks differs, and no C program loads it" : causes.joined(separator: "; ")
  }

  private func words(for cause: FitVerdict.Failure.Cause) -> String {
    let place = "at \(Hex.address(scenario.flashOffset)) in flash"
    switch cause {
    case .version: return "no firmware and no C program takes kmodel v\(model.version)"
    case .kpuMemory:
      return "its layers need \(NumberForm.shortBytes(model.kpuBytes)) of KPU RAM, and every chip has 2 MiB"
    case .flash(.program): return "\(place) it lies in the firmware or the program"
    case .flash(.fileSystem): return "\(place) it reaches into MaixPy's file system"
    case .flash(.chip): return "\(place) it ends beyond the chip"
    case .flash(.imageInFileSystem), .flash(.imageBeyondChip): return "the program is too large for the flash"
    case .memory: return "no firmware and no C program has room for it"
    }
  }
}
