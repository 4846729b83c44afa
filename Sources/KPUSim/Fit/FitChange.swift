package import K210Boards

/// A model and what is done with it.
package struct FitCase: Sendable, Equatable {
  /// The model.
  package var model: FitModel
  /// The program around it.
  package var scenario: FitScenario

  /// A model in a scenario.
  package init(_ model: FitModel, _ scenario: FitScenario) {
    self.model = model
    self.scenario = scenario
  }

  /// What comes of it.
  package var verdict: FitVerdict { FitVerdict(model, scenario) }
}

/// One thing that a user can do about a model that does not load, easiest first.
package enum FitChange: Sendable, Equatable {
  /// Write the model to another address.
  case flashOffset(Int)
  /// Give MicroPython's objects this many bytes.
  case gcHeap(Int)
  /// `sensor.reset()` without `dual_buff=True`.
  case oneCameraBuffer
  /// Flash another firmware.
  case firmware(FirmwareFlavour)
  /// Take smaller camera frames.
  case camera(FrameSize)
  /// Do without the display.
  case noDisplay
  /// Leave the weights in flash and fetch them layer by layer.
  case loadFlash
  /// Compile the network to kmodel v3.
  case kmodelV3
  /// Compile the network for smaller pictures.
  case input(width: Int, height: Int)

  /// Makes the change.
  ///
  /// A network compiled again is supposed to need a v3 file as large as the v4 one, and tensors in proportion to its input's pixels.
  package func apply(to fitCase: inout FitCase) {
    switch self {
    case .flashOffset(let offset): fitCase.scenario.flashOffset = offset
    case .gcHeap(let bytes): fitCase.scenario.gcHeapBytes = bytes
    case .oneCameraBuffer: fitCase.scenario.wantsTwoBuffers = false
    case .firmware(let flavour):
      fitCase.scenario.target = .firmware(flavour)
      fitCase.scenario.staticBytes = nil
      fitCase.scenario.imageBytes = nil
    case .camera(let size): fitCase.scenario.camera = size
    case .noDisplay: fitCase.scenario.usesDisplay = false
    case .loadFlash: fitCase.scenario.loading = .streamed(buffers: 1)
    case .kmodelV3:
      fitCase.model.version = 3
      fitCase.model.isSupposed = true
    case .input(let width, let height):
      guard let oldWidth = fitCase.model.inputWidth, let oldHeight = fitCase.model.inputHeight else { return }
      let share = Double(width * height) / Double(max(1, oldWidth * oldHeight))
      fitCase.model.mainBytes = Int((Double(fitCase.model.mainBytes) * share).rounded(.up))
      fitCase.model.kpuBytes = Int((Double(fitCase.model.kpuBytes) * share).rounded(.up))
      fitCase.model.inputWidth = width
      fitCase.model.inputHeight = height
      fitCase.model.isSupposed = true
    }
  }
}

extension FitChange {
  /// The changes that make sense for a case, in groups of rising effort; of a group one will do.
  static func groups(for fitCase: FitCase) -> [[[FitChange]]] {
    let (model, scenario) = (fitCase.model, fitCase.scenario)
    let isScript = scenario.firmware != nil
    var groups: [[[FitChange]]] = []
    if !FlashPlacement(fileBytes: model.fileBytes, scenario).conflicts.isEmpty {
      groups.append(FlashLayout.modelSlots.value.map { [.flashOffset($0)] })
    }
    if isScript {
      let heap = scenario.gcHeapBytes ?? GCHeap.defaultBytes.value
      groups.append(GCHeap.smallerBytes.value.filter { $0 < heap }.map { [.gcHeap($0)] })
    }
    if scenario.camera != nil, scenario.cameraBuffers == 2 { groups.append([[.oneCameraBuffer]]) }
    groups.append(otherFirmware(fitCase).map { [.firmware($0)] })
    groups.append(smallerCamera(fitCase).map { [.camera($0)] })
    if scenario.usesDisplay { groups.append([[.noDisplay]]) }
    if isScript, scenario.loading == .whole {
      groups.append(model.version == 3 ? [[.loadFlash]] : [[.kmodelV3], [.kmodelV3, .loadFlash]])
    }
    if let width = model.inputWidth, let height = model.inputHeight, width >= 16, height >= 16 {
      groups.append([[.input(width: width / 2, height: height / 2)]])
    }
    return groups
  }

  /// Flavours that take the model's version and less memory, richest first; none for boards with their own firmware.
  private static func otherFirmware(_ fitCase: FitCase) -> [FirmwareFlavour] {
    guard let current = fitCase.scenario.firmware, !current.isBoardSpecific else { return [] }
    let takesVersion = current.kmodelVersions.value.contains(fitCase.model.version)
    return FirmwareFlavour.all.filter { flavour in
      flavour != current && !flavour.isBoardSpecific
        && flavour.kmodelVersions.value.contains(fitCase.model.version)
        && (!takesVersion || flavour.staticBytes.value < fitCase.scenario.programBytes.value)
    }
  }

  /// The usual frames that still hold the model's input and take less than the camera's, largest first.
  private static func smallerCamera(_ fitCase: FitCase) -> [FrameSize] {
    guard let camera = fitCase.scenario.camera, let width = fitCase.model.inputWidth,
      let height = fitCase.model.inputHeight
    else { return [] }
    return FrameSize.usual.filter {
      $0.width >= width && $0.height >= height && $0.bufferBytes < camera.bufferBytes
    }
  }
}
