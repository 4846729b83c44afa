import Console
package import MaixModules
package import Pictures

/// What is around the board of `kiln run` and `kiln repl`: pictures, screens, flash, and words for the user.
package final class ScriptDevices: MaixHost {
  private let camera: CameraSource
  private let screens: ScreenWriter?
  private let flash: ScriptFlash
  private let watch: ScriptWatch
  private let frameLimit: Int?
  private let say: (String) -> Void
  package let isTracing: Bool
  private var frameCount = 0
  private var refusals = 0

  /// How often a script may ask for a picture when there are no more, before it is ended.
  package static let refusalLimit = 100

  /// Devices that nobody has used.
  ///
  /// - Parameters:
  ///   - frameLimit: pictures after which the camera ends; nil for as many as it has.
  ///   - say: tells the user a line, behind what the script printed.
  package init(
    camera: CameraSource, screens: ScreenWriter?, flash: ScriptFlash, watch: ScriptWatch,
    frameLimit: Int? = nil, isTracing: Bool = false, say: @escaping (String) -> Void
  ) {
    (self.camera, self.screens, self.flash, self.watch) = (camera, screens, flash, watch)
    (self.frameLimit, self.isTracing, self.say) = (frameLimit, isTracing, say)
  }

  /// Whether a script was told that there are no more pictures.
  package var hasCameraEnded: Bool { refusals > 0 }

  package func nextCameraPicture() -> Picture? {
    if frameCount == 0, camera.isPattern {
      say("camera: a generated pattern; --camera takes a picture or a folder of them")
    }
    let hasLeft = frameLimit.map { frameCount < $0 } ?? true
    if hasLeft, let picture = camera.next(warn: { [say] in say("camera: \($0.message); left out") }) {
      frameCount += 1
      return picture
    }
    if refusals == 0, hasLeft { say("camera: the last of the folder's pictures was seen") }
    refusals += 1
    if refusals > Self.refusalLimit { watch.end(.camera) }
    return nil
  }

  package var wantsScreens: Bool { screens != nil }

  package func show(_ screen: Picture) { screens?.write(screen) }

  package func readFlash(at address: Int, count: Int) -> [UInt8] { flash.read(at: address, count: count) }

  package func writeFlash(at address: Int, _ bytes: [UInt8]) -> Bool { flash.write(bytes, at: address) }

  package func explain(_ line: String) { say("note: \(DisplayWidth.singleLine(line))") }

  package func trace(_ line: String) { say("trace: \(DisplayWidth.singleLine(line))") }

  package func end(_ ending: MaixModules.BoardEnding) { watch.end(.board(ending)) }

  /// Waits until every screen is written.
  ///
  /// - Returns: what went wrong first.
  package func finish() -> CommandFailure? {
    guard let screens else { return nil }
    let failure = screens.finish()
    let leftovers = screens.leftovers
    if leftovers > 0 {
      say("note: \(leftovers) later screens in the folder of --lcd-dir are an earlier run's")
    }
    return failure
  }
}
