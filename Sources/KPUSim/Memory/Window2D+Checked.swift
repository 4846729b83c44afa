import Bytes
import KModel
import OpKernels
import Simulation

extension OpKernels.Window2D {
  /// The window itself if a kernel may be called with it, with all element counts within an `Int`.
  ///
  /// - Throws: a fault that shows the numbers.
  func checked() throws(Fault) -> OpKernels.Window2D {
    guard isValid, Int.product(inputChannels, inputHeight, inputWidth) != nil,
      Int.product(outputChannels, outputHeight, outputWidth) != nil,
      Int.product(outputChannels, inputChannelsPerGroup, kernelHeight, kernelWidth) != nil
    else {
      throw .invalidParameter(
        name: "window",
        found: "\(kernelHeight)x\(kernelWidth), stride \(strideHeight)x\(strideWidth), dilation "
          + "\(dilationHeight)x\(dilationWidth), groups \(groups), from "
          + "\(inputChannels)x\(inputHeight)x\(inputWidth) to "
          + "\(outputChannels)x\(outputHeight)x\(outputWidth)",
        expected: "positive extents, strides and dilations, groups that divide the channels")
    }
    return self
  }

  /// Taps that are visited for one output pixel at most: those that can lie in the image.
  var reachableTaps: (rows: Int, columns: Int) {
    (min(kernelHeight, inputHeight), min(kernelWidth, inputWidth))
  }

  /// Multiply-accumulates (or visits) of one batch, nil when beyond counting.
  var workCount: Int? {
    Int.product(
      outputChannels, outputHeight, outputWidth, max(1, inputChannels / max(1, groups)),
      reachableTaps.rows + 1, reachableTaps.columns + 1)
  }
}

extension OperationV3.Pool2D {
  /// The pooling's window over all channels.
  func geometry() throws(Fault) -> OpKernels.Window2D {
    guard inputShape.channels == outputShape.channels else {
      throw .invalidParameter(
        name: "output channels", found: "\(outputShape.channels)", expected: "\(inputShape.channels)")
    }
    return try OpKernels.Window2D(
      inputChannels: Int(inputShape.channels), inputHeight: Int(inputShape.height),
      inputWidth: Int(inputShape.width), outputChannels: Int(outputShape.channels),
      outputHeight: Int(outputShape.height), outputWidth: Int(outputShape.width),
      kernelHeight: Int(kernelHeight), kernelWidth: Int(kernelWidth), strideHeight: Int(strideHeight),
      strideWidth: Int(strideWidth), paddingTop: Int(paddingHeight), paddingLeft: Int(paddingWidth)
    ).checked()
  }
}

extension OperationV4.Window2D {
  /// The window over one batch of `shape`, with the output size that it makes.
  ///
  /// - Throws: a fault when no output pixel fits.
  func geometry(
    over shape: ShapeV4, layout: TensorLayout, outputChannels: Int, groups: Int
  ) throws(Fault) -> OpKernels.Window2D {
    let isPlanar = layout == .planar
    let (channels, height, width) =
      isPlanar ? (shape.c, shape.h, shape.w) : (shape.w, shape.c, shape.h)
    guard let outputHeight = outputHeight(of: height), let outputWidth = outputWidth(of: width) else {
      throw .invalidParameter(
        name: "stride", found: "\(strideHeight)x\(strideWidth)", expected: "1x1 at least")
    }
    return try OpKernels.Window2D(
      inputChannels: Int(channels), inputHeight: Int(height), inputWidth: Int(width),
      outputChannels: outputChannels, outputHeight: outputHeight, outputWidth: outputWidth, groups: groups,
      kernelHeight: Int(filterHeight), kernelWidth: Int(filterWidth), strideHeight: Int(strideHeight),
      strideWidth: Int(strideWidth), dilationHeight: Int(dilationHeight),
      dilationWidth: Int(dilationWidth), paddingTop: Int(paddingHeight.before),
      paddingLeft: Int(paddingWidth.before)
    ).checked()
  }
}
