import AxeraNPU
import BenchmarkKit
import Testing

/// The vendor's published latencies in milliseconds, batch 1, of a part of a chip's NPU.
struct PublishedLatencies: Sendable, CustomTestStringConvertible {
  let chip: AxeraChip
  let mode: AxeraMode
  /// How the column is called on the page.
  let title: String
  /// Limits that the estimates of six classifiers hold, as shares: of the mean error, of the worst.
  let limits: (mean: Double, worst: Double)
  let milliseconds: [String: Double]

  var testDescription: String { title }

  /// MobileNets, ResNets and SqueezeNets: the classifiers that every table has.
  static let six = [
    "mobilenetv1", "mobilenetv2", "resnet18", "resnet50", "squeezenet1.0", "squeezenet1.1",
  ]

  static let all = [
    PublishedLatencies(
      chip: .ax620a, mode: .half, title: "AX620A half", limits: (0.06, 0.12),
      milliseconds: [
        "mobilenetv1": 4.1, "mobilenetv2": 3.3, "resnet18": 5.4, "resnet50": 19.2, "squeezenet1.0": 4.2,
        "squeezenet1.1": 2.3, "mobileone_s0": 1.7, "yolov3-416": 59.7, "yolov5s-640": 22.4,
        "yolov8s-640": 36.7,
      ]),
    PublishedLatencies(
      chip: .ax630c, mode: .npu2, title: "AX630C", limits: (0.08, 0.13),
      milliseconds: [
        "mobilenetv1": 0.901, "mobilenetv2": 0.923, "resnet18": 2.540, "resnet50": 5.616,
        "squeezenet1.0": 1.097, "squeezenet1.1": 0.824, "vgg16": 32.404, "inceptionv1": 1.795,
        "yolov3-608": 65.117, "yolov5s-640": 12.707, "yolov8s-640": 16.912,
      ]),
    PublishedLatencies(
      chip: .ax620q, mode: .npu2, title: "AX620Q", limits: (0.1, 0.14),
      milliseconds: [
        "mobilenetv1": 1.202, "mobilenetv2": 1.225, "resnet18": 3.434, "resnet50": 7.573,
        "squeezenet1.1": 0.961, "inceptionv1": 2.410, "yolov5s-640": 16.060, "yolov8s-640": 21.946,
      ]),
    PublishedLatencies(
      chip: .ax650, mode: .npu1, title: "AX650N, one core", limits: (0.08, 0.13),
      milliseconds: [
        "mobilenetv1": 0.567, "mobilenetv2": 0.595, "resnet18": 1.269, "resnet50": 2.867,
        "squeezenet1.0": 0.904, "squeezenet1.1": 0.471, "vgg16": 14.135, "inceptionv1": 1.166,
        "yolov3-608": 43.198, "yolov5s-640": 6.658, "yolov8s-640": 10.422,
      ]),
    PublishedLatencies(
      chip: .ax650, mode: .npu3, title: "AX650N, three cores", limits: (0.1, 0.14),
      milliseconds: [
        "mobilenetv1": 0.277, "mobilenetv2": 0.282, "resnet18": 0.540, "resnet50": 1.335,
        "squeezenet1.0": 0.346, "squeezenet1.1": 0.200, "vgg16": 8.141, "inceptionv1": 0.495,
        "yolov3-608": 14.983, "yolov5s-640": 2.600, "yolov8s-640": 3.592,
      ]),
  ]

  /// Our estimate of a network; nil for one that is not drawn.
  func estimate(_ name: String) throws -> Double {
    let timing = try #require(AxeraTiming(chip, mode: mode))
    return timing.latencyMilliseconds(try network(name).works)
  }

  /// How far the estimate is off, as a share of the published latency.
  func deviation(_ name: String) throws -> Double {
    try estimate(name) / #require(milliseconds[name]) - 1
  }
}

/// A network of the tables.
func network(_ name: String) throws -> NetworkSketch {
  try #require((NetworkSketch.classifiers + NetworkSketch.detectors).first { $0.name == name })
}
