import K210Boards
import Pictures

/// What some firmware is built without.
enum FirmwarePart {
  /// Module `_thread`.
  case threads
  /// `Maix.MIC_ARRAY`.
  case microphones
  /// Modules `video`, `nes` and `touchscreen`.
  case multimedia
  /// Modules `network` and `usocket`.
  case network
}

extension MaixBoard {
  /// Whether the firmware that was chosen has but the basic modules, and the basic methods of images.
  ///
  /// **Source**: MaixPy-v1, boards/MAIX/imlib_config.h (`OMV_MINIMUM`).
  var isMinimum: Bool {
    configuration.isFirmwareChosen && configuration.firmware.id.hasPrefix("minimum")
  }

  /// Whether the firmware that was chosen is built without something.
  ///
  /// **Source**: maixpy-memory, section 3. When none was chosen nothing is missing.
  func isMissing(_ part: FirmwarePart) -> Bool {
    switch part {
    case .threads, .network: isMinimum
    case .microphones, .multimedia: isMinimum || isOpenMV
    }
  }

  /// The colour tables of the firmware.
  var colorTables: ColorTables { isOpenMV ? .coarse : .exact }

  /// Whether it is the build for OpenMV's scripts, which saves on tables and modules.
  private var isOpenMV: Bool {
    configuration.isFirmwareChosen && configuration.firmware.id == "openmv-v4"
  }
}
