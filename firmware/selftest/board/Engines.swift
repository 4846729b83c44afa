/// "abc", the one bit and the length of 24 bits, as words in the order of memory.
private func word(ofBlock index: Int) -> UInt32 {
  switch index {
  case 0: 0x8063_6261
  case 15: 0x1800_0000
  default: 0
  }
}

/// Compares the engine's digest with that of "abc" (FIPS 180-4, example).
private func expectDigest() {
  expect("the digest comes", Delay.until(microseconds: 10_000) { SHA256.function0.value & 1 == 1 })
  let expected: InlineArray<8, UInt32> = [
    0xBA78_16BF, 0x8F01_CFEA, 0x4141_40DE, 0x5DAE_2223, 0xB003_61A3, 0x9617_7A9C, 0xB410_FF61, 0xF200_15AD,
  ]
  for index in 0..<8 {
    expect(
      "a word of the digest", UInt64(SHA256.result[7 - index].value.byteSwapped), UInt64(expected[index]))
  }
}

func checkDigest() {
  SHA256.start(blocks: 1, byDMA: false)
  for index in 0..<16 {
    let hasRoom = Delay.until(microseconds: 1_000) { SHA256.function1.value &>> 8 & 1 == 0 }
    if !hasRoom { expect("the FIFO has room", false) }
    SHA256.dataIn.value = word(ofBlock: index)
  }
  expectDigest()
}

func checkDigestByDMA() {
  let source = UInt(dma_address()) - 0x4000_0000
  for index in 0..<16 { Register(source)[index].value = word(ofBlock: index) }
  SHA256.start(blocks: 1, byDMA: true)
  let engine = DMAC.End.device(0x502C_0020, DMAC.Handshake.sha256)
  DMAC.start(channel: 1, from: .memory(UInt64(source)), to: engine, DMAC.Items(count: 16, burst: 3))
  let ended = Delay.until(microseconds: 10_000) { !DMAC.isBusy(channel: 1) }
  expect("the transfer ends", ended)
  if ended { expectDigest() } else { DMAC.stop(channel: 1) }
}

/// Runs a block through the AES engine and compares.
private func expectBlock(_ what: StaticString, _ block: AES.Block, _ expected: AES.Block) {
  guard let found = AES.run(block) else { return expect(what, false) }
  for index in 0..<4 { expect(what, UInt64(found[index]), UInt64(expected[index])) }
}

func checkECB() {
  // FIPS 197, appendix B of the key 00…0F.
  let key: AES.Block = [0x0001_0203, 0x0405_0607, 0x0809_0A0B, 0x0C0D_0E0F]
  let plain: AES.Block = [0x0011_2233, 0x4455_6677, 0x8899_AABB, 0xCCDD_EEFF]
  let cipher: AES.Block = [0x69C4_E0D8, 0x6A7B_0430, 0xD8CD_B780, 0x70B4_C55A]
  let none = AES.Block(repeating: 0)
  AES.start(.ecb, decrypts: false, key: key, vector: none, blocks: 1)
  expectBlock("encryption", plain, cipher)
  AES.start(.ecb, decrypts: true, key: key, vector: none, blocks: 1)
  expectBlock("decryption", cipher, plain)
}

func checkCBC() {
  // NIST SP 800-38A, F.2.1 and F.2.2.
  let key: AES.Block = [0x2B7E_1516, 0x28AE_D2A6, 0xABF7_1588, 0x09CF_4F3C]
  let vector: AES.Block = [0x0001_0203, 0x0405_0607, 0x0809_0A0B, 0x0C0D_0E0F]
  let plain: AES.Block = [0x6BC1_BEE2, 0x2E40_9F96, 0xE93D_7E11, 0x7393_172A]
  let secondPlain: AES.Block = [0xAE2D_8A57, 0x1E03_AC9C, 0x9EB7_6FAC, 0x45AF_8E51]
  let cipher: AES.Block = [0x7649_ABAC, 0x8119_B246, 0xCEE9_8E9B, 0x12E9_197D]
  let secondCipher: AES.Block = [0x5086_CB9B, 0x5072_19EE, 0x95DB_113A, 0x9176_78B2]
  AES.start(.cbc, decrypts: false, key: key, vector: vector, blocks: 2)
  expectBlock("encryption", plain, cipher)
  expectBlock("encryption of the second block", secondPlain, secondCipher)
  AES.start(.cbc, decrypts: true, key: key, vector: vector, blocks: 2)
  expectBlock("decryption", cipher, plain)
  expectBlock("decryption of the second block", secondCipher, secondPlain)
}
