"""Golden numbers of recordings: WAV files written by scipy and their log-mel frames by numpy, in float64.

    python3 test/golden/make-audio.py > test/golden/audio.json

Made with numpy 2.4.6 and scipy 1.17.1. Only needed to make the numbers again.
The frames are written out plainly: numpy's FFT, and the triangles as a matrix by interpolation.
"""
import base64, io, json
import numpy as np
from scipy.io import wavfile

rng = np.random.default_rng(5)


def mel(hz):
    return 2595 * np.log10(1 + hz / 700)


def hz(m):
    return 700 * (10 ** (m / 2595) - 1)


def frames(x, rate, top, bands, size):
    frame, step = round(rate * 0.025), round(rate * 0.010)
    window = np.hanning(frame + 1)[:-1]
    cut = np.stack([x[a : a + frame] * window for a in range(0, len(x) - frame + 1, step)])
    power = np.abs(np.fft.rfft(cut, size)) ** 2
    edges = hz(np.linspace(0, mel(top), bands + 2))
    at = np.fft.rfftfreq(size, 1 / rate)
    weights = np.stack([np.interp(at, edges[b : b + 3], [0, 1, 0], left=0, right=0) for b in range(bands)], axis=1)
    return np.log(np.maximum(1e-10, power @ weights))


def wav(rate, data):
    file = io.BytesIO()
    wavfile.write(file, rate, data)
    return base64.b64encode(file.getvalue()).decode()


out = {"files": {}, "frames": []}
x = np.round(0.4 * np.sin(np.arange(24) * 0.7) * 32768) / 32768
kinds = {
    "uint8": np.round(x * 128 + 128).astype(np.uint8),
    "int16": (x * 2**15).astype(np.int16),
    "int32": (x * 2**31).astype(np.int32),
    "float32": x.astype(np.float32),
    "float64": x,
}
for name, data in kinds.items():
    stereo = np.stack([data, data[::-1]], axis=1)
    half = (lambda a: (a.astype(np.float64) - 128) / 128) if name == "uint8" else (
        (lambda a: a.astype(np.float64) / 2.0 ** (8 * a.itemsize - 1)) if name.startswith("int") else (lambda a: a.astype(np.float64)))
    out["files"][name] = {"wav": wav(8000, data), "samples": half(data).tolist()}
    out["files"][name + " stereo"] = {"wav": wav(8000, stereo), "samples": half(stereo).mean(axis=1).tolist()}
for rate, top, bands, size in [(8000, 4000, 26, 256), (16000, 8000, 40, 512), (11025, 4000, 26, 512)]:
    t = np.arange(int(rate * 0.06)) / rate
    y = 0.3 * np.sin(2 * np.pi * 440 * t) + 0.1 * np.sin(2 * np.pi * 3000 * t * t) + 0.01 * rng.standard_normal(len(t))
    y = np.round(y * 2**20) / 2**20
    out["frames"].append(
        {"rate": rate, "top": top, "bands": bands, "samples": y.tolist(), "frames": frames(y, rate, top, bands, size).tolist()}
    )
print(json.dumps(out))
