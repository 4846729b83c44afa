package import K210Boards

/// Whether a model loads in a scenario, and the sums that say so.
package struct FitVerdict: Sendable, Equatable {
  /// The answer.
  package enum Outcome: String, Sendable, CaseIterable {
    /// It loads.
    case fits
    /// It loads by the sums, which are too close or too uncertain to rely on.
    case probablyFits
    /// There is no room for it.
    case doesNotFit
    /// The firmware does not take this version of kmodel.
    case notSupported
  }

  /// A reason for which it does not load.
  package enum Failure: Sendable, Equatable {
    /// An allocation of `needed` bytes finds only `available`.
    case generalMemory(FitStep, needed: Int, available: Int)
    /// The loader refuses the version.
    case version(Int, supported: [Int])
    /// The layers need more KPU RAM than there is, in bytes.
    case kpuMemory(Int)
    /// In flash the model or the program runs into something else.
    case flash(FlashPlacement.Conflict)
  }

  /// A reason to try it on the board before relying on the answer.
  package enum Doubt: Sendable, Equatable {
    /// The answer hangs on fewer bytes than releases of the same program differ by.
    case closeCall(spread: Int)
    /// Boards ran out of memory with kmodels v4 for which the sums left room.
    case version4Reports
    /// The program's image, whose size is an estimate, may reach the model in flash.
    case imageMayReachModel
    /// The network has yet to be compiled to kmodel v3, which has no layer for these kinds of nodes.
    case mayNotCompile([String])
  }

  /// Something that the sums take differently from what was asked.
  package enum Note: Sendable, Equatable {
    /// The GC heap that was asked for does not fit; the firmware takes this one.
    case gcHeapReplaced(asked: Int, taken: Int)
    /// The flavour has one camera buffer.
    case oneBufferOnly
    /// The sensor has no frame of this size; windowing keeps the whole frame's buffers.
    case noSuchFrame(FrameSize, instead: FrameSize?)
    /// The address is not a multiple of the flash's sectors.
    case unalignedOffset
  }

  /// What was judged.
  package let scenario: FitScenario
  /// The shares of general memory in the order in which they are taken.
  package let rows: [FitRow]
  /// KPU RAM that the model's layers touch, in bytes.
  package let kpuBytes: Int
  /// Where the model lies in flash.
  package let flash: FlashPlacement
  /// Why it does not load, in the order in which the board meets it; empty when it does.
  package let failures: [Failure]
  /// What speaks against relying on the answer.
  package let doubts: [Doubt]
  /// What was taken differently from what was asked.
  package let notes: [Note]

  /// The answer in one word.
  package var outcome: Outcome {
    let isSupported = !failures.contains { if case .version = $0 { true } else { false } }
    guard isSupported else { return .notSupported }
    guard failures.isEmpty else { return .doesNotFit }
    return doubts.isEmpty ? .fits : .probablyFits
  }

  /// Whether it loads, surely or probably.
  package var loads: Bool { failures.isEmpty }

  /// Bytes of general memory in use once the model is loaded.
  package var totalBytes: Int { rows.reduce(0) { $0 + $1.bytes.value } }
  /// Bytes of general memory then free; negative by what is missing.
  package var freeBytes: Int { K210Memory.general.value - totalBytes }
  /// Bytes of general memory that the model itself takes.
  package var modelBytes: Int {
    rows.reduce(0) { $0 + ($1.part.step == .load ? $1.bytes.value : 0) }
  }
}

extension FitVerdict {
  /// Adds up what a model takes in a scenario and judges it; a pure function.
  package init(_ model: FitModel, _ scenario: FitScenario) {
    let rows = FitRow.rows(model, scenario)
    let flash = FlashPlacement(fileBytes: model.fileBytes, scenario)
    self.scenario = scenario
    self.rows = rows
    self.flash = flash
    kpuBytes = model.kpuBytes
    failures = Self.failures(model, scenario, rows, flash)
    notes = Self.notes(scenario, rows)
    doubts = Self.doubts(model, scenario, rows, flash, loads: failures.isEmpty)
  }

  /// What fails, in the order of a script: buffers, then the loader, which looks at the version first.
  private static func failures(
    _ model: FitModel, _ scenario: FitScenario, _ rows: [FitRow], _ flash: FlashPlacement
  ) -> [Failure] {
    var failures: [Failure] = []
    var available = K210Memory.general.value
    for row in rows {
      if row.bytes.value > available {
        failures.append(.generalMemory(row.part.step, needed: row.bytes.value, available: available))
        break
      }
      available -= row.bytes.value
    }
    let versions = scenario.kmodelVersions.value
    if !versions.contains(model.version) {
      let isLoad = if case .generalMemory(.load, _, _)? = failures.first { true } else { false }
      failures.insert(.version(model.version, supported: versions), at: isLoad ? 0 : failures.count)
    }
    if model.kpuBytes > K210Memory.kpu.value { failures.append(.kpuMemory(model.kpuBytes)) }
    return failures + flash.conflicts.map { .flash($0) }
  }

  private static func doubts(
    _ model: FitModel, _ scenario: FitScenario, _ rows: [FitRow], _ flash: FlashPlacement, loads: Bool
  ) -> [Doubt] {
    var doubts: [Doubt] = []
    let free = rows.reduce(K210Memory.general.value) { $0 - $1.bytes.value }
    let spread = scenario.programSpread
    if free.magnitude < spread { doubts.append(.closeCall(spread: spread)) }
    let reserve = model.fileBytes * ModelLoader.version4Reserve.value
    if loads, scenario.firmware != nil, model.version == 4, free < reserve {
      doubts.append(.version4Reports)
    }
    if flash.mayOverlapProgram { doubts.append(.imageMayReachModel) }
    if model.version == 3, !model.kindsWithoutVersion3.isEmpty {
      doubts.append(.mayNotCompile(model.kindsWithoutVersion3))
    }
    return doubts
  }

  private static func notes(_ scenario: FitScenario, _ rows: [FitRow]) -> [Note] {
    var notes: [Note] = []
    let starts = scenario.programBytes.value <= K210Memory.general.value
    if starts, let heap = rows.first(where: { $0.part == .gcHeap })?.bytes.value {
      let asked = scenario.gcHeapBytes ?? GCHeap.defaultBytes.value
      if heap != asked { notes.append(.gcHeapReplaced(asked: asked, taken: heap)) }
    }
    if let camera = scenario.camera, scenario.firmware != nil {
      if scenario.wantsTwoBuffers, scenario.cameraBuffers == 1 { notes.append(.oneBufferOnly) }
      if camera.sensorName == nil {
        notes.append(.noSuchFrame(camera, instead: .smallest(holding: camera.width, camera.height)))
      }
    }
    if scenario.flashOffset % FlashLayout.sectorBytes != 0 { notes.append(.unalignedOffset) }
    return notes
  }
}
