# Follows the green spot by its colour alone, without a network.
#
# kiln run --camera samples/spots/camera samples/scripts/blobs.py
import lcd
import sensor

# Lightness, green to red, blue to yellow: from and to.
GREEN = (30, 100, -80, -20, 0, 80)

lcd.init()
sensor.reset()
sensor.set_pixformat(sensor.RGB565)
sensor.set_framesize(sensor.QVGA)
sensor.run(1)

last = None
while True:
    img = sensor.snapshot()
    blobs = img.find_blobs([GREEN], pixels_threshold=100, area_threshold=100, merge=True)
    if blobs:
        blob = max(blobs, key=lambda b: b.pixels())
        img.draw_rectangle(blob.rect(), color=(255, 255, 0))
        img.draw_cross(blob.cx(), blob.cy(), color=(255, 255, 0))
        step = "" if last is None else ", moved %+d,%+d" % (blob.cx() - last[0], blob.cy() - last[1])
        print("green at %d,%d%s" % (blob.cx(), blob.cy(), step))
        last = (blob.cx(), blob.cy())
    lcd.display(img)
