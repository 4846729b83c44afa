package import NPUGraph
package import Simulation

extension AxeraTiming {
  /// Places layers on the engines in their order.
  ///
  /// An operation may begin when its engine is free and the one before it has done its first tile; it ends no
  /// sooner than a tile after that one. Weights come ahead of the layers as far as there is room for them,
  /// the network's input with the first. Maps that do not fit the on-chip memory go through main memory while
  /// the layer is computed.
  package func schedule(_ works: [LayerWork], at clocks: ChipClocks) -> AxeraSchedule {
    var placing = Placing(timing: self, clocks: clocks)
    for (index, work) in works.enumerated() { placing.place(work, isFirst: index == 0) }
    if let last = works.last {
      placing.schedule.traffic.outputs = last.output.elements * Double(max(8, last.activationBits)) / 8
    }
    placing.schedule.cycles = placing.end
    return placing.schedule
  }
}

/// The engines' clocks while layers are placed one after the other.
private struct Placing {
  let timing: AxeraTiming
  let clocks: ChipClocks
  let bytesPerCycle: Double
  var schedule = AxeraSchedule()
  /// When the last operation began, and for how long it keeps its engine.
  var begin = 0.0
  var busy = 0.0
  /// When everything so far is done.
  var end = 0.0
  /// The last layer that was placed on an engine, and the cycles that it keeps of those it is charged.
  var last: (index: Int, least: Double)?
  /// When each engine is free again.
  var convolutionFree = 0.0
  var vectorFree = 0.0
  /// When main memory is free again.
  var memoryFree = 0.0
  /// The end of everything before each layer, and the bytes that were fetched for it.
  var ends = [0.0]
  var fetched = [0.0]

  init(timing: AxeraTiming, clocks: ChipClocks) {
    self.timing = timing
    self.clocks = clocks
    bytesPerCycle = timing.bytesPerCycle(at: clocks)
  }

  mutating func place(_ work: LayerWork, isFirst: Bool) {
    var layer = AxeraSchedule.Layer(unit: timing.unit(of: work))
    let before = end
    var bytes = 0.0
    if work.unit == .cpu {
      // The NPU waits for the CPU and the other way round.
      layer.compute =
        work.output.elements * AxeraCalibration.cpuCycles * clocks.acceleratorMHz / clocks.cpuMHz
      end += layer.compute
      (begin, busy, convolutionFree, vectorFree) = (end, 0, end, end)
    } else if work.kind != .view {
      bytes = Double(max(0, work.weightBytes))
      schedule.traffic.parameters += bytes
      if isFirst {
        let input = work.input.elements * Double(max(8, work.activationBits)) / 8
        schedule.traffic.inputs += input
        bytes += input
      }
      place(work, fetching: bytes, &layer)
      let missing = layer.share(end - before)
      // What an operation before it did meanwhile cost nothing: the multipliers' time is the layer's own.
      if layer.unit == .convolution, let last {
        layer.compute += schedule.layers[last.index].giveBack(missing, keeping: last.least)
      }
      // No layer is to use more than all multipliers, in whole cycles either.
      last = (schedule.layers.count, (work.macs / Double(timing.peakMACsPerCycle)).rounded(.up) + 1)
    }
    schedule.layers.append(layer)
    ends.append(end)
    fetched.append((fetched.last ?? 0) + bytes)
  }

  /// Places the operation itself and its table; `layer` then holds what each part needs.
  private mutating func place(
    _ work: LayerWork, fetching bytes: Double, _ layer: inout AxeraSchedule.Layer
  ) {
    let own = timing.computeCycles(work)
    let isSwapped = work.mapBytes > Double(timing.engine.onChipBytes.value)
    let swapped = isSwapped ? work.mapBytes : 0
    schedule.traffic.swapped += swapped
    let transfer = swapped / bytesPerCycle
    let fetchBegin = fetch(bytes, &layer)
    let arrived = bytes > 0 ? memoryFree : 0
    memoryFree += transfer
    let rows = Double(max(0, work.output.height)) * timing.calibration.cyclesPerRow
    layer.start =
      AxeraCalibration.perOperation + rows / (timing.engine.sharesRows.value ? Double(timing.cores) : 1)
    layer.compute = own
    layer.transfer = transfer
    run(on: layer.unit, own, atLeast: transfer, from: fetchBegin, until: arrived, start: layer.start)
    let table = timing.tableCycles(work)
    if table > 0 {
      layer.table = table
      run(on: .vector, table, atLeast: 0, from: 0, until: 0, start: 0)
    }
  }

  /// Fetches a layer's weights as soon as there is room for them; when that begins.
  private mutating func fetch(_ bytes: Double, _ layer: inout AxeraSchedule.Layer) -> Double {
    guard bytes > 0 else { return 0 }
    let window = Double(timing.engine.prefetchBytes.value)
    // What was fetched before the first layer that still fits beside this one must be used up.
    let room = window - min(bytes, window)
    let begin = max(memoryFree, ends[firstIndex(holding: (fetched.last ?? 0) - room)])
    layer.weightLoad = bytes / bytesPerCycle
    schedule.loadCycles += layer.weightLoad
    memoryFree = begin + layer.weightLoad
    return begin
  }

  /// The first layer before which at least so many bytes had been fetched.
  private func firstIndex(holding bytes: Double) -> Int {
    var range = 0..<(fetched.count - 1)
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      range =
        fetched[middle] < bytes ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }

  /// One operation of an engine.
  private mutating func run(
    on unit: AxeraEngine.Unit, _ own: Double, atLeast transfer: Double, from fetchBegin: Double,
    until arrived: Double, start: Double
  ) {
    let takes = max(own, transfer)
    let free = unit == .convolution ? convolutionFree : vectorFree
    let first = max(free, begin + AxeraCalibration.tile * busy, fetchBegin)
    let tail = end + AxeraCalibration.tile * takes
    let last = max(first + takes, tail, arrived) + start
    switch unit {
    case .convolution:
      convolutionFree = last
      schedule.convolutionCycles += own
    case .vector:
      vectorFree = last
      schedule.vectorCycles += own
      if timing.engine.vectorUnit.value == .sharedWithTransfers { memoryFree += own }
    }
    (begin, busy) = (first, last - first)
    end = max(end, last)
  }
}

extension AxeraSchedule.Layer {
  /// Gives each part as much of the layer's time as it needs, as long as there is some: what ran beside other
  /// work costs nothing, and what no part needs was waiting for weights.
  ///
  /// - Returns: how much is missing for the computation.
  fileprivate mutating func share(_ cycles: Double) -> Double {
    var rest = max(0, cycles)
    func take(_ need: Double) -> Double {
      let part = min(need, rest)
      rest -= part
      return part
    }
    let beyondCompute = max(0, transfer - compute)
    let own = compute
    start = take(start)
    compute = take(compute)
    table = take(table)
    transfer = take(beyondCompute)
    weightWait = rest
    return own - compute
  }

  /// Gives up so much of the layer's time, as far as it has it beyond what it keeps; returns how much that
  /// is.
  fileprivate mutating func giveBack(_ wanted: Double, keeping least: Double) -> Double {
    let cycles = max(0, min(wanted, self.cycles - least))
    var rest = cycles
    func give(_ part: inout Double) {
      let given = min(part, rest)
      part -= given
      rest -= given
    }
    give(&table)
    if unit == .vector { give(&compute) }
    give(&start)
    give(&transfer)
    return cycles - rest
  }
}
