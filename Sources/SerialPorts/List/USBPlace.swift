/// Which interface of which device a serial port belongs to, by its path in /sys.
package struct USBPlace: Sendable, Equatable {
  /// Where the device is plugged in: bus, then the ports of the hubs on the way: `1-1.2`.
  package let location: String
  /// `bInterfaceNumber`.
  package let interface: Int

  /// Reads the last folder of the form `1-1.2:1.0` (location, configuration, interface) off a path without links; nil without one.
  ///
  /// **Source**: Linux `usb_set_configuration`: `%d-%s:%d.%d`.
  package init?(devicePath: String) {
    for name in devicePath.split(separator: "/").reversed() {
      let halves = name.split(separator: ":", omittingEmptySubsequences: false)
      guard halves.count == 2, Self.isLocation(halves[0]) else { continue }
      let numbers = halves[1].split(separator: ".", omittingEmptySubsequences: false)
      guard numbers.count == 2, Int(numbers[0]) != nil, let interface = Int(numbers[1]),
        (0...255).contains(interface)
      else { continue }
      (location, self.interface) = (String(halves[0]), interface)
      return
    }
    return nil
  }

  private static func isLocation(_ text: Substring) -> Bool {
    let halves = text.split(separator: "-", omittingEmptySubsequences: false)
    return halves.count == 2 && UInt16(halves[0]) != nil
      && halves[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { UInt8($0) != nil }
  }
}

extension USBDevice {
  /// Which of the device's serial ports an interface is, counted from 0; nil when it is none.
  ///
  /// Serial ports are the interfaces for control of communication (class 2; their data have another interface) and the vendor's own
  /// (class 255), in the order of their numbers. **Source**: USB class codes; FT2232: two interfaces of class 255.
  package func serialPort(ofInterface number: Int) -> Int? {
    interfaces.filter { $0.classCode == 2 || $0.classCode == 255 }.map(\.number).sorted()
      .firstIndex(of: number)
  }
}
