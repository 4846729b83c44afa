import Scripting

/// What a board's `config.json` calls its pins: the attributes of `board.board_info`.
///
/// **Source**: the board files of MaixPy's scripts (`board/config_maix_*.py`); for the M5StickV its
/// firmware's `board.py`.
package struct PinNames: Sendable, Equatable {
  /// The board's short name: `bit`.
  package let board: String
  /// Names and numbers of pins.
  package let pins: [String: Int]

  init(_ board: String, _ pins: [String: Int]) {
    self.board = board
    self.pins = pins
  }

  /// Boards whose pins have names.
  package static let all = [dock, bit, go, duino, cube, amigo, m5StickV]

  /// Those of a board by its short name, in any case; nil if it is not known.
  package static func named(_ board: String) -> PinNames? { all.first { $0.board == board.lowercased() } }

  /// As a dict of the script's, names in order.
  func table(_ vm: Interpreter) throws(Raised) -> Value {
    let table = try vm.newDict()
    for (name, pin) in pins.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      try vm.set(table, try vm.intern(name), Value(small: pin))
    }
    return table
  }

  private static let wireless = ["WIFI_TX": 6, "WIFI_RX": 7, "WIFI_EN": 8]
  private static let microphone = ["MIC0_WS": 19, "MIC0_DATA": 20, "MIC0_BCK": 18]
  private static let speaker = ["I2S_WS": 33, "I2S_DA": 34, "I2S_BCK": 35]

  private static func joined(_ parts: [String: Int]...) -> [String: Int] {
    parts.reduce(into: [:]) { $0.merge($1) { _, new in new } }
  }

  /// Sipeed Maix Dock.
  package static let dock = PinNames(
    "dock",
    joined(
      ["BOOT_KEY": 16, "LED_R": 14, "LED_G": 13, "LED_B": 12], wireless, speaker,
      ["MIC0_WS": 30, "MIC0_DATA": 20, "MIC0_BCK": 32]))

  /// Sipeed Maix Bit.
  package static let bit = PinNames(
    "bit", joined(["BOOT_KEY": 16, "LED_R": 13, "LED_G": 12, "LED_B": 14], microphone))

  /// Sipeed Maix Go.
  package static let go = PinNames(
    "go", joined(["BOOT_KEY": 16, "LED_R": 14, "LED_G": 12, "LED_B": 13], wireless, microphone, speaker))

  /// Sipeed Maixduino.
  package static let duino = PinNames(
    "duino",
    joined(
      ["BOOT_KEY": 16, "LED_R": 13, "LED_G": 12, "LED_B": 14], wireless, microphone, speaker,
      [
        "ESP32_CS": 25, "ESP32_RST": 8, "ESP32_RDY": 9, "ESP32_MOSI": 28, "ESP32_MISO": 26, "ESP32_SCLK": 27,
        "PIN0": 4, "PIN1": 5, "PIN2": 21, "PIN3": 22, "PIN4": 23, "PIN5": 24, "PIN6": 32, "PIN7": 15,
        "PIN8": 14, "PIN9": 13, "PIN10": 12, "PIN11": 11, "PIN12": 10, "PIN13": 3,
      ]))

  /// Sipeed Maix Cube.
  package static let cube = PinNames(
    "cube",
    joined(
      ["BOOT_KEY": 16, "LED_R": 13, "LED_G": 12, "LED_B": 14, "LED_W": 32], wireless,
      [
        "BACK": 11, "ENTER": 10, "NEXT": 16, "I2S0_MCLK": 19, "I2S0_SCLK": 35, "I2S0_WS": 33,
        "I2S0_IN_D0": 34, "I2S0_OUT_D2": 18, "I2C_SDA": 31, "I2C_SCL": 30, "SPI_SCLK": 21, "SPI_MOSI": 8,
        "SPI_MISO": 15, "SPI_CS": 20,
      ]))

  /// Sipeed Maix Amigo with the TFT panel.
  package static let amigo = PinNames(
    "amigo",
    joined(
      ["BOOT_KEY": 23, "LED_R": 14, "LED_G": 15, "LED_B": 17, "LED_W": 32], wireless,
      [
        "BACK": 31, "ENTER": 23, "NEXT": 20, "I2S0_MCLK": 13, "I2S0_SCLK": 21, "I2S0_WS": 18,
        "I2S0_IN_D0": 35, "I2S0_OUT_D2": 34, "I2C_SDA": 27, "I2C_SCL": 24, "SPI_SCLK": 11, "SPI_MOSI": 10,
        "SPI_MISO": 6, "SPI_CS": 12,
      ]))

  /// M5StickV.
  package static let m5StickV = PinNames(
    "m5stickv",
    [
      "pin_num": 48, "ISP_RX": 4, "ISP_TX": 5, "WIFI_TX": 39, "WIFI_RX": 38, "CONNEXT_A": 35, "CONNEXT_B": 34,
      "MPU_SDA": 29, "MPU_SCL": 28, "MPU_INT": 23, "SPK_LRCLK": 14, "SPK_BCLK": 15, "SPK_DIN": 17,
      "SPK_SD": 25, "MIC_LRCLK": 10, "MIC_DAT": 12, "MIC_CLK": 13, "LED_W": 7, "LED_R": 6, "LED_G": 9,
      "LED_B": 8, "BUTTON_A": 36, "BUTTON_B": 37,
    ])
}
