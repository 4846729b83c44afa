package import K210Boards

/// Where a model lies in flash beside the program and the file system.
package struct FlashPlacement: Sendable, Equatable {
  /// What runs into what.
  package enum Conflict: Sendable, Equatable {
    /// The model into the program's image, which ends behind the model's start.
    case program
    /// The model into MaixPy's file system.
    case fileSystem
    /// The model beyond the end of the chip.
    case chip
    /// The program's image into MaixPy's file system.
    case imageInFileSystem
    /// The program's image beyond the end of the chip.
    case imageBeyondChip
  }

  /// First byte of the model and the one behind its last.
  package let model: Range<Int>
  /// Bytes of the program with its frame.
  package let program: Fact<Int>
  /// What model and program run into; empty when both lie free.
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
    if scenario.firmware != nil, programEnd > FlashLayout.fileSystem.value.lowerBound {
      conflicts.append(.imageInFileSystem)
    }
    if programEnd > FlashLayout.chipBytes.value { conflicts.append(.imageBeyondChip) }
    let largestImage = min(scenario.programBytes.value, FlashLayout.largestImageBytes)
    self.model = model
    self.program = Fact(programEnd, image.certainty, image.source)
    self.conflicts = conflicts
    mayOverlapProgram =
      image.certainty.isEstimate && !conflicts.contains(.program)
      && largestImage + FlashLayout.firmwareFrameBytes > model.lowerBound
  }
}
