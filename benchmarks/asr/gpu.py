"""The same comparison on CUDA, float16, with whatever weights are given.

python -m benchmarks.asr.gpu --model FOLDER [the options of benchmarks.asr]
"""

import subprocess

import ctranslate2

from benchmarks.asr.__main__ import arguments, main


def device_name() -> str:
    query = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"]
    return subprocess.run(query, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    if not ctranslate2.get_cuda_device_count():
        raise SystemExit("no CUDA device here: nothing was measured")
    print(device_name())
    parser = arguments()
    parser.set_defaults(device="cuda", compute_type="float16", peer_batch=16)
    main(parser.parse_args())
