# Tells another controller what is seen: frames of AA, length, bytes, checksum over a UART.
#
# kiln run --trace --camera samples/spots/camera samples/scripts/uart.py
import sensor
from fpioa_manager import fm
from machine import UART

fm.register(6, fm.fpioa.UART1_RX, force=True)
fm.register(7, fm.fpioa.UART1_TX, force=True)
uart = UART(UART.UART1, 115200, 8, 0, 0, timeout=1000, read_buf_len=4096)


def send(payload):
    frame = bytes((0xAA, len(payload))) + payload + bytes((sum(payload) & 0xFF,))
    uart.write(frame)
    return frame


sensor.reset()
sensor.set_pixformat(sensor.RGB565)
sensor.set_framesize(sensor.QQVGA)
sensor.run(1)
for number in range(3):
    img = sensor.snapshot()
    blobs = img.find_blobs([(30, 100, -80, -20, 0, 80)])
    blob = max(blobs, key=lambda b: b.pixels())
    frame = send(bytes((number, blob.cx(), blob.cy())))
    print("sent", " ".join("%02x" % byte for byte in frame))
    # Nobody is at the other end: read() gives None after its time.
    print("answer", uart.read(4))
uart.deinit()
