import Pictures
import Scripting

extension MaixBoard {
  func defineSensorSnapshots(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define(
      "snapshot", 0, nil, keywords: true,
      .partly(
        "comes at once; a picture of another size is scaled to cover the frame and cropped around its centre")
    ) { [unowned self] vm, args throws(Raised) in
      guard camera.isFound else { throw vm.typeError("not found sensor") }
      return try snapshot(vm)
    }
    try module.define(
      "skip_frames", 0, nil, keywords: true, .partly("takes no time and none of the camera's pictures")
    ) { [unowned self] vm, args throws(Raised) in
      let time = try vm.named(args, "time")
      if !time.isNull { _ = try vm.plainInteger(time) }
      if args.count > 0 { _ = try vm.plainInteger(args[0]) }
      guard camera.isFound else {
        explainOnce("sensor.skip_frames() before sensor.reset(): a board crashes here")
        throw vm.typeError("not found sensor")
      }
      if camera.isReset, camera.isSizeSet, !seesFrames { throw vm.fault(.RuntimeError, "Sensor Timeout!!") }
      return .none
    }
    try module.define("get_fb", 0, 0) { [unowned self] vm, _ throws(Raised) in
      guard let buffer = camera.latest else { return .none }
      return try newImage(vm, buffer)
    }
  }

  /// Whether frames come; otherwise the driver waits in vain.
  private var seesFrames: Bool { camera.isRunning && !camera.isAsleep && camera.view.width > 0 }

  private func snapshot(_ vm: Interpreter) throws(Raised) -> Value {
    // A loop of few instructions and much work is to hear of Ctrl-C, too.
    vm.lookSoon()
    guard camera.isReset, camera.isSizeSet else { throw vm.fault(.RuntimeError, "Not init!") }
    guard seesFrames else {
      if camera.view.width == 0 {
        explainOnce("sensor.reset() forgets the frame size: sensor.set_framesize() has to follow it")
      }
      throw vm.fault(.RuntimeError, "Sensor timeout!")
    }
    if camera.pixelFormat == nil {
      explainOnce("sensor.set_pixformat() was not called: taken for RGB565, a board's images are of no use")
    }
    // The camera's end is Ctrl-C, which most scripts expect.
    guard let picture = host.nextCameraPicture() else { throw vm.fault(.KeyboardInterrupt) }
    let buffer: ImageBuffer
    do throws(PictureError) {
      buffer = try camera.capture(picture)
    } catch {
      throw vm.fault(.RuntimeError, "Sensor timeout!")
    }
    return try newImage(vm, buffer)
  }
}
