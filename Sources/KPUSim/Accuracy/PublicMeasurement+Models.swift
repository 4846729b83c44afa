import KModel
import Simulation

extension PublicMeasurement {
  /// Whole models that were timed on a board.
  package static var wholeModels: [PublicMeasurement] {
    let mobileNet = classifier(share: 0.75, height: 224, width: 224)
    let matmul = K210Cost.matmul.nanoseconds * 768 * 1000 / 1e6
    let unknown = "the network's shapes are not public"
    return [
      .init(
        "MobileNet v1 0.75, 1000 classes, v3", 37, mobileNet, "MaixPy", "bbs.sipeed.com/t/topic/1790"),
      .init(
        "the same as v4, dense layer on the CPU", 111, mobileNet.map { $0 + matmul }, fitted: true,
        "MaixPy; v3 estimate and the matmul", "bbs.sipeed.com/t/topic/1790"),
      .init(
        "MobileNet v1", 30, nil, "size and channels not stated", "nncase issue 148"),
      .init("MobileNet v2, additions on the CPU", 200, nil, unknown, "nncase issue 148"),
      .init(
        "YOLOv2 face detector 320x240, v3", 24, estimate(.faceDetector, withInput: true), loose: true,
        "measured with MaixPy's post-processing", "neucrack.com/p/313"),
      .init(
        "YOLOv2 on MobileNet 0.75 224x224, 46 classes, v3", 50, yoloOnMobileNet, loose: true,
        "measured with MaixPy's post-processing; 0.75 assumed", "neucrack.com/p/313"),
      .init("slim-320 face detector v4", 60, slim320, "SDK; its maker says 65.6", "nncase issue 81"),
      .init(
        "RFB-320 face detector v4", 164.8, nil, "estimate the SDK's file itself; 180 in nncase issue 79",
        "nncase examples/fast_facedetect"),
      .init(
        "RFB-320 of January 2020, quantized convolutions on the CPU", 796.2, nil,
        "estimate the file itself; one constant is fitted on it",
        "Ultra-Light-Fast-Generic-Face-Detector pull 135"),
      .init(
        "SSD-like detector v4", 56.0, nil, "\(unknown); transpose and concat of it are fitted",
        "nncase pull 538"),
      .init("MobileFaceNet v4", 150, nil, unknown, "nncase issue 594"),
    ]
  }

  /// Rates that were stated without a measurement, as the time of one inference at the middle of the range.
  package static var claims: [PublicMeasurement] {
    let sipeed = "bbs.sipeed.com/t/topic/691"
    return [
      .init(
        "20-class YOLOv2 in a MaixPy loop, v3", 51, nil,
        "19.5 frames per second with camera and LCD; the loop dominates", "aXeleRate issue 4"),
      .init(
        "MobileNet v1 1.0 at 320x240", 40, classifier(share: 1, height: 240, width: 320), loose: true,
        "claim: 20 to 30 frames per second", sipeed),
      .init(
        "tiny YOLOv2 face detector at 320x240", 1000 / 60.0, estimate(.faceDetector, withInput: true),
        loose: true, "claim: 50 to 70 frames per second", sipeed),
      .init(
        "tiny YOLOv3 at 320x240", 50, nil, "claim: about 20 frames per second; shapes not public", sipeed),
      .init(
        "YOLOX-nano 224x224, kmodel v5", 1200, nil, "another runtime, which runs most of it on the CPU",
        "nncase issue 415"),
    ]
  }

  private static func estimate(_ sketch: KModelSketch, withInput: Bool = false) -> Double? {
    let estimate = SimulatedKModel(sketch.model, fileByteCount: 0).estimate(at: K210Timing.nominalClocks)
    return estimate.milliseconds + (withInput ? estimate.inputMilliseconds : 0)
  }

  private static func classifier(share: Double, height: Int, width: Int) -> Double? {
    var sketch = KModelSketch.mobileNetFeatures(share: share, height: height, width: width)
    sketch.classifier(classes: 1000)
    return estimate(sketch)
  }

  private static var yoloOnMobileNet: Double? {
    var sketch = KModelSketch.mobileNetFeatures(share: 0.75, height: 224, width: 224)
    sketch.convolution(5 * (5 + 46), .oneByOne, toMainMemory: true)
    sketch.dequantize()
    return estimate(sketch)
  }

  /// The runs of slim-320 and its layers on the CPU, which the sketch does not hold.
  private static var slim320: Double? {
    let scores = 8840.0
    let outputs = 3 * scores
    let work: [(K210Cost, Double)] = [
      (.transpose, outputs), (.dequantizeV4, outputs), (.concat, 4 * outputs),
      (.pad, 40_960), (.upload, 40_960),
      // Softmax over two classes: less the greatest, exp, by the sum, with quantisation between.
      (.quantize, 3 * scores), (.reduce, 2 * scores), (.broadcastQuantizedBinary, 2 * scores),
      (.dequantizeV4, 2 * scores), (.function, scores),
    ]
    let runs = SimulatedKModel(KModelSketch.slim320.modelV4, fileByteCount: 0)
      .estimate(at: K210Timing.nominalClocks)
    return work.reduce(runs.milliseconds) { $0 + $1.0.nanoseconds * $1.1 / 1e6 }
  }
}
