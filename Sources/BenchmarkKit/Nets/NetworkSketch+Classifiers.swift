import NPUGraph

/// Classifiers of 224x224 pictures in 1000 classes, as their papers or torchvision have them.
extension NetworkSketch {
  /// All of them, in the order of tables.
  package static var classifiers: [NetworkSketch] {
    [
      mobileNetV1, mobileNetV2, resNet18, resNet50, squeezeNet10, squeezeNet11, vgg16, inceptionV1,
      mobileOneS0,
    ]
  }

  /// MobileNet v1, full width.
  package static var mobileNetV1: NetworkSketch {
    var net = NetworkSketch("mobilenetv1", side: 224)
    var map = net.convolve(net.input, to: 32, kernel: 3, stride: 2)
    let tail = Array(repeating: (512, 1), count: 5) + [(1024, 2), (1024, 1)]
    for (channels, stride) in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + tail {
      map = net.convolve(net.convolveChannels(map, stride: stride), to: channels)
    }
    net.classify(map)
    return net
  }

  /// MobileNet v2, full width.
  package static var mobileNetV2: NetworkSketch {
    var net = NetworkSketch("mobilenetv2", side: 224)
    var map = net.convolve(net.input, to: 32, kernel: 3, stride: 2)
    let stages = [
      (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
      (6, 320, 1, 1),
    ]
    for (expansion, channels, count, stride) in stages {
      for index in 0..<count {
        var inner = expansion > 1 ? net.convolve(map, to: map.channels * expansion) : map
        inner = net.convolveChannels(inner, stride: index == 0 ? stride : 1)
        inner = net.convolve(inner, to: channels)
        map = inner == map ? net.add(inner) : inner
      }
    }
    net.classify(net.convolve(map, to: 1280))
    return net
  }

  /// ResNet-18.
  package static var resNet18: NetworkSketch { residual("resnet18", [2, 2, 2, 2], isDeep: false) }

  /// ResNet-50 v1.5: blocks are halved in their 3x3 layer.
  package static var resNet50: NetworkSketch { residual("resnet50", [3, 4, 6, 3], isDeep: true) }

  private static func residual(_ name: String, _ blocks: [Int], isDeep: Bool) -> NetworkSketch {
    var net = NetworkSketch(name, side: 224)
    var map = net.convolve(net.input, to: 64, kernel: 7, stride: 2)
    map = net.pool(map, kernel: 3, stride: 2, padding: 1)
    for (stage, count) in blocks.enumerated() {
      let channels = 64 << stage
      for index in 0..<count {
        let stride = index == 0 && stage > 0 ? 2 : 1
        var inner = map
        if isDeep {
          inner = net.convolve(net.convolve(map, to: channels), to: channels, kernel: 3, stride: stride)
          inner = net.convolve(inner, to: 4 * channels)
        } else {
          inner = net.convolve(map, to: channels, kernel: 3, stride: stride)
          inner = net.convolve(inner, to: channels, kernel: 3)
        }
        if inner != map { _ = net.convolve(map, to: inner.channels, stride: stride) }
        map = net.add(inner)
      }
    }
    net.classify(map)
    return net
  }

  /// SqueezeNet 1.0.
  package static var squeezeNet10: NetworkSketch {
    let small = [(32, 128), (48, 192), (48, 192), (64, 256)]
    return squeezed(
      "squeezenet1.0", first: (96, 7), [[(16, 64), (16, 64), (32, 128)], small, [(64, 256)]])
  }

  /// SqueezeNet 1.1.
  package static var squeezeNet11: NetworkSketch {
    let last = [(48, 192), (48, 192), (64, 256), (64, 256)]
    return squeezed("squeezenet1.1", first: (64, 3), [[(16, 64), (16, 64)], [(32, 128), (32, 128)], last])
  }

  private static func squeezed(
    _ name: String, first: (channels: Int, kernel: Int), _ stages: [[(squeezed: Int, expanded: Int)]]
  ) -> NetworkSketch {
    var net = NetworkSketch(name, side: 224)
    var map = net.convolve(net.input, to: first.channels, kernel: first.kernel, stride: 2, padding: 0)
    for stage in stages {
      map = net.pool(map, kernel: 3, stride: 2, roundsUp: true)
      for fire in stage {
        map = net.convolve(map, to: fire.squeezed)
        let narrow = net.convolve(map, to: fire.expanded)
        map = net.join(narrow, net.convolve(map, to: fire.expanded, kernel: 3))
      }
    }
    _ = net.average(net.convolve(map, to: 1000))
    return net
  }

  /// VGG-16.
  package static var vgg16: NetworkSketch {
    var net = NetworkSketch("vgg16", side: 224)
    var map = net.input
    for (channels, count) in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)] {
      for _ in 0..<count { map = net.convolve(map, to: channels, kernel: 3) }
      map = net.pool(map, kernel: 2, stride: 2)
    }
    for channels in [4096, 4096, 1000] { map = net.connect(map, to: channels) }
    return net
  }

  /// Inception v1 (GoogLeNet) with its 5x5 layers and without the side branches of training.
  package static var inceptionV1: NetworkSketch {
    var net = NetworkSketch("inceptionv1", side: 224)
    var map = net.convolve(net.input, to: 64, kernel: 7, stride: 2)
    map = net.pool(map, kernel: 3, stride: 2, roundsUp: true)
    map = net.convolve(net.convolve(map, to: 64), to: 192, kernel: 3)
    let stages = [
      [[64, 96, 128, 16, 32, 32], [128, 128, 192, 32, 96, 64]],
      [
        [192, 96, 208, 16, 48, 64], [160, 112, 224, 24, 64, 64], [128, 128, 256, 24, 64, 64],
        [112, 144, 288, 32, 64, 64], [256, 160, 320, 32, 128, 128],
      ],
      [[256, 160, 320, 32, 128, 128], [384, 192, 384, 48, 128, 128]],
    ]
    for stage in stages {
      map = net.pool(map, kernel: 3, stride: 2, roundsUp: true)
      for widths in stage {
        let one = net.convolve(map, to: widths[0])
        let three = net.convolve(net.convolve(map, to: widths[1]), to: widths[2], kernel: 3)
        let five = net.convolve(net.convolve(map, to: widths[3]), to: widths[4], kernel: 5)
        let pooled = net.convolve(net.pool(map, kernel: 3, stride: 1, padding: 1), to: widths[5])
        map = net.join(one, three, five, pooled)
      }
    }
    net.classify(map)
    return net
  }

  /// MobileOne-S0 as it is deployed: one branch per layer.
  package static var mobileOneS0: NetworkSketch {
    var net = NetworkSketch("mobileone_s0", side: 224)
    var map = net.convolve(net.input, to: 48, kernel: 3, stride: 2)
    for (channels, count) in [(48, 2), (128, 8), (256, 10), (1024, 1)] {
      for index in 0..<count {
        map = net.convolve(net.convolveChannels(map, stride: index == 0 ? 2 : 1), to: channels)
      }
    }
    net.classify(map)
    return net
  }

  /// The mean of each channel and a fully connected layer of 1000 classes.
  private mutating func classify(_ map: Map) { _ = connect(average(map), to: 1000) }
}
