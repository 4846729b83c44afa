import BenchmarkKit
import NPUGraph
import Testing

@Suite("networks drawn as shapes")
struct NetworkSketchTests {
  private static let published: [(name: String, megaMACs: Double, megaParameters: Double)] = [
    // Millions of multiply-accumulates, of parameters: torchvision's and the papers'; detectors' from their
    // repositories, which count two operations each.
    ("mobilenetv1", 568.7, 4.23), ("mobilenetv2", 300.77, 3.50), ("resnet18", 1814.07, 11.69),
    ("resnet50", 4089.18, 25.56), ("squeezenet1.0", 818.9, 1.248), ("squeezenet1.1", 349.15, 1.235),
    ("vgg16", 15470.3, 138.36), ("inceptionv1", 1582.7, 7.0), ("mobileone_s0", 275, 2.1),
    ("yolov3-416", 32_932, 61.9), ("yolov3-608", 70_346, 61.9), ("yolov5s-640", 8_225, 7.23),
    ("yolov8s-640", 14_300, 11.16),
  ]

  @Test(
    "multiply-accumulates and parameters are those that are published, within half a percent",
    arguments: published)
  func counts(name: String, megaMACs: Double, megaParameters: Double) throws {
    let networks = NetworkSketch.classifiers + NetworkSketch.detectors
    let network = try #require(networks.first { $0.name == name })
    #expect(abs(network.macs / 1e6 / megaMACs - 1) < 0.005, "\(network.macs)")
    // Biases have four bytes here, and batch normalisation is folded into them.
    let biases = network.works.reduce(0) { $0 + ($1.weightBytes > 0 ? $1.output.channels : 0) }
    let parameters = Double(network.weightBytes - 3 * biases) / 1e6
    #expect(abs(parameters / megaParameters - 1) < 0.012, "\(parameters)")
  }

  @Test("every layer reads a map that was written before it, as wide as it was")
  func chains() {
    for network in NetworkSketch.classifiers + NetworkSketch.detectors {
      var written = [network.input]
      for work in network.works {
        // A fully connected layer sees one long column, and a half of a map is a map.
        let isKnown = written.contains { map in
          map.height == work.input.height && map.width == work.input.width
            && (map.channels == work.input.channels || map.channels == 2 * work.input.channels)
        }
        let isFlat = work.input.pixels == 1 && written.contains { $0.elements == work.input.elements }
        #expect(isKnown || isFlat || work.kind == .view, "\(network.name): \(work.input)")
        #expect(work.output.elements > 0 && work.input.elements > 0)
        written.append(work.output)
      }
    }
  }

  @Test("pools round up, but not to windows that begin outside of the image")
  func pools() {
    var net = NetworkSketch("pools", side: 8)
    let map = net.input
    #expect(net.pool(map, kernel: 3, stride: 2).width == 3)
    #expect(net.pool(map, kernel: 3, stride: 2, roundsUp: true).width == 4)
    // A fifth window would begin in the padding behind the image.
    #expect(net.pool(map, kernel: 2, stride: 2, padding: 1, roundsUp: true).width == 5)
    #expect(net.pool(map, kernel: 2, stride: 3, padding: 1, roundsUp: true).width == 3)
    #expect(net.works.count == 4 && net.macs == 0)
  }
}
