# A model that is read layer by layer from flash, so that its weights need no memory.
#
# Its file has the bytes of each word turned round (spots-v3-be.kmodel).
#
# kiln run --camera samples/spots/camera --load samples/spots/spots-v3-be.kmodel@0x600000 samples/scripts/load_flash.py
import KPU as kpu
import sensor

sensor.reset()
sensor.set_pixformat(sensor.RGB565)
sensor.set_framesize(sensor.QVGA)
sensor.set_windowing((224, 224))
sensor.run(1)

task = kpu.load_flash(0x600000, 1, 0x8000, 40000000)
kpu.init_yolo2(task, 0.5, 0.2, 5, (1.5,) * 10)
for frame in range(4):
    spots = kpu.run_yolo2(task, sensor.snapshot()) or []
    print(frame, sorted(spot.classid() for spot in spots))
kpu.deinit(task)
