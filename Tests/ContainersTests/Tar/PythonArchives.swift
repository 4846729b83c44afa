import Containers
import Foundation
import Testing

/// Archives that Python's tarfile wrote, packed by its gzip.
enum PythonArchives {
  /// `./images/`, `./images/a.bin`, a long name and a symbolic link.
  static let ustar =
    "H4sIAAAAAAACA+3WSwrCMBSF4SzFDdgmbdKsJ6LUYq1iFVy+F9GBRfCBUWr+b5B0UEjgkMPN8mYd6kWfq3i0qKw972K43/n2"
    + "pfw+ceoLDv0+7ORIlabsmn/IZk33q/zdbf5GF07y1+QfXWi3y6CQqnbT1dM3l2cb48H7N6Yc9L+1ripG/v4vtTqP5jPXPAIR"
    + "0Kwj6f+mW8U+4+X532jvpf+L+KNp8vMfAAAAAAAAAAAA/ssJljaj+wAoAAA="

  /// `./images/`, `./images/a.bin`, a long name, a longer one and a symbolic link.
  static let gnu =
    "H4sIAAAAAAACA+3YTQ6CMBAF4B6FC0h/oVsPwCVKJEhEJIKJx7cxagKSoCZTF33fomX/mM5kUt4cXV0NnNERXm7M/fbm98K3"
    + "1cKwJGMBXIbRnZOERSp95u/Ssun+lX82zV8KJX3+AvmTc22/dwzirf+Ub4tTVxdNdyB8/xfq/lXzyuj5+28zX/8F6p/c4/Xf"
    + "keGt/7k2Px50PQnC5b/S/6XUs/lPS6Ul+n8IVwACeFkx/306/xlh3+e/HPNfyP5fVX2cRxn3jBki//X9j5nWv7LW5pj/Qiir"
    + "EeufiLV0bf+L/a+Y73+tVixR9Kvp6OsfAAAAAAAA4nAD4Mp+4QAoAAA="

  /// `./images/`, `./images/a.bin`, a long name, a longer one and a symbolic link.
  static let pax =
    "H4sIAAAAAAACA+2YQW7CMBBFve4pcoEmYzuJVxVdsuQKjrAgappGkEo5HDsuVlMVJAwSLeq4lfzfwvYikhej73mZvGhf7cpt"
    + "C8EHeeqy/Nw94X7lbLT/PKtEBN63o934K0Wa5Mf627xp+7+qf3Vef0mq8vUn1J8d2w1rK4BINv958byw09zZpdvw5f9K7k+Z"
    + "P4Q9zL+sRTYh/+xIo7LBjuunrzawZKPo3vrV453LoTk9IK2/T4yy3+j/UurA/7RURqL/x2ACgAG8rPC/7/pfqejS/yT8LwYq"
    + "9D/nhjSXJknHjFH22/Of4P9PE+ka/heDxo0Y/yRM1/Yv3Hf8eP4vyRglMsU/msb8/x/4H6n60v80/C+K/53r336HSVuK/jfj"
    + "fGLveP+pIvgfAAAAAAAHHxPE9NoAKAAA"

  static func file(_ text: String) throws -> [UInt8] {
    try Gzip.unpack(Array(try #require(Data(base64Encoded: text))), limit: 1 << 20)
  }
}
