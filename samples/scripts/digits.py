# Which digit does the camera see? A classifier of 8x8 grey pictures.
#
# kiln run --camera samples/digits/pictures --load samples/digits/digits-v3.kmodel@0x300000 samples/scripts/digits.py
import KPU as kpu
import lcd
import sensor

lcd.init()
sensor.reset()
sensor.set_pixformat(sensor.GRAYSCALE)
sensor.set_framesize(sensor.B128X128)
sensor.run(1)

task = kpu.load(0x300000)
try:
    while True:
        img = sensor.snapshot()
        # The network's picture: made smaller, and copied to where the KPU reads.
        small = img.resize(8, 8)
        small.pix_to_ai()
        scores = kpu.forward(task, small)[:]
        best = max(range(10), key=lambda digit: scores[digit])
        print("digit %d, %.1f %%" % (best, 100 * scores[best]))
        img.draw_string(4, 4, str(best), color=255, scale=2)
        lcd.display(img)
finally:
    kpu.deinit(task)
