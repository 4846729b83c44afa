/// The registers of a block by their offsets, in Swift's spelling of the names that the data sheet has.
protocol RegisterName: RawRepresentable<Int> {}

extension RegisterName {
  /// The data sheet's spelling: `layer_argument_fifo` for `layerArgumentFifo`.
  var name: String {
    "\(self)".reduce(into: "") { name, character in
      name += character.isUppercase ? "_" + character.lowercased() : String(character)
    }
  }
}
