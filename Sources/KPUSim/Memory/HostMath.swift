import Glibc
import OpKernels

extension FloatMath {
  /// The C library's single-precision functions, which the golden runs used too (glibc 2.36).
  static let host = FloatMath(
    exp: { Glibc.expf($0) }, log: { Glibc.logf($0) }, sin: { Glibc.sinf($0) }, cos: { Glibc.cosf($0) })
}
