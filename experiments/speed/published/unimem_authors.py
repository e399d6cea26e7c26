"""thunlp/UniMem: six methods in one Llama; the settings are those of its run_clm_no_trainer.py, brought to our shape."""
import torch
from adapter import Base
from huggingface import transformers

if not torch.cuda.is_available():
    torch.Tensor.cuda = lambda self, *_, **__: self  # it asks for a GPU by name


def settings(form, shape):
    """Layers with memory, and what is kept, seen and found in each."""
    every, upper, last = list(range(shape.layers)), list(range(shape.layers // 2, shape.layers)), [shape.layers - 1]
    none = {"memory_size": 0, "window_length": 0, "stride": 0, "topk": 0, "reset": False, "global_token": 0}
    return {
        "Vanilla": (every, none),
        "Trans-XL": (every, {**none, "memory_size": 1, "window_length": shape.memory, "stride": 1}),
        "MemTrans": (last, {**none, "memory_size": 1, "stride": 2, "topk": 32}),
        "RMT": (last, {**none, "stride": 2, "topk": 32}),
        "Longformer": (every, {**none, "memory_size": 1, "window_length": 2 * shape.memory, "stride": 2, "reset": True, "global_token": 4}),
        "mix": (upper, {**none, "memory_size": 1, "window_length": shape.memory, "stride": 1, "topk": 4, "global_token": 4}),
    }[form]


class Adapter(Base):
    differs = "attention is computed again for the gradient, memories hold keys of position 0; the loss leaves out a token of each segment"

    def __init__(self, shape, form):
        layers, each = settings(form, shape)
        config = transformers.LlamaConfig(
            vocab_size=shape.vocabulary, hidden_size=shape.width, intermediate_size=shape.gated, num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads, max_position_embeddings=2 * shape.segment + 2 * shape.tokens, tie_word_embeddings=True, memory_layer=layers,
            memory_params_each_layer={**each, "pos_type": "pos0", "retrieved_length": 32, "local_stride": False, "global_pos": "beginning"},
            memory_params_other={"rmt_size": shape.tokens, "rmt_memory_size": 1, "segment_size": shape.segment})
        self.model = transformers.LlamaForCausalLM(config)

    def begin(self, rows):
        self.model.model.memory.reset_memory()

    def logits(self, tokens, memory):
        return self.model(tokens).logits, None

    def loss(self, tokens, targets, memory):
        return self.model(tokens, labels=tokens).loss, None

    def detach(self, memory):
        self.model.model.memory.detach_memory()
