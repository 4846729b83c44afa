package import K210Boards

/// What a program does with memory before and while it loads a model.
package struct FitScenario: Sendable, Equatable {
  /// What the board runs.
  package enum Target: Sendable, Equatable {
    /// A C program on the standalone SDK.
    case plainProgram
    /// A MaixPy script.
    case firmware(FirmwareFlavour)
  }

  /// How the model gets from flash into memory.
  package enum Loading: Sendable, Equatable {
    /// `kpu.load`: all of it.
    case whole
    /// `kpu.load_flash`: layer by layer while it runs, into one staging buffer or two.
    case streamed(buffers: Int)
  }

  /// What the board runs.
  package var target: Target
  /// Bytes of the GC heap; nil for the firmware's default.
  package var gcHeapBytes: Int? { didSet { gcHeapBytes = gcHeapBytes.map(Self.bounded) } }
  /// Size of the camera's frames; nil without camera.
  package var camera: FrameSize?
  /// Whether the script asks for two camera buffers.
  package var wantsTwoBuffers: Bool
  /// Whether the script uses the display.
  package var usesDisplay: Bool
  /// Bytes of the program's own share; nil for what is known of it.
  package var staticBytes: Int? { didSet { staticBytes = staticBytes.map(Self.bounded) } }
  /// How the model is loaded.
  package var loading: Loading = .whole
  /// Where the model lies in flash.
  package var flashOffset: Int { didSet { flashOffset = Self.bounded(flashOffset) } }
  /// Bytes of the program's image in flash; nil for an estimate.
  package var imageBytes: Int? { didSet { imageBytes = imageBytes.map(Self.bounded) } }

  /// A scenario; sizes beyond 1 TiB and below 0 are taken as those.
  package init(
    _ target: Target, gcHeapBytes: Int? = nil, camera: FrameSize? = nil, wantsTwoBuffers: Bool = false,
    usesDisplay: Bool = false, staticBytes: Int? = nil, flashOffset: Int = 0x30_0000, imageBytes: Int? = nil
  ) {
    self.target = target
    self.gcHeapBytes = gcHeapBytes.map(Self.bounded)
    self.camera = camera
    self.wantsTwoBuffers = wantsTwoBuffers
    self.usesDisplay = usesDisplay
    self.staticBytes = staticBytes.map(Self.bounded)
    self.flashOffset = Self.bounded(flashOffset)
    self.imageBytes = imageBytes.map(Self.bounded)
  }

  /// Keeps sums of sizes far from overflow.
  private static func bounded(_ bytes: Int) -> Int { max(0, min(bytes, 1 << 40)) }
}

extension FitScenario {
  /// The flavour of MaixPy; nil for a C program.
  package var firmware: FirmwareFlavour? {
    if case .firmware(let flavour) = target { flavour } else { nil }
  }

  /// Versions of kmodel that can be loaded this way.
  package var kmodelVersions: Fact<[Int]> {
    guard let firmware else { return PlainProgram.kmodelVersions }
    return loading == .whole ? firmware.kmodelVersions : ModelLoader.streamedVersions
  }

  /// Code, data, static buffers and stacks, in bytes.
  package var programBytes: Fact<Int> {
    if let staticBytes { return Fact(staticBytes, .measured, "as given") }
    return firmware?.staticBytes ?? PlainProgram.staticBytes
  }

  /// Bytes by which the program's own share may differ from what is known of it.
  package var programSpread: Int {
    staticBytes == nil ? (firmware?.spread ?? PlainProgram.spread).value : 0
  }

  /// The program's image in flash, in bytes.
  package var image: Fact<Int> {
    if let imageBytes { return Fact(imageBytes, .measured, "as given") }
    if staticBytes == nil, let firmware { return firmware.estimatedImageBytes }
    return FirmwareFlavour.estimatedImageBytes(staticBytes: programBytes.value)
  }

  /// Buffers that the camera gets.
  package var cameraBuffers: Int {
    min(wantsTwoBuffers ? 2 : 1, firmware?.cameraBuffers.value ?? 2)
  }
}
