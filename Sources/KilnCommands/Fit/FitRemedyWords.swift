import Console
import K210Boards
package import KPUSim

extension FitChange {
  /// The key in JSON.
  package var key: String {
    switch self {
    case .flashOffset: "flash_offset"
    case .gcHeap: "gc_heap"
    case .oneCameraBuffer: "one_camera_buffer"
    case .firmware: "firmware"
    case .camera: "camera"
    case .noDisplay: "no_lcd"
    case .loadFlash: "load_flash"
    case .kmodelV3: "kmodel_v3"
    case .input: "smaller_input"
    }
  }

  /// What to do, as an order.
  var words: String {
    switch self {
    case .flashOffset(let offset): "write the model to \(Hex.address(offset))"
    case .gcHeap(let bytes): "shrink the GC heap to \(bytes >> 10) KiB"
    case .oneCameraBuffer: "do without dual_buff=True"
    case .firmware(let flavour): "flash firmware \(flavour.id)"
    case .camera(let size): "take camera frames of \(size.name)"
    case .noDisplay: "do without the display"
    case .loadFlash: "load with kpu.load_flash()"
    case .kmodelV3: "compile the network to kmodel v3"
    case .input(let width, let height): "train it for \(width)x\(height) pictures"
    }
  }

  /// How to do it; nil when the order says it all.
  var how: String? {
    switch self {
    case .flashOffset: nil
    case .gcHeap(let bytes):
      "once: from Maix import utils; utils.gc_heap_size(\(bytes)); reset. Copies of pictures need room in it"
    case .oneCameraBuffer: "sensor.reset()"
    case .firmware(let flavour): "it has \(flavour.name)\(flavour.hasIDE ? "" : ", and no IDE support")"
    case .camera(let size):
      "sensor.set_framesize(sensor.\(size.name)), which still holds the model's input"
    case .noDisplay: "no lcd.init()"
    case .loadFlash:
      "weights stay in flash, runs take 2 to 3 times as long; the file must be byte-swapped per 32-bit word"
    case .kmodelV3: "nncase v0.1.0 writes kmodel v3; sizes are taken as those of the v4 file"
    case .input: "sizes are scaled, not compiled"
    }
  }
}

extension FitRemedy {
  /// What to do and what it brings, in one sentence.
  package var words: String {
    let saving = showsSaving ? "saves \(NumberForm.shortBytes(savedBytes)), " : ""
    return "\(order): \(saving)\(effect)"
  }

  /// What to do, as an order.
  package var order: String {
    let order = changes.map(\.words).joined(separator: ", ")
    guard !alternatives.isEmpty else { return order }
    return "\(order) (or \(alternatives.map(\.name).joined(separator: ", ")))"
  }

  /// How to do it; nothing for a combination whose steps were explained by the remedies before it.
  func details(isFirst: Bool) -> [String] {
    let steps = changes.count == 1 || isFirst ? changes.compactMap(\.how) : []
    return steps + verdict.doubts.compactMap { if case .mayNotCompile = $0 { $0.words } else { nil } }
  }

  /// Whether the bytes that it saves are the point of it.
  var showsSaving: Bool { savedBytes > 0 && (before.freeBytes < 0 || before.loads) }

  /// Whether that is enough.
  var effect: String {
    switch verdict.outcome {
    case .fits: return "then it fits"
    case .probablyFits:
      let mayNotCompile = verdict.doubts.contains { if case .mayNotCompile = $0 { true } else { false } }
      return "then it probably fits" + (mayNotCompile ? ", if nncase v0.1 can compile it" : "")
    case .notSupported: return "not enough alone"
    case .doesNotFit:
      let missing =
        verdict.freeBytes < 0 ? ", \(NumberForm.shortBytes(-verdict.freeBytes)) still missing" : ""
      return "not enough alone" + missing
    }
  }
}

extension FitChange {
  /// The name of what is changed to, where several would do.
  fileprivate var name: String {
    if case .firmware(let flavour) = self { flavour.id } else { words }
  }
}

extension FitVerdict {
  /// What is left to say when no remedy helps.
  var lastWord: String {
    if freeBytes + modelBytes < 0 {
      return "the program takes more than there is before any model is loaded"
    }
    let image = failures.contains { $0 == .flash(.imageInFileSystem) || $0 == .flash(.imageBeyondChip) }
    return image ? "the program's image is too large for the flash" : "the network has to become smaller"
  }
}
