import Console
import K210Boards
package import KPUSim

extension FitRow.Part {
  /// The key in JSON and CSV.
  package var key: String {
    switch self {
    case .program: "program"
    case .gcHeap: "gc_heap"
    case .display: "lcd"
    case .cameraPicture: "camera_picture"
    case .cameraPlanes: "camera_planes"
    case .modelFile: "model_file"
    case .modelHeader: "model_header"
    case .largestLayer: "largest_layer"
    case .mainBuffer: "main_buffer"
    case .loader: "loader"
    }
  }

  /// What takes the memory.
  package func words(_ scenario: FitScenario) -> String {
    func times(_ buffers: Int) -> String { buffers == 1 ? "" : ", \(buffers) buffers" }
    switch self {
    case .program: return scenario.firmware == nil ? "program and stacks" : "firmware and stacks"
    case .gcHeap: return "GC heap (Python objects)"
    case .display: return "LCD buffer 320x240"
    case .cameraPicture(let size, let buffers): return "camera picture \(size.extents)\(times(buffers))"
    case .cameraPlanes(let size, let buffers): return "camera planes \(size.extents)\(times(buffers))"
    case .modelFile: return "model file"
    case .modelHeader: return "header and layer table"
    case .largestLayer(let buffers): return "largest layer\(times(buffers))"
    case .mainBuffer: return "model's main buffer"
    case .loader(let layers): return "loader, \(layers) \(layers == 1 ? "layer" : "layers")"
    }
  }
}

extension FrameSize {
  /// `320x240`.
  fileprivate var extents: String { "\(width)x\(height)" }
}

extension FitStep {
  /// What a script calls at this moment.
  func words(_ scenario: FitScenario) -> String {
    switch self {
    case .start: "the program itself"
    case .gcHeap: "the GC heap"
    case .display: scenario.firmware == nil ? "the display buffer" : "lcd.init()"
    case .camera: scenario.firmware == nil ? "the camera buffer" : "sensor.set_framesize()"
    case .load: scenario.firmware == nil ? "loading the model" : scenario.loading.words
    }
  }
}

extension FitScenario.Loading {
  /// The function that loads.
  var words: String { self == .whole ? "kpu.load()" : "kpu.load_flash()" }
}

extension FitVerdict.Outcome {
  /// The answer in a table.
  func word(version: Int) -> String {
    switch self {
    case .fits: "yes"
    case .probablyFits: "probably"
    case .doesNotFit: "no"
    case .notSupported: "no kmodel v\(version)"
    }
  }
}

extension FitVerdict.Failure {
  /// What fails, in one sentence.
  package func words(_ verdict: FitVerdict) -> String {
    switch self {
    case .generalMemory(let step, let needed, let available):
      "\(step.words(verdict.scenario)) needs a block of \(NumberForm.bytes(needed)); "
        + "\(NumberForm.bytes(available)) are left"
    case .version(let version, let supported):
      "\(verdict.scenario.firmware == nil ? "the SDK" : verdict.scenario.loading.words) takes kmodel "
        + "\(supported.map { "v\($0)" }.joined(separator: " and ")), not v\(version)"
    case .kpuMemory(let bytes):
      "the layers need \(NumberForm.bytes(bytes)) of KPU RAM; the chip has 2 MiB"
    case .flash(.program):
      "in flash the model at \(Hex.address(verdict.flash.model.lowerBound)) lies in the firmware, which ends at "
        + "\(verdict.flash.program.certainty.isEstimate ? "about " : "")\(Hex.address(verdict.flash.program.value))"
    case .flash(.fileSystem):
      "in flash the model ends at \(Hex.address(verdict.flash.model.upperBound)), in MaixPy's file system, which "
        + "starts at \(Hex.address(FlashLayout.fileSystem.value.lowerBound))"
    case .flash(.chip):
      "in flash the model ends at \(Hex.address(verdict.flash.model.upperBound)); the chip ends at "
        + Hex.address(FlashLayout.chipBytes.value)
    case .flash(.imageInFileSystem):
      "in flash the firmware ends at \(Hex.address(verdict.flash.program.value)), in MaixPy's file system, which "
        + "starts at \(Hex.address(FlashLayout.fileSystem.value.lowerBound))"
    case .flash(.imageBeyondChip):
      "in flash the \(verdict.scenario.firmware == nil ? "program" : "firmware") ends at "
        + "\(Hex.address(verdict.flash.program.value)); the chip ends at \(Hex.address(FlashLayout.chipBytes.value))"
    }
  }

  /// The key in JSON.
  var key: String {
    switch self {
    case .generalMemory: "memory"
    case .version: "kmodel_version"
    case .kpuMemory: "kpu_memory"
    case .flash(.program): "flash_firmware"
    case .flash(.fileSystem): "flash_file_system"
    case .flash(.chip): "flash_chip"
    case .flash(.imageInFileSystem): "flash_image_file_system"
    case .flash(.imageBeyondChip): "flash_image_chip"
    }
  }
}

extension FitVerdict.Doubt {
  /// The key in JSON.
  var key: String {
    switch self {
    case .closeCall: "close_call"
    case .version4Reports: "kmodel_v4_reports"
    case .imageMayReachModel: "firmware_may_reach_model"
    case .mayNotCompile: "may_not_compile"
    }
  }

  /// Why the answer may be wrong.
  var words: String {
    switch self {
    case .closeCall(let spread):
      "a close call: the program's own share can differ by \(NumberForm.shortBytes(spread)) from the figure below"
    case .version4Reports:
      "kmodels v4 ran out of memory on boards where these sums leave more than the file's size; "
        + "with \(ModelLoader.version4Reserve.value) times its size left it would be sure"
    case .imageMayReachModel: "the firmware's size in flash is an estimate; --firmware-size makes it sure"
    case .mayNotCompile(let kinds):
      "kmodel v3 has no layer for \(kinds.joined(separator: ", ")); nncase v0.1 may refuse the network"
    }
  }
}

extension FitVerdict.Note {
  /// What was taken differently.
  var words: String {
    switch self {
    case .gcHeapReplaced(let asked, let taken):
      "a GC heap of \(NumberForm.shortBytes(asked)) does not fit; the firmware takes "
        + "\(NumberForm.shortBytes(taken)) and prints: GC heap size \(asked) is too large, reset GC heap size"
    case .oneBufferOnly: "this firmware has one camera buffer only; dual_buff changes nothing"
    case .noSuchFrame(let size, let instead):
      "the sensor has no \(size.name) frames; windowing keeps the whole frame's buffers"
        + (instead.map { ", so count with --camera \($0.name)" } ?? "")
    case .unalignedOffset: "the address is not a multiple of 4096; flashing may erase what lies before it"
    }
  }
}

/// Addresses as people of this trade write them.
package enum Hex {
  /// `0x00300000`.
  package static func address(_ value: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
