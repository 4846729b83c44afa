import CKernels

extension FusedLayer {
  /// Sums one batch; input and output have the layer's sizes.
  func run(
    input: Span<Float>, output: inout MutableSpan<Float>, scratch: KernelScratch, threads: Int
  ) {
    precondition(input.count == inputCount && output.count == outputCount)
    // About half of what one thread reaches.
    let microseconds = outputCount * depth / 20_000 + outputCount / 1_000
    let workers = WorkerTeam.workers(microseconds: microseconds, threads: threads)
    unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let run = unsafe FusedRun(layer: self, input: source, output: target, workers: workers)
        run.run(scratch)
      }
    }
  }
}

/// One run of a layer, as tasks that threads take.
///
/// Invariant: `input` and `output` have the layer's sizes and outlive the run; tasks write disjoint elements, and each
/// worker has a part of the scratch to itself. The first part holds the input as it is laid out.
@safe private struct FusedRun: @unchecked Sendable {
  let layer: FusedLayer
  let input: UnsafePointer<Float>
  let output: UnsafeMutablePointer<Float>
  let workers: Int
  private var tasks: FusedTasks { FusedTasks(workers: workers) }

  func run(_ scratch: KernelScratch) {
    let geometry = layer.geometry
    if layer.form == .depthwise {
      let channels = max(1, min(16, layer.groups / (4 * workers)))
      let floats = geometry.channelSize + geometry.outputHeight * geometry.columns + 64
      unsafe tasks.run((layer.groups + channels - 1) / channels, scratch, floats: floats) { index, memory in
        let first = index * channels
        var sums = unsafe layer.depthwise
        unsafe kiln_fused_depthwise_run(
          &sums, input, Int32(first), Int32(min(channels, layer.groups - first)), output, memory)
      }
      return
    }
    if !geometry.isDirect { layOut(scratch) }
    let laidOut = scratch.parts.first
    switch layer.form {
    case .depthwise: break
    case .pixels:
      // A part that the layout needs is not to be made anew, which would lose what it holds.
      let floats = FusedLayer.depthUnit * FusedLayer.pixelUnit + 16
      let plan = plan(unit: FusedLayer.rowUnit)
      unsafe tasks.run(plan.count, scratch, floats: floats) { index, memory in
        let part = plan.part(index)
        unsafe sums(of: part, laidOut) { sums, source, target in
          unsafe kiln_fused_pixels(
            sums, source, Int32(part.pixels.lowerBound), Int32(part.pixels.count),
            Int32(part.channels.lowerBound), Int32(part.channels.count), target, memory)
        }
      }
    case .channels:
      let pixels = geometry.pixelCount
      let plan = plan(unit: 4 * FusedLayer.columnUnit)
      let floats =
        FusedLayer.depthUnit * (pixels + FusedLayer.rowUnit)
        + plan.channelsPerPart.roundedUp(to: 4 * FusedLayer.columnUnit) * pixels
      unsafe tasks.run(plan.count, scratch, floats: floats) { index, memory in
        let part = plan.part(index)
        unsafe sums(of: part, laidOut) { sums, source, target in
          unsafe kiln_fused_channels(
            sums, source, 0, Int32(pixels), Int32(part.channels.lowerBound), Int32(part.channels.count),
            target,
            memory)
        }
      }
    }
  }

  /// Gives a task its group's sums, input and output.
  private func sums(
    of part: FusedPlan.Part, _ laidOut: AlignedMemory?,
    _ body: (UnsafePointer<kiln_fused>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let geometry = layer.geometry
    var sums = unsafe layer.sums(ofGroup: part.group)
    let size = geometry.isDirect ? geometry.inputHeight * geometry.inputWidth : geometry.channelSize
    let whole =
      unsafe geometry.isDirect ? input : laidOut.map { unsafe UnsafePointer($0.pointer(as: Float.self)) }
    guard let whole = unsafe whole else { return }
    unsafe body(
      &sums, whole + part.group * layer.inputs * size,
      output + part.group * layer.outputs * geometry.pixelCount)
  }

  /// Parts enough for the workers; one thread takes groups as a whole.
  private func plan(unit: Int) -> FusedPlan {
    FusedPlan(
      groups: layer.groups, channels: layer.outputs, pixels: layer.geometry.pixelCount,
      pixelUnit: layer.form == .pixels ? FusedLayer.pixelUnit : layer.geometry.pixelCount, channelUnit: unit,
      workers: workers)
  }

  /// Lays all input channels out in the first part of the scratch.
  private func layOut(_ scratch: KernelScratch) {
    let geometry = layer.geometry
    let channels = layer.groups * layer.inputs
    let memory = scratch.part(0, byteCount: 4 * (channels * geometry.channelSize + 16))
    let chunk = max(1, channels / (4 * workers))
    tasks.run((channels + chunk - 1) / chunk) { index, _ in
      var layout = unsafe layer.layout
      for channel in (index * chunk)..<min(channels, (index + 1) * chunk) {
        unsafe kiln_fused_lay_out(
          &layout, input + channel * geometry.inputHeight * geometry.inputWidth,
          memory.pointer(as: Float.self) + channel * geometry.channelSize)
      }
    }
  }
}
