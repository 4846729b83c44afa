/// The program that works the flash from inside the chip, loaded by the mask ROM (`docs/flash-stub.md`).
package enum FlashStubImage {
  /// A flat image for 0x80000000, as `make firmware` builds it from `firmware/flash-stub`.
  package static var bytes: [UInt8] { PackageResources.flash_stub_bin }
}
