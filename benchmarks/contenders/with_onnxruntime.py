"""ONNX Runtime as a contender: the same weights, in a graph of ONNX's own operators."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from worker import Prepare, Run, Settings, call_times, seconds_of, serve

BATCHES = (32, 100, 1000, 10_000)  # images a call; the fastest is taken


def tasks() -> dict[str, Prepare]:
    import onnxruntime
    from onnx import TensorProto, checker, helper, numpy_helper

    def onnx_model(network: dict[str, Any], weights: list[NDArray[np.float32]]) -> bytes:
        """The practical's kinds of layer only: ReLU convolutions, pools, a flatten, a softmax."""
        height, width, channels = network["shape"]
        nodes, tensors, remaining = [], [], list(weights)

        def tensor(array: NDArray[np.float32]) -> str:
            name = f"weights_{len(tensors)}"
            tensors.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
            return name

        def node(kind: str, *inputs: str, **attributes: Any) -> str:
            name = f"value_{len(nodes)}"
            nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
            return name

        value = "x"
        for layer in network["layers"]:
            if layer["type"] == "Conv2D":
                kernel, bias = remaining.pop(0), remaining.pop(0)
                kernel = kernel.transpose(3, 2, 0, 1)  # (out, in, kh, kw)
                value = node("Relu", node("Conv", value, tensor(kernel), tensor(bias)))
            elif layer["type"] == "MaxPooling2D":
                value = node("MaxPool", value, kernel_shape=[2, 2], strides=[2, 2])
            elif layer["type"] == "Flatten":
                # (n, c, h, w) -> (n, h * w * c), the order in which Keras flattens
                value = node("Flatten", node("Transpose", value, perm=[0, 2, 3, 1]))
            else:
                kernel, bias = remaining.pop(0), remaining.pop(0)
                value = node("Softmax", node("Gemm", value, tensor(kernel), tensor(bias)))
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", channels, height, width])
        y = helper.make_tensor_value_info(value, TensorProto.FLOAT, ["n", 10])
        graph = helper.make_graph(nodes, network["name"], [x], [y], tensors)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        checker.check_model(model)
        serialized: bytes = model.SerializeToString()
        return serialized

    def predict(settings: Settings) -> tuple[Run, dict[str, Any]]:
        data, weights = np.load(settings["data"]), np.load(settings["weights"])
        x = data["x"].astype(np.float32) / 255  # (n, h, w, c)
        x = np.ascontiguousarray(x.transpose(0, 3, 1, 2))  # (n, c, h, w)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = settings["threads"]
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            onnx_model(settings["network"], [weights[name] for name in weights.files]),
            options,
            providers=["CPUExecutionProvider"],
        )

        def all_of_it(batch: int) -> None:
            for first in range(0, len(x), batch):
                session.run(None, {"x": x[first : first + batch]})

        outputs = session.run(None, {"x": x[:1000]})[0]
        tried = {b: min(seconds_of(lambda b=b: all_of_it(b)) for _ in range(2)) for b in BATCHES}
        batch = min(tried, key=lambda b: tried[b])
        one = {"x": x[:1]}

        def run(settings: Settings) -> dict[str, Any]:
            if "calls" in settings:
                return {"times": call_times(lambda: session.run(None, one), settings["calls"])}
            return {"seconds": seconds_of(lambda: all_of_it(batch))}

        facts = {"version": onnxruntime.__version__, "batch": batch, "outputs": outputs.tolist()}
        return run, facts

    return {"predict": predict}


if __name__ == "__main__":
    serve(tasks)
