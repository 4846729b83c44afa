import CKernels

extension Window2D {
  /// Whether 2 × 2 windows lie side by side from the image's corner on, and none of them outside.
  var tilesWithPairs: Bool {
    let extents = [kernelHeight, kernelWidth, strideHeight, strideWidth]
    return extents.allSatisfy { $0 == 2 } && dilationHeight == 1 && dilationWidth == 1
      && paddingTop == 0 && paddingLeft == 0
      && 2 * outputHeight <= inputHeight + 1 && 2 * outputWidth <= inputWidth + 1
  }
}

extension TensorKernels {
  /// Largest pixels of windows for which `Window2D.tilesWithPairs` holds; planes have the window's sizes.
  func poolPairs(_ input: Span<UInt8>, _ window: Window2D, _ output: inout MutableSpan<UInt8>) {
    let (height, width) = (window.inputHeight, window.inputWidth)
    let whole = min(window.outputWidth, width / 2)
    // Invariant: rows and the pixels of whole windows lie inside the planes.
    unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, var results = target.baseAddress else { return }
        for plane in 0..<window.outputChannels {
          let pixels = unsafe source + plane * height * width
          for row in 0..<window.outputHeight {
            let above = unsafe pixels + 2 * row * width
            // The last row of an odd number is its own neighbour.
            let below = unsafe 2 * row + 1 < height ? above + width : above
            unsafe kiln_pool_rows(above, below, Int32(whole), results)
            if whole < window.outputWidth { unsafe results[whole] = max(above[width - 1], below[width - 1]) }
            unsafe results += window.outputWidth
          }
        }
      }
    }
  }
}
