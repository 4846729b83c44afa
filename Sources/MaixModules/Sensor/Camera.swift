import K210Boards
package import Pictures

/// The camera as MaixPy's module `sensor` keeps it: an OV7740, since the first boards' is that.
///
/// **Source**: MaixPy's `omv/sensor.c`, `omv/py/py_sensor.c` and `omv/ov7740.c`.
package final class Camera {
  /// How pixels are stored, by the module's constants.
  package enum PixelFormat: Int {
    case bayer = 1
    case rgb565, yuv422, grayscale, jpeg
  }

  /// Which of the sensor's reports frames are made of.
  package struct View: Equatable {
    var width = 0
    var height = 0
    /// The part that snapshots show; nil for all of it.
    var window: Rectangle?
    var isGray = false
    var flipsRows = false
    var flipsColumns = false
    var isNegative = false

    /// What a snapshot shows.
    var part: Rectangle { window ?? Rectangle(x: 0, y: 0, width: width, height: height) }
  }

  /// `OV7740_ID`.
  package static let chipID = 0x7742

  /// Whether a sensor was found since power came or `deinit`: the driver's functions are there.
  package var isFound = false
  /// Whether `reset` came to its end.
  package var isReset = false
  /// Whether `set_framesize` came to its end.
  package var isSizeSet = false
  /// Whether frames are asked for (`run`).
  package var isRunning = false
  /// Whether the sensor is powered down (`sleep`, `shutdown`).
  package var isAsleep = false
  /// Whether `binocular_reset` found two of them.
  package var isBinocular = false
  /// Buffers that are filled by turns: 1 or 2.
  package var bufferCount = 1
  /// Nil before `set_pixformat`.
  package var pixelFormat: PixelFormat?
  /// Place in ``frameSizes`` below, from 1 on; 0 before `set_framesize`.
  package var frameSize = 0
  package var view = View()
  /// The frame buffers' memory.
  package var blocks: [SystemHeap.Block] = []
  /// What snapshots fill by turns; made anew when their shape changes.
  private var buffers: [ImageBuffer] = []
  private var turn = 0
  /// The last picture and what became of it: one that is seen for ever is converted once.
  private var last: (picture: Picture, view: View, frame: CameraFrame)?

  /// Frame sizes in the order of the module's constants, which begin with 1.
  package static let frameSizes: [(name: String, width: Int, height: Int)] = [
    "QQCIF", "QCIF", "CIF", "QQSIF", "QSIF", "SIF", "QQQQVGA", "QQQVGA", "QQVGA", "QVGA", "VGA", "HQQQVGA",
    "HQQVGA", "HQVGA", "B64X32", "B64X64", "B128X64", "B128X128", "B240X240", "LCD", "QQVGA2", "WVGA",
    "WVGA2",
    "SVGA", "SXGA", "UXGA",
  ].map { name in
    let size = FrameSize(name)
    return (name, size?.width ?? 0, size?.height ?? 0)
  }

  /// What `reset` forgets, the buffers with it; the size counts as set, as the driver has it.
  package func forgetFrame() {
    (isReset, isAsleep, isBinocular) = (false, false, false)
    (pixelFormat, frameSize, view, blocks) = (nil, 0, View(), [])
    dropBuffers()
  }

  /// What `deinit` forgets: everything.
  package func forgetAll() {
    forgetFrame()
    (isFound, isSizeSet, isRunning) = (false, false, false)
  }

  /// Has the next snapshot make new buffers; images of the old ones keep their pixels.
  package func dropBuffers() {
    (buffers, turn, last) = ([], 0, nil)
  }

  /// The buffer that was filled last; nil before the first snapshot.
  package var latest: ImageBuffer? { buffers.isEmpty ? nil : buffers[turn] }

  /// Takes a picture into the buffer whose turn it is.
  package func capture(_ picture: Picture) throws(PictureError) -> ImageBuffer {
    let frame: CameraFrame
    if let last, last.view == view, last.picture == picture {
      frame = last.frame
    } else {
      frame = try CameraFrame(picture, view)
      last = (picture, view, frame)
    }
    if buffers.count < bufferCount {
      buffers.append(ImageBuffer(frame.raster, planes: frame.planes, isFrameBuffer: true))
      turn = buffers.count - 1
      return buffers[turn]
    }
    turn = (turn + 1) % buffers.count
    let buffer = buffers[turn]
    // The arrays are shared until somebody draws.
    buffer.raster = frame.raster
    buffer.planes = frame.planes
    buffer.jpeg = nil
    return buffer
  }
}
