import Scripting
import Testing

// Answers: what MicroPython 1.11 gives for these calls.

@Suite("Modules of encodings")
struct EncodingModuleTests {
  @Test("ujson reads what the device reads")
  func ujson_loads() throws {
    let wrong = try checkModule(
      "import ujson",
      [
        "ujson.loads('[1, -2.5, null, true, {\"a\": \"\\\\u00e9\"}]')":
          "[1, -2.5, None, True, {'a': '\\xe9'}]",
        "ujson.loads('{1:2}')": "{1: 2}", "ujson.loads('[1 2')": "[1, 2]", "ujson.loads('[}')": "[]",
        "ujson.loads('')": "ValueError syntax error in JSON",
        "ujson.loads('[1]]')": "ValueError syntax error in JSON",
        "ujson.loads('1-2')": "ValueError invalid syntax for integer with base 10: '1-2'",
        "ujson.loads('1e')": "ValueError invalid syntax for number", "ujson.loads(b' 5 ')": "5",
        "ujson.loads(5)": "TypeError can't convert 'int' object to str implicitly",
        "ujson.loads('123456789012345678901234567890')": "123456789012345678901234567890",
        "ujson.dumps({'a': [1, None, 'q\\n']})": "'{\"a\": [1, null, \"q\\\\n\"]}'",
      ])
    #expect(wrong == [])
  }

  @Test("ustruct packs and unpacks as the device does")
  func ustruct_packsAndUnpacks() throws {
    let wrong = try checkModule(
      "import ustruct\nb = bytearray(6)\nclass A: pass\no = A()",
      [
        "ustruct.pack('<hiB', -1, 2**31, 300)": "b'\\xff\\xff\\x00\\x00\\x00\\x80,'",
        "ustruct.calcsize('bi')": "8",
        "ustruct.pack('3s', b'ab')": "b'ab\\x00'",
        "ustruct.pack('<2I', 1)": "b'\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00'",
        "ustruct.pack('z', 1)": "ValueError bad typecode",
        "ustruct.pack('i', 1.5)": "TypeError can't convert float to int",
        "ustruct.unpack('>h2sf', b'\\x00\\x01ab\\x3f\\xc0\\x00\\x00')": "(1, b'ab', 1.5)",
        "ustruct.unpack('i', b'123')": "ValueError buffer too small",
        "ustruct.unpack('<Q', b'\\xff' * 8)": "(18446744073709551615,)",
        "ustruct.unpack_from('<h', b'\\x01\\x00\\x02\\x00', -2)": "(2,)",
        "ustruct.pack_into('<hh', b, -4, 1, 2)": "None",
        "b": "bytearray(b'\\x00\\x00\\x01\\x00\\x02\\x00')",
        "ustruct.pack_into('<hh', b, 4, 1, 2)": "ValueError buffer too small",
        "ustruct.pack_into('<h', b'ab', 0, 1)": "TypeError object with buffer protocol required",
        "ustruct.unpack('<O', ustruct.pack('<O', o))[0] is o": "True",
        "ustruct.unpack('<O', b'12345678')": "(None,)",
        "ustruct.calcsize('99999999999999s')": "99999999999999",
        "ustruct.pack('99999999s', b'')": "MemoryError memory allocation failed, allocating 100000000 bytes",
      ])
    #expect(wrong == [])
  }

  @Test("ubinascii converts both ways")
  func ubinascii_converts() throws {
    let wrong = try checkModule(
      "import ubinascii",
      [
        "ubinascii.hexlify(b'\\x00\\xff')": "b'00ff'", "ubinascii.hexlify('ab', ':')": "b'61:62'",
        "ubinascii.unhexlify('00fF')": "b'\\x00\\xff'",
        "ubinascii.unhexlify('0')": "ValueError odd-length string",
        "ubinascii.unhexlify('0g')": "ValueError non-hex digit found",
        "ubinascii.b2a_base64(b'ab')": "b'YWI=\\n'",
        "ubinascii.a2b_base64('YQ==')": "b'a'", "ubinascii.a2b_base64('YQ')": "ValueError incorrect padding",
        "ubinascii.crc32(b'abc')": "891568578", "ubinascii.crc32(b'c', ubinascii.crc32(b'ab'))": "891568578",
        "ubinascii.hexlify(1)": "TypeError object with buffer protocol required",
      ])
    #expect(wrong == [])
  }

  @Test("hashes and ciphers go on from piece to piece")
  func hashesAndCiphers_goOn() throws {
    let wrong = try checkModule(
      """
      import uhashlib, ucryptolib, ubinascii
      h = uhashlib.sha256(b'a')
      h.update(b'bc')
      k = bytes(range(16))
      e = ucryptolib.aes(k, 2, b'i' * 16)
      d = ucryptolib.aes(k, 2, b'i' * 16)
      c = ucryptolib.aes(k, 6, b'i' * 16)
      u = ucryptolib.aes(k, 6, b'i' * 16)
      """,
      [
        "ubinascii.hexlify(h.digest())[:16]": "b'ba7816bf8f01cfea'",
        "h.digest() == uhashlib.sha256(b'abc').digest()": "True",
        "ubinascii.hexlify(uhashlib.md5(b'').digest())": "b'd41d8cd98f00b204e9800998ecf8427e'",
        "ubinascii.hexlify(uhashlib.sha1(b'abc').digest())[:8]": "b'a9993e36'",
        "d.decrypt(e.encrypt(b'x' * 16)) + d.decrypt(e.encrypt(b'y' * 16))":
          "b'xxxxxxxxxxxxxxxxyyyyyyyyyyyyyyyy'",
        "e.decrypt(b'x' * 16)": "ValueError can't encrypt & decrypt",
        "d.decrypt(b'x')": "ValueError blksize % 16",
        "u.encrypt(c.encrypt(b'abc') + c.encrypt(b'defg'))": "b'abcdefg'",
        "ucryptolib.aes(k, 5)": "ValueError mode",
        "ucryptolib.aes(b'', 1)": "ValueError key", "ucryptolib.aes(k, 2)": "ValueError IV",
        "uhashlib.sha256('a', 1)": "TypeError function expected at most 1 arguments, got 2",
      ])
    #expect(wrong == [])
  }

  @Test("uzlib decompresses texts and streams")
  func uzlib_decompresses() throws {
    let wrong = try checkModule(
      "import uzlib, uio\nd = uzlib.DecompIO(uio.BytesIO(b'KLJ\\x06\\x00'), -8)",
      [
        "uzlib.decompress(b'KLJ\\x06\\x00', -15)": "bytearray(b'abc')",
        "uzlib.decompress(b'abc')": "ValueError -3",
        "d.read(1)": "b'a'", "d.read()": "b'bc'", "d.read(5)": "b''",
        "uzlib.DecompIO(uio.BytesIO(b''))": "EOFError ",
        "uzlib.DecompIO(1)": "OSError stream operation not supported",
        "uzlib.DecompIO(uio.BytesIO(b'abcdef'))": "ValueError compression header",
        "uzlib.DecompIO(uio.BytesIO(b'abcdef'), -30)":
          "MemoryError memory allocation failed, allocating 1073741824 bytes",
      ])
    #expect(wrong == [])
  }
}
