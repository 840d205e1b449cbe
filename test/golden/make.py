"""Golden numbers of recurrent layers, made with PyTorch in float64: one step of gradient and ten of Adam.

    python3 test/golden/make.py > test/golden/recurrent.json

Made with PyTorch 1.13.0a0 (Debian 12, python3-torch). Only needed to make the numbers again.
Layer -> Linear on the last state -> MSE, batch B, T steps, I inputs, H units, O outputs.
"""
import json
import torch

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
print(json.dumps(out))
