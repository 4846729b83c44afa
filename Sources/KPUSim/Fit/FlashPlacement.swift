package import K210Boards

/// Where a model lies in flash beside the program and the file system.
package struct FlashPlacement: Sendable, Equatable {
  /// What the model's bytes run into.
  package enum Conflict: Sendable, Equatable {
    /// The program's image, which ends behind the model's start.
    case program
    /// MaixPy's file system.
    case fileSystem
    /// The end of the chip.
    case chip
  }

  /// First byte of the model and the one behind its last.
  package let model: Range<Int>
  /// Bytes of the program with its frame.
  package let program: Fact<Int>
  /// What the model runs into; empty when it lies free.
  package let conflicts: [Conflict]
  /// Whether the program's size is an estimate and could reach the model.
  package let mayOverlapProgram: Bool

  /// Places a model of `fileBytes` bytes as the scenario says.
  package init(fileBytes: Int, _ scenario: FitScenario) {
    let image = scenario.image
    let programEnd = image.value + FlashLayout.firmwareFrameBytes
    let model = scenario.flashOffset..<(scenario.flashOffset + fileBytes)
    var conflicts: [Conflict] = []
    if programEnd > model.lowerBound { conflicts.append(.program) }
    if scenario.firmware != nil, model.overlaps(FlashLayout.fileSystem.value) {
      conflicts.append(.fileSystem)
    }
    if model.upperBound > FlashLayout.chipBytes.value { conflicts.append(.chip) }
    let largestImage = min(scenario.programBytes.value, FlashLayout.largestImageBytes)
    self.model = model
    self.program = Fact(programEnd, image.certainty, image.source)
    self.conflicts = conflicts
    mayOverlapProgram =
      image.certainty.isEstimate && !conflicts.contains(.program)
      && largestImage + FlashLayout.firmwareFrameBytes > model.lowerBound
  }
}
