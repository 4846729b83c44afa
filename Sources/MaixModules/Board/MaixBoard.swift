package import K210Boards
package import Scripting

/// A board as MaixPy's modules see it: one per interpreter; each module keeps its state in its own class
/// here.
package final class MaixBoard {
  /// What the board is and how it is set.
  package struct Configuration: Sendable {
    /// The MaixPy build whose limits and texts count.
    package var firmware = FirmwareFlavour.full
    /// Whether a firmware was chosen, or models of every version load because nobody did.
    package var isFirmwareChosen = false
    /// Bytes of Python's heap, which come out of the same memory.
    package var gcHeapByteCount = GCHeap.defaultBytes.value
    /// Names of the pins for `board.board_info` where `/flash/config.json` has none; nil for a board without
    /// names.
    package var pinNames: PinNames?
    /// UARTs, 0 to 2, whose TX is wired to their own RX.
    package var wiredUARTs: Set<Int> = []
    /// Whether finalisers print what the firmware's print (`kpu_net __del__`).
    package var printsFinalisers = false

    /// The usual board.
    package init() {}
  }

  package let configuration: Configuration
  package let host: any MaixHost
  /// Memory for models, camera, display.
  package let systemHeap: SystemHeap
  /// The camera: module `sensor`.
  let camera = Camera()
  /// What `copy_to_fb=True` fills.
  var copyBuffer: ImageBuffer?
  /// What every module offers, entered when modules are made.
  package let catalogue = ModuleCatalogue()
  /// Why the board ended the script; nil as long as it did not.
  package internal(set) var ending: BoardEnding?
  /// Pins, timers, serial lines.
  package let hardware = BoardHardware()
  /// The models that are loaded.
  let kpu = KPUState()
  /// The display: module `lcd`.
  let panel = Panel()
  /// Names of the modules that scripts find.
  package internal(set) var moduleNames: [String] = []
  /// What the user has been told.
  var explained: Set<String> = []

  /// Makes a board; `install` gives its modules to an interpreter.
  package init(_ configuration: Configuration, host: any MaixHost) {
    self.configuration = configuration
    self.host = host
    systemHeap = SystemHeap(configuration.firmware, gcHeapByteCount: configuration.gcHeapByteCount)
  }

  /// Has an interpreter's scripts find the board's modules.
  package func install(in vm: Interpreter) {
    installImageModule(in: vm)
    installSensorModule(in: vm)
    installLCDModule(in: vm)
    installKPUModule(in: vm)
    installMachineModules(in: vm)
  }
}
