internal import CUSB

// libusb's calls. **Invariant**: the list is freed, its devices with it, after the last was copied; a configuration is freed after its
// interfaces were copied; counts that the library gives bound every index.

/// A device on the USB, by its descriptors.
package struct USBDevice: Sendable, Equatable {
  /// One interface in its first setting.
  package struct Interface: Sendable, Equatable {
    /// `bInterfaceNumber`.
    package var number: Int
    /// `bInterfaceClass`.
    package var classCode: UInt8
    /// `bInterfaceSubClass`.
    package var subclass: UInt8

    /// An interface as given.
    package init(number: Int, classCode: UInt8, subclass: UInt8) {
      (self.number, self.classCode, self.subclass) = (number, classCode, subclass)
    }
  }

  /// Number of the bus.
  package var bus: Int
  /// Address on the bus; another one after each plugging in.
  package var address: Int
  /// `idVendor`.
  package var vendor: UInt16
  /// `idProduct`.
  package var product: UInt16
  /// The interfaces of the active configuration, at most 32.
  package var interfaces: [Interface]

  /// A device as given.
  package init(bus: Int, address: Int, vendor: UInt16, product: UInt16, interfaces: [Interface]) {
    (self.bus, self.address, self.vendor, self.product, self.interfaces) = (
      bus, address, vendor, product, interfaces
    )
  }
}

/// Every device on the USB, at most 1024; none where there is no USB or none may be looked at.
///
/// Nothing is opened.
func usbDevices() -> [USBDevice] {
  var context: OpaquePointer?
  guard unsafe libusb_init(&context) == 0 else { return [] }
  defer { unsafe libusb_exit(context) }
  var list: UnsafeMutablePointer<OpaquePointer?>?
  let count = unsafe libusb_get_device_list(context, &list)
  guard count >= 0, let list = unsafe list else { return [] }
  defer { unsafe libusb_free_device_list(list, 1) }
  var devices: [USBDevice] = []
  for index in 0..<min(Int(count), 1024) {
    guard let device = unsafe list[index] else { continue }
    var descriptor = libusb_device_descriptor()
    guard unsafe libusb_get_device_descriptor(device, &descriptor) == 0 else { continue }
    unsafe devices.append(
      USBDevice(
        bus: Int(libusb_get_bus_number(device)), address: Int(libusb_get_device_address(device)),
        vendor: descriptor.idVendor, product: descriptor.idProduct, interfaces: interfaces(of: device)))
  }
  return devices
}

private func interfaces(of device: OpaquePointer) -> [USBDevice.Interface] {
  var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
  guard unsafe libusb_get_active_config_descriptor(device, &configuration) == 0,
    let configuration = unsafe configuration
  else { return [] }
  defer { unsafe libusb_free_config_descriptor(configuration) }
  guard let list = unsafe configuration.pointee.interface else { return [] }
  var interfaces: [USBDevice.Interface] = []
  for index in 0..<min(Int(unsafe configuration.pointee.bNumInterfaces), 32) {
    guard unsafe list[index].num_altsetting > 0, let setting = unsafe list[index].altsetting else { continue }
    unsafe interfaces.append(
      USBDevice.Interface(
        number: Int(setting.pointee.bInterfaceNumber), classCode: setting.pointee.bInterfaceClass,
        subclass: setting.pointee.bInterfaceSubClass))
  }
  return interfaces
}
