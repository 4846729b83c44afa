import KModel
import Testing

@Suite("messages of KModelError")
struct KModelErrorTests {
  @Test(
    "each says what was read, where, what was found and what was expected",
    arguments: [
      (
        KModelError.Kind.truncated(needed: 96, available: 20),
        "layer 7 (k210 conv) at 0x00001A40: 96 bytes are needed here; 20 are left"
      ),
      (
        .notAKModel(found: "\"hell\""),
        "layer 7 (k210 conv) at 0x00001A40: the file starts with \"hell\"; a kmodel starts with 03 00 00 00 "
          + "(version 3) or \"LDMK\" (version 4)"
      ),
      (
        .unsupportedVersion(5),
        "layer 7 (k210 conv) at 0x00001A40: kmodel version 5; this tool runs versions 3 and 4"
      ),
      (
        .unknownLayerType(26),
        "layer 7 (k210 conv) at 0x00001A40: type 26 (0x0000001A) is no layer of this format"
      ),
      (
        .undefinedLayerType(3, name: "global max pool2d"),
        "layer 7 (k210 conv) at 0x00001A40: type 3 (global max pool2d) has a name but no defined contents; "
          + "no runtime implements it"
      ),
      (
        .invalidField(name: "stride_w", found: "0", expected: "at least 1"),
        "layer 7 (k210 conv) at 0x00001A40: stride_w is 0; must be at least 1"
      ),
      (
        .outsideMemory(name: "output", start: 8, byteCount: 16, limit: 20),
        "layer 7 (k210 conv) at 0x00001A40: output covers bytes 8..<24 of a memory of 20 bytes"
      ),
      (
        .notWritable(reason: "no room"), "layer 7 (k210 conv) at 0x00001A40: cannot be written: no room"
      ),
    ])
  func messages(kind: KModelError.Kind, message: String) {
    let error = KModelError(kind, offset: 0x1A40, layer: 7, subject: "layer 7 (k210 conv)")
    #expect(error.description == message)
  }

  @Test("a model made in memory has no place to name")
  func withoutOffset() {
    let error = KModelError(.notWritable(reason: "no room"), offset: nil, subject: "kmodel")
    #expect(error.description == "kmodel: cannot be written: no room")
  }
}
