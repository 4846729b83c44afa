import NPUGraph

/// Detectors for the 80 classes of COCO, without what follows their last convolutions.
extension NetworkSketch {
  /// All of them, in the order of tables.
  package static var detectors: [NetworkSketch] {
    [yoloV3(side: 416), yoloV3(side: 608), yoloV5s, yoloV8s]
  }

  /// YOLOv3 over Darknet-53; the side is a multiple of 32.
  package static func yoloV3(side: Int) -> NetworkSketch {
    var net = NetworkSketch("yolov3-\(side)", side: side)
    var map = net.convolve(net.input, to: 32, kernel: 3)
    var kept: [Map] = []
    for (channels, count) in [(64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)] {
      map = net.convolve(map, to: channels, kernel: 3, stride: 2)
      for _ in 0..<count {
        map = net.add(net.convolve(net.convolve(map, to: channels / 2), to: channels, kernel: 3))
      }
      kept.append(map)
    }
    var route: Map?
    for (channels, source) in [(512, kept[4]), (256, kept[3]), (128, kept[2])] {
      map = source
      if let route { map = net.join(net.enlarge(net.convolve(route, to: channels)), source) }
      for _ in 0..<2 {
        map = net.convolve(net.convolve(map, to: channels), to: 2 * channels, kernel: 3)
      }
      map = net.convolve(map, to: channels)
      route = map
      _ = net.convolve(net.convolve(map, to: 2 * channels, kernel: 3), to: 255)
    }
    return net
  }

  /// YOLOv5s, version 6: a first layer of 6x6.
  package static var yoloV5s: NetworkSketch {
    var net = NetworkSketch("yolov5s-640", side: 640)
    var map = net.convolve(net.input, to: 32, kernel: 6, stride: 2, padding: 2, .silu)
    map = net.crossStage(net.halve(map, to: 64), 64, count: 1)
    let eighth = net.crossStage(net.halve(map, to: 128), 128, count: 2)
    let sixteenth = net.crossStage(net.halve(eighth, to: 256), 256, count: 3)
    map = net.crossStage(net.halve(sixteenth, to: 512), 512, count: 1)
    let deep = net.convolve(net.pyramid(map, 512), to: 256, .silu)
    map = net.crossStage(net.join(net.enlarge(deep), sixteenth), 256, count: 1, adds: false)
    let middle = net.convolve(map, to: 128, .silu)
    let small = net.crossStage(net.join(net.enlarge(middle), eighth), 128, count: 1, adds: false)
    let medium = net.crossStage(net.join(net.halve(small, to: 128), middle), 256, count: 1, adds: false)
    let large = net.crossStage(net.join(net.halve(medium, to: 256), deep), 512, count: 1, adds: false)
    for output in [small, medium, large] { _ = net.convolve(output, to: 255) }
    return net
  }

  /// YOLOv8s.
  package static var yoloV8s: NetworkSketch {
    var net = NetworkSketch("yolov8s-640", side: 640)
    var map = net.halve(net.input, to: 32)
    map = net.splitStage(net.halve(map, to: 64), 64, count: 1)
    let eighth = net.splitStage(net.halve(map, to: 128), 128, count: 2)
    let sixteenth = net.splitStage(net.halve(eighth, to: 256), 256, count: 2)
    map = net.splitStage(net.halve(sixteenth, to: 512), 512, count: 1)
    let deep = net.pyramid(map, 512)
    let middle = net.splitStage(net.join(net.enlarge(deep), sixteenth), 256, count: 1, adds: false)
    let small = net.splitStage(net.join(net.enlarge(middle), eighth), 128, count: 1, adds: false)
    let medium = net.splitStage(net.join(net.halve(small, to: 128), middle), 256, count: 1, adds: false)
    let large = net.splitStage(net.join(net.halve(medium, to: 256), deep), 512, count: 1, adds: false)
    for output in [small, medium, large] {
      // Boxes, then classes.
      for (inner, channels) in [(64, 64), (128, 80)] {
        let first = net.convolve(output, to: inner, kernel: 3, .silu)
        _ = net.convolve(net.convolve(first, to: inner, kernel: 3, .silu), to: channels)
      }
    }
    return net
  }

  /// A 3x3 layer of stride 2.
  private mutating func halve(_ map: Map, to channels: Int) -> Map {
    convolve(map, to: channels, kernel: 3, stride: 2, .silu)
  }

  /// YOLOv5's C3.
  private mutating func crossStage(_ map: Map, _ channels: Int, count: Int, adds: Bool = true) -> Map {
    var inner = convolve(map, to: channels / 2, .silu)
    for _ in 0..<count {
      inner = convolve(convolve(inner, to: channels / 2, .silu), to: channels / 2, kernel: 3, .silu)
      if adds { inner = add(inner) }
    }
    let bypass = convolve(map, to: channels / 2, .silu)
    return convolve(join(inner, bypass), to: channels, .silu)
  }

  /// YOLOv8's C2f.
  private mutating func splitStage(_ map: Map, _ channels: Int, count: Int, adds: Bool = true) -> Map {
    var half = convolve(map, to: channels, .silu)
    half.channels = channels / 2
    var parts = [half, half]
    for _ in 0..<count {
      let inner = convolve(half, to: channels / 2, kernel: 3, .silu)
      half = convolve(inner, to: channels / 2, kernel: 3, .silu)
      if adds { half = add(half) }
      parts.append(half)
    }
    return convolve(join(parts), to: channels, .silu)
  }

  /// SPPF: three pools of 5x5, one behind the other.
  private mutating func pyramid(_ map: Map, _ channels: Int) -> Map {
    var parts = [convolve(map, to: channels / 2, .silu)]
    for index in 0..<3 { parts.append(pool(parts[index], kernel: 5, stride: 1, padding: 2)) }
    return convolve(join(parts), to: channels, .silu)
  }
}
