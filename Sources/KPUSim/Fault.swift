import Simulation

/// What a layer did wrong; the runner adds which layer it was.
typealias Fault = SimulationError.Kind
