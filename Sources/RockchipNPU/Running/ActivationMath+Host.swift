import Glibc
public import NPUGraph

extension ActivationMath {
  /// The C library's single-precision functions.
  public static let host = ActivationMath(
    exp: { Glibc.expf($0) }, log: { Glibc.logf($0) }, tanh: { Glibc.tanhf($0) }, erf: { Glibc.erff($0) })
}
