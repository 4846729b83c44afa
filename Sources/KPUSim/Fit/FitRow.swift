package import K210Boards

/// One share of general memory.
package struct FitRow: Sendable, Equatable {
  /// What takes the memory, in the order in which a script makes it.
  package enum Part: Sendable, Equatable {

    /// Code, data, static buffers and stacks.
    case program
    /// The heap of Python objects.
    case gcHeap
    /// The display's line buffer.
    case display
    /// RGB565 pictures of the camera.
    case cameraPicture(FrameSize, buffers: Int)
    /// The same pictures as planes for the KPU.
    case cameraPlanes(FrameSize, buffers: Int)
    /// The whole file.
    case modelFile
    /// What stands in front of the layers' bodies.
    case modelHeader
    /// Staging buffers, each for the largest layer's body.
    case largestLayer(buffers: Int)
    /// The block in which the layers work.
    case mainBuffer
    /// What MaixPy's loader takes for itself.
    case loader(layers: Int)

    /// When the memory is taken.
    package var step: FitStep {
      switch self {
      case .program: .start
      case .gcHeap: .gcHeap
      case .display: .display
      case .cameraPicture, .cameraPlanes: .camera
      case .modelFile, .modelHeader, .largestLayer, .mainBuffer, .loader: .load
      }
    }
  }

  /// What takes the memory.
  package let part: Part
  /// How much, how surely, by which source.
  package let bytes: Fact<Int>
}

/// The moments at which a script takes memory, in this order.
package enum FitStep: String, Sendable, CaseIterable {
  /// Reset: the program is copied to memory.
  case start
  /// MicroPython's heap.
  case gcHeap
  /// `lcd.init`.
  case display
  /// `sensor.set_framesize`.
  case camera
  /// `kpu.load`.
  case load
}

extension FitRow {
  /// Every share of a model in a scenario; the sum is what general memory must hold.
  package static func rows(_ model: FitModel, _ scenario: FitScenario) -> [FitRow] {
    beforeModel(scenario) + ofModel(model, scenario)
  }

  private static func beforeModel(_ scenario: FitScenario) -> [FitRow] {
    let program = FitRow(part: .program, bytes: scenario.programBytes)
    var rows = [program]
    if scenario.firmware != nil { rows.append(gcHeap(scenario, behind: program.bytes.value)) }
    if scenario.usesDisplay { rows.append(FitRow(part: .display, bytes: DisplayBuffer.bytes)) }
    if let size = scenario.camera {
      let buffers = scenario.cameraBuffers
      let rule = FrameSize.bufferRule
      rows.append(
        FitRow(
          part: .cameraPicture(size, buffers: buffers),
          bytes: Fact(size.pictureBytes * buffers, rule.certainty, rule.source)))
      rows.append(
        FitRow(
          part: .cameraPlanes(size, buffers: buffers),
          bytes: Fact(size.planeBytes * buffers, rule.certainty, rule.source)))
    }
    return rows
  }

  /// The heap that was asked for, or the small one that the firmware takes when there is no room for it.
  private static func gcHeap(_ scenario: FitScenario, behind programBytes: Int) -> FitRow {
    let asked = scenario.gcHeapBytes.map { Fact($0, .measured, "as given") } ?? GCHeap.defaultBytes
    let isTooLarge = programBytes + asked.value > K210Memory.general.value
    return FitRow(part: .gcHeap, bytes: isTooLarge ? GCHeap.fallbackBytes : asked)
  }

  private static func ofModel(_ model: FitModel, _ scenario: FitScenario) -> [FitRow] {
    let certainty: Certainty = model.isSupposed ? .inferred : .measured
    func row(_ part: Part, _ bytes: Int, _ source: String) -> FitRow {
      FitRow(part: part, bytes: Fact(bytes, certainty, source))
    }
    let main = row(.mainBuffer, model.mainBytes, "kmodel header")
    switch scenario.loading {
    case .whole:
      var rows = [row(.modelFile, model.fileBytes, "file size"), main]
      if scenario.firmware != nil {
        rows.append(
          FitRow(
            part: .loader(layers: model.layerCount),
            bytes: Fact(
              ModelLoader.overhead(layers: model.layerCount), .chosen, ModelLoader.bytesPerModel.source)))
      }
      return rows
    case .streamed(let buffers):
      return [
        row(.modelHeader, model.headerBytes, "kmodel"),
        row(.largestLayer(buffers: buffers), model.largestBodyBytes * buffers, "kmodel"),
        main,
      ]
    }
  }
}
