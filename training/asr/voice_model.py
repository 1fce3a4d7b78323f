"""Convert the speaker encoder of Resemblyzer (Apache-2.0) to ONNX.

The encoder is three LSTM layers and a linear one over 40-band mel spectrograms, trained with
the generalized end-to-end loss (Wan et al. 2018). Its weights come in the PyPI package
`resemblyzer`; they are stored here in half precision and read without PyTorch.

    pip download --no-deps resemblyzer==0.1.4 && unzip -p Resemblyzer*.whl \
        resemblyzer/pretrained.pt > pretrained.pt
    pip install onnx && python -m training.asr.voice_model pretrained.pt pipeline/asr/voices.onnx
"""

import pickle
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

HIDDEN, LAYERS, BANDS, EMBEDDING = 256, 3, 40, 256
# PyTorch orders an LSTM's gates input, forget, cell, output; ONNX input, output, forget, cell.
GATES = (0, 3, 1, 2)


class Storage:
    """Where a tensor's numbers will be once they are read."""

    def __init__(self) -> None:
        self.data: NDArray[np.float32] = np.empty(0, np.float32)


class CheckpointReader(pickle.Unpickler):
    """Reads the old format of `torch.save`, admitting tensors and plain containers alone."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        """Resolve the few names that a checkpoint of tensors needs."""
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if name == "_rebuild_tensor_v2":
            return lambda storage, offset, size, stride, *_: (storage, offset, size, stride)
        if module in ("torch", "torch.storage") and name.endswith("Storage"):
            return name
        raise pickle.UnpicklingError(f"unexpected {module}.{name}")

    def persistent_load(self, pid: Any) -> Storage:
        """A storage, known by its key."""
        return self.storages.setdefault(pid[2], Storage())


def read_checkpoint(path: Path) -> dict[str, NDArray[np.float32]]:
    """The tensors of ``model_state``, by name."""
    with path.open("rb") as file:
        for _ in range(3):  # magic number, protocol, system
            pickle.load(file)  # noqa: S301 - a file whose source is named above
        reader = CheckpointReader(file)
        state = reader.load()["model_state"]
        for key in pickle.load(file):  # noqa: S301
            count = int(np.frombuffer(file.read(8), np.int64)[0])
            if key in reader.storages:
                reader.storages[key].data = np.frombuffer(file.read(4 * count), np.float32)
            else:
                file.seek(4 * count, 1)
    return {name: _tensor(*parts) for name, parts in state.items()}


def _tensor(
    storage: Storage, offset: int, size: tuple[int, ...], stride: tuple[int, ...]
) -> NDArray[np.float32]:
    steps = [4 * step for step in stride]
    return np.lib.stride_tricks.as_strided(storage.data[offset:], size, steps).copy()


def build(state: dict[str, NDArray[np.float32]]) -> onnx.ModelProto:
    """Mel spectrograms (batch, frames, 40) in, unit vectors (batch, 256) out."""
    nodes = [helper.make_node("Transpose", ["mels"], ["x0"], perm=[1, 0, 2])]
    weights: list[onnx.TensorProto] = []

    def constant(name: str, value: NDArray[np.float32]) -> str:
        weights.append(numpy_helper.from_array(value.astype(np.float16), f"{name}_half"))
        nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        return name

    for layer in range(LAYERS):
        names = [f"lstm.{kind}_l{layer}" for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        w, r, b_in, b_rec = (_reordered(state[name]) for name in names)
        inputs = [f"x{layer}", constant(f"w{layer}", w[None]), constant(f"r{layer}", r[None])]
        inputs.append(constant(f"b{layer}", np.concatenate([b_in, b_rec])[None]))
        nodes.append(helper.make_node("LSTM", inputs, [f"y{layer}", f"h{layer}"], hidden_size=HIDDEN))
        nodes.append(helper.make_node("Squeeze", [f"y{layer}", "one"], [f"x{layer + 1}"]))
    weights.append(numpy_helper.from_array(np.array([1]), "one"))
    weights.append(numpy_helper.from_array(np.array([0]), "zero"))
    nodes.append(helper.make_node("Squeeze", [f"h{LAYERS - 1}", "zero"], ["last"]))
    dense = [constant("wd", state["linear.weight"].T), constant("bd", state["linear.bias"])]
    nodes.append(helper.make_node("Gemm", ["last", *dense], ["linear"]))
    nodes.append(helper.make_node("Relu", ["linear"], ["positive"]))
    nodes.append(helper.make_node("LpNormalization", ["positive"], ["voices"], axis=1, p=2))
    mels = helper.make_tensor_value_info("mels", TensorProto.FLOAT, ["batch", "frames", BANDS])
    voices = helper.make_tensor_value_info("voices", TensorProto.FLOAT, ["batch", EMBEDDING])
    graph = helper.make_graph(nodes, "voices", [mels], [voices], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def _reordered(value: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([np.split(value, 4)[gate] for gate in GATES])


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    onnx.save(build(read_checkpoint(source)), str(target))
