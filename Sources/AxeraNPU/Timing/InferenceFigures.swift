package import NPUGraph
import Simulation

/// One inference in the terms of the build tool's report: cycles, frames per second, use of the multipliers.
///
/// **Source**: `inference_report.log` of `pulsar`; its example is reproduced by `InferenceFiguresTests`.
package struct InferenceFigures: Sendable, Equatable {
  /// Cycles from the first engine's start to the last one's end, `tot_cyc`.
  package let cycles: Double
  /// The NPU's clock in MHz.
  package let megahertz: Double
  /// Multiply-accumulates of the network, without what is computed for channels that it does not have.
  package let macs: Double
  /// Multiply-accumulates per cycle that the utilisation is a share of.
  package let macsPerCycle: Double
  /// Bytes from and to main memory.
  package let traffic: AxeraTraffic

  /// Figures of one inference.
  package init(
    cycles: Double, megahertz: Double, macs: Double, macsPerCycle: Double,
    traffic: AxeraTraffic = AxeraTraffic()
  ) {
    (self.cycles, self.megahertz) = (cycles, megahertz)
    (self.macs, self.macsPerCycle, self.traffic) = (macs, macsPerCycle, traffic)
  }

  /// Milliseconds of one inference.
  package var milliseconds: Double { megahertz > 0 ? cycles / (megahertz * 1000) : 0 }
  /// Inferences per second, one after the other; 0 when none takes time.
  package var framesPerSecond: Double { cycles > 0 ? megahertz * 1_000_000 / cycles : 0 }
  /// Share of the multipliers that the network uses, 0…1; `MAC utils` is a hundred times that.
  package var utilization: Double {
    cycles > 0 && macsPerCycle > 0 ? macs / (cycles * macsPerCycle) : 0
  }
}

extension AxeraTiming {
  /// A model's figures as estimated at nominal clocks.
  package func figures(_ works: [LayerWork]) -> InferenceFigures {
    let schedule = schedule(works, at: nominalClocks)
    let macs = works.reduce(0) { $0 + ($1.unit == .accelerator ? $1.macs : 0) }
    return InferenceFigures(
      cycles: schedule.cycles, megahertz: nominalClocks.acceleratorMHz, macs: macs,
      macsPerCycle: Double(peakMACsPerCycle), traffic: schedule.traffic)
  }
}
