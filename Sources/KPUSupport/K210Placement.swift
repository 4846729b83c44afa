import KModel
import KPUSim
import NPUGraph

/// The limits of one KPU run.
enum K210Placement {
  /// Largest input picture of nncase's list, in pixels.
  static let (largestWidth, largestHeight) = (320, 240)
  /// Largest map that nncase's code lets pass once it has padded it.
  static let (largestPaddedWidth, largestPaddedHeight) = (512, 256)
  /// Least rows and columns of a result.
  static let leastResult = 4
  /// Bytes of KPU RAM.
  static let ramBytes = 2 << 20

  /// The words of one run, as far as they matter for limits and costs.
  ///
  /// - Throws: a refusal that names the limit.
  static func run(
    inputChannels: Int, outputChannels: Int, height: Int, width: Int, kernel: Int, stride: Int = 1,
    pool: KPUPoolType = .bypass, isDepthwise: Bool
  ) throws(K210Refusal) -> KPULayerArgument {
    for (name, channels) in [("input", inputChannels), ("output", outputChannels)] {
      guard (1...1024).contains(channels) else {
        throw K210Refusal(
          "\(channels) \(name) channels; the KPU takes 1 to 1024", remedy: "use at most 1024 channels")
      }
    }
    guard height <= largestPaddedHeight, width <= largestPaddedWidth else {
      throw K210Refusal(
        "a padded map of \(width)x\(height); nncase takes up to \(largestPaddedWidth)x\(largestPaddedHeight)",
        remedy: "use a smaller input", rule: .nncaseSource)
    }
    let output = (height: height / max(stride, pool.stride), width: width / max(stride, pool.stride))
    let maps = [
      FeatureMapLayout(channels: inputChannels, height: height, width: width),
      FeatureMapLayout(channels: outputChannels, height: output.height, width: output.width),
    ]
    let bytes = maps.reduce(0) { $0 + $1.byteCount }
    guard bytes <= ramBytes else {
      throw K210Refusal(
        "input and output take \(bytes >> 10) KiB of KPU RAM, which has 2048",
        remedy: "use a smaller input picture or fewer channels here", rule: .kpuMemory, verdict: .impossible)
    }
    guard
      let argument = KPULayerArgument(
        inputChannels: inputChannels, outputChannels: outputChannels, inputHeight: height, inputWidth: width,
        kernel: kernel == 1 ? .oneByOne : .threeByThree, pool: stride == 2 ? .leftTop2Stride2 : pool,
        isDepthwise: isDepthwise, imageSourceRow: 0, imageDestinationRow: 0)
    else {
      throw K210Refusal(
        "weights of \(inputChannels) to \(outputChannels) channels need more loads than the 64 of a run",
        remedy: "split it into convolutions of fewer output channels, joined by Concat", rule: .kpuFields,
        verdict: .impossible)
    }
    return argument
  }

  /// Refuses pictures that are larger than nncase's list has them.
  static func requireSize(height: Int, width: Int) throws(K210Refusal) {
    guard width <= largestWidth, height <= largestHeight else {
      throw K210Refusal(
        "an input of \(width)x\(height) pixels; the KPU's largest is \(largestWidth)x\(largestHeight)",
        remedy: "give the network a picture of at most \(largestWidth)x\(largestHeight)")
    }
  }
}
