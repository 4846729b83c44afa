import Scripting

extension MaixBoard {
  /// Module `Maix` (`modMaix.c`).
  func installMaixModule(in vm: Interpreter) {
    add("Maix", to: vm) { [unowned self] module throws(Raised) in
      try addFPIOA(to: module)
      try addGPIO(to: module)
      let audio = try addAudio(to: module)
      try addI2S(to: module, audio)
      try addFFT(to: module)
      if !isMissing(.microphones) { try addMicrophones(to: module) }
      try addFrequencies(to: module)
      try addUtilities(to: module)
      try addConfiguration(to: module)
    }
  }
}
