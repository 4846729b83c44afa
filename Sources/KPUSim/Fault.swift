package import Simulation

/// What a layer did wrong; the runner adds which layer it was.
package typealias Fault = SimulationError.Kind
