/// A serial port that the system has, and what is known of it without opening it.
package struct PortInfo: Sendable, Equatable {
  /// What a port on the USB shows; texts are the device's own and may hold anything.
  package struct USB: Sendable, Equatable {
    /// `idVendor`.
    package var vendor: UInt16
    /// `idProduct`.
    package var product: UInt16
    /// The product's name.
    package var productName: String?
    /// The manufacturer's name.
    package var manufacturer: String?
    /// The device's serial number.
    package var serialNumber: String?
    /// Number of the bus.
    package var bus: Int?
    /// Address on the bus, as in `lsusb`.
    package var address: Int?
    /// Where it is plugged in: `1-1.2`.
    package var location: String?
    /// `bInterfaceNumber` of the port's interface.
    package var interface: Int?
    /// Which of the device's serial ports it is, from 0.
    package var port: Int?

    /// A device with nothing known beside its numbers.
    package init(vendor: UInt16, product: UInt16) { (self.vendor, self.product) = (vendor, product) }
  }

  /// Its path in /dev.
  package var path: String
  /// What the USB says; nil for ports elsewhere.
  package var usb: USB?
  /// Whether a virtual board answers there.
  package var isVirtualBoard: Bool
  /// Why it cannot be opened, as far as that can be told without opening; nil when nothing speaks against it.
  package var obstacle: SerialError?

  /// A port as given.
  package init(path: String, usb: USB? = nil, isVirtualBoard: Bool = false, obstacle: SerialError? = nil) {
    (self.path, self.usb, self.isVirtualBoard, self.obstacle) = (path, usb, isVirtualBoard, obstacle)
  }
}
