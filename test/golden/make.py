"""Golden numbers of layers, made with PyTorch in float64: one step of gradient and ten of Adam.

    python3 test/golden/make.py > test/golden/recurrent.json

Made with PyTorch 1.13.0a0 (Debian 12, python3-torch). Only needed to make the numbers again.
Layer -> Linear on the last state -> MSE, batch B, T steps, I inputs, H units, O outputs.
LSTM, GRU and Elman are PyTorch's own; the others are written out below, each from its paper and as plainly as it can be
said: sLSTM without its stabiliser and minLSTM with its quotient, which the engine has to compute in another way.
"""
import json
import torch
from torch.nn import functional as F

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)
B, T, I, H, O = 3, 6, 2, 5, 4
x, target = torch.randn(B, T, I), torch.randn(B, O)
out = {"torch": torch.__version__, "x": x.tolist(), "target": target.tolist(), "layers": {}}


def numbers(t):
    return t.detach().reshape(-1).tolist()


def gates(layer, names, merged):
    """PyTorch stacks gates in rows and keeps two biases; ours are separate matrices [inputs, units] with one bias."""
    w = {}
    for k, g in enumerate(names):
        rows = slice(k * H, (k + 1) * H)
        w["W" + g], w["U" + g] = layer.weight_ih_l0[rows].T, layer.weight_hh_l0[rows].T
        if g in merged:
            w["b" + g] = layer.bias_ih_l0[rows] + layer.bias_hh_l0[rows]
        else:
            w["b" + g], w["c" + g] = layer.bias_ih_l0[rows], layer.bias_hh_l0[rows]
    return w


layers = {
    "lstm": (torch.nn.LSTM, ["i", "f", "g", "o"], ["i", "f", "g", "o"]),
    "gru": (torch.nn.GRU, ["r", "z", "n"], ["r", "z"]),
    "elman": (torch.nn.RNN, [""], [""]),
}
for name, (kind, names, merged) in layers.items():
    layer, head = kind(I, H, batch_first=True), torch.nn.Linear(H, O)
    # The second bias of a merged pair starts at zero and stays there: only one of the two is trained, as in ours.
    mask = torch.zeros(len(names) * H)
    for k, g in enumerate(names):
        if g not in merged:
            mask[k * H:(k + 1) * H] = 1
    with torch.no_grad():
        layer.bias_hh_l0.mul_(mask)
    layer.bias_hh_l0.register_hook(lambda g, mask=mask: g * mask)
    parameters = list(layer.parameters()) + list(head.parameters())

    def loss_of():
        return torch.nn.functional.mse_loss(head(layer(x)[0][:, -1]), target)

    entry = {"weights": {}, "gradients": {}, "losses": []}
    weights = {**gates(layer, names, merged), "head.W": head.weight.T, "head.b": head.bias}
    entry["weights"] = {k: numbers(v) for k, v in weights.items()}
    entry["output"] = numbers(head(layer(x)[0][:, -1]))
    loss = loss_of()
    loss.backward()
    grads = torch.nn.Module()
    for p, n in ((layer.weight_ih_l0, "weight_ih_l0"), (layer.weight_hh_l0, "weight_hh_l0"), (layer.bias_ih_l0, "bias_ih_l0"), (layer.bias_hh_l0, "bias_hh_l0")):
        setattr(grads, n, torch.nn.Parameter(p.grad.clone()))
    for k, v in gates(grads, names, []).items():
        if not (k.startswith("c") and k[1:] in merged):
            entry["gradients"][k] = numbers(v)
    entry["gradients"]["head.W"], entry["gradients"]["head.b"] = numbers(head.weight.grad.T), numbers(head.bias.grad)
    optimizer = torch.optim.Adam(parameters, lr=0.01)
    for _ in range(10):
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()
        entry["losses"].append(loss.item())
        optimizer.step()
    out["layers"][name] = entry


def recurrent(step, *states):
    """A layer from its step: (p, x, *states) -> (y, *next states); states are widths, zero at the beginning."""

    def run(p, x):
        carried = [torch.zeros(B, width) for width in states]
        for t in range(T):
            y, *carried = step(p, x[:, t], *carried)
        return y

    return run


def pointwise(layer):
    """A layer that keeps nothing from step to step, behind a Linear of H units."""
    return lambda p, x: layer(p, x[:, -1] @ p["before.W"] + p["before.b"])


def gru_before(p, x, h):
    r = torch.sigmoid(x @ p["Wr"] + h @ p["Ur"] + p["br"])
    z = torch.sigmoid(x @ p["Wz"] + h @ p["Uz"] + p["bz"])
    n = torch.tanh(x @ p["Wn"] + (r * h) @ p["Un"] + p["bn"])
    h = z * h + (1 - z) * n
    return h, h


def peephole_lstm(p, x, h, c):
    i = torch.sigmoid(x @ p["Wi"] + h @ p["Ui"] + p["pi"] * c + p["bi"])
    f = torch.sigmoid(x @ p["Wf"] + h @ p["Uf"] + p["pf"] * c + p["bf"])
    c = f * c + i * torch.tanh(x @ p["Wg"] + h @ p["Ug"] + p["bg"])
    o = torch.sigmoid(x @ p["Wo"] + h @ p["Uo"] + p["po"] * c + p["bo"])
    h = o * torch.tanh(c)
    return h, h, c


def slstm(heads, forget):
    def step(p, x, *states):
        out, carried = [], []
        for k in range(heads):
            h, c, n = states[3 * k:3 * k + 3]
            gate = lambda g: x @ p[f"W{g}{k + 1}"] + h @ p[f"U{g}{k + 1}"] + p.get(f"b{g}{k + 1}", 0)
            i, f = torch.exp(gate("i")), forget(gate("f"))
            c, n = f * c + i * torch.tanh(gate("z")), f * n + i
            h = torch.sigmoid(gate("o")) * c / n
            out.append(h)
            carried += [h, c, n]
        return torch.cat(out, 1), *carried

    return step


def positive(v):
    return torch.where(v > 0, v + 0.5, torch.sigmoid(v))


def min_gru(p, x, h):
    z = torch.sigmoid(x @ p["Wz"] + p["bz"])
    h = (1 - z) * h + z * positive(x @ p["Wh"] + p["bh"])
    return h, h


def min_lstm(p, x, h):
    f, i = torch.sigmoid(x @ p["Wf"] + p["bf"]), torch.sigmoid(x @ p["Wi"] + p["bi"])
    h = f / (f + i) * h + i / (f + i) * positive(x @ p["Wh"] + p["bh"])
    return h, h


def ind_rnn(p, x, h):
    h = torch.relu(x @ p["W"] + p["u"] * h + p["b"])
    return h, h


def cfc(p, x, h):
    k = torch.tanh(torch.cat([x, h], 1) @ torch.cat([p["W"], p["U"]]) + p["b"])
    f = torch.sigmoid(k @ p["Vf"] + p["cf"])
    h = torch.tanh(k @ p["Vg"] + p["cg"]) * (1 - f) + f * torch.tanh(k @ p["Vq"] + p["cq"])
    return h, h


def rms_norm(p, x):
    return x / torch.sqrt((x ** 2).mean(1, keepdim=True) + 1e-5) * p["g"]


def residual(p, x):
    return x + F.gelu(F.layer_norm(x, (H,)) @ p["W"] + p["b"], approximate="tanh") @ p["V"] + p["c"]


def embedding(p, x):
    """Both columns as codes, by rounding; a table of three lines each."""
    codes = torch.round(x[:, -1]).long()
    y = 0
    for column, table in enumerate(p["E"].split(3)):
        known = (codes[:, column] >= 0) & (codes[:, column] < 3)
        y = y + torch.where(known[:, None], F.embedding(codes[:, column].clamp(0, 2), table), torch.zeros(()))
    return y


def gate_shapes(names, suffix="", width=H, biased=None):
    shapes = {}
    for g in names:
        shapes[f"W{g}{suffix}"] = (I, width)
        shapes[f"U{g}{suffix}"] = (width, width)
        if biased is None or g in biased:
            shapes[f"b{g}{suffix}"] = (1, width)
    return shapes


min_shapes = lambda names: {k: s for g in names for k, s in ((f"W{g}", (I, H)), (f"b{g}", (1, H)))}
before = {"before.W": (I, H), "before.b": (1, H)}
K = 7
# name: cell, options, layer, shapes of its parameters
plain = {
    "gru, reset before": ("gru", {"units": H, "reset": "before"}, recurrent(gru_before, H), gate_shapes("rzn")),
    "peephole-lstm": (
        "peephole-lstm", {"units": H}, recurrent(peephole_lstm, H, H),
        {**gate_shapes("ifgo"), "pi": (1, H), "pf": (1, H), "po": (1, H)},
    ),
    "slstm": (
        "slstm", {"units": H, "heads": 2}, recurrent(slstm(2, torch.sigmoid), 3, 3, 3, 2, 2, 2),
        {**gate_shapes("zifo", "1", 3, "zfo"), **gate_shapes("zifo", "2", 2, "zfo")},
    ),
    "slstm, exponential forget gate": (
        "slstm", {"units": H, "heads": 1, "forget": "exponential"}, recurrent(slstm(1, torch.exp), H, H, H),
        gate_shapes("zifo", "1", H, "zfo"),
    ),
    "min-gru": ("min-gru", {"units": H}, recurrent(min_gru, H), min_shapes("zh")),
    "min-lstm": ("min-lstm", {"units": H}, recurrent(min_lstm, H), min_shapes("fih")),
    "ind-rnn": ("ind-rnn", {"units": H}, recurrent(ind_rnn, H), {"W": (I, H), "u": (1, H), "b": (1, H)}),
    "cfc": (
        "cfc", {"units": H, "backbone": K}, recurrent(cfc, H),
        {"W": (I, K), "U": (H, K), "b": (1, K), **{f"{a}{g}": s for g in "fgq" for a, s in (("V", (K, H)), ("c", (1, H)))}},
    ),
    "layer-norm": ("layer-norm", {}, pointwise(lambda p, x: F.layer_norm(x, (H,)) * p["g"] + p["b"]), {**before, "g": (1, H), "b": (1, H)}),
    "rms-norm": ("rms-norm", {}, pointwise(rms_norm), {**before, "g": (1, H)}),
    "softmax": ("softmax", {}, pointwise(lambda p, x: F.softmax(x, 1)), before),
    "swiglu": (
        "swiglu", {"hidden": K}, pointwise(lambda p, x: (F.silu(x @ p["Wg"]) * (x @ p["Wv"])) @ p["V"]),
        {**before, "Wg": (H, K), "Wv": (H, K), "V": (K, H)},
    ),
    "residual": (
        "residual", {"hidden": K}, pointwise(residual),
        {**before, "W": (H, K), "b": (1, K), "V": (K, H), "c": (1, H)},
    ),
    "embedding": ("embedding", {"codes": 3, "units": H}, embedding, {"E": (2 * 3, H)}),
    "dense, PReLU": (
        "dense", {"units": H, "activation": "prelu"}, lambda p, x: F.prelu(x[:, -1] @ p["W"] + p["b"], p["slope"][0]),
        {"W": (I, H), "b": (1, H), "slope": (1, H)},
    ),
}
for name, (cell, options, layer, shapes) in plain.items():
    p = {k: (0.6 * torch.randn(*shape)).requires_grad_() for k, shape in {**shapes, "head.W": (H, O), "head.b": (1, O)}.items()}

    def output_of():
        return layer(p, x) @ p["head.W"] + p["head.b"]

    entry = {"cell": cell, "options": options, "weights": {k: numbers(v) for k, v in p.items()}, "output": numbers(output_of())}
    F.mse_loss(output_of(), target).backward()
    entry["gradients"] = {k: numbers(v.grad) for k, v in p.items()}
    entry["losses"] = []
    optimizer = torch.optim.Adam(p.values(), lr=0.01)
    for _ in range(10):
        optimizer.zero_grad()
        loss = F.mse_loss(output_of(), target)
        loss.backward()
        entry["losses"].append(loss.item())
        optimizer.step()
    out["layers"][name] = entry
print(json.dumps(out))
