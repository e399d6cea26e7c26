"""lucidrains/memorizing-transformers-pytorch: a layer that searches keys by faiss."""
import atexit
import shutil
import tempfile

import faiss
from adapter import Base
from memorizing_transformers_pytorch import MemorizingTransformer


class Adapter(Base):
    differs = "one key-value head for all queries, relative bias, GELU, untied head; a full memory is emptied, so that every other segment finds nothing"

    def __init__(self, shape, form):
        if form == "exact":
            faiss.IndexHNSWFlat = lambda width, links, metric: faiss.IndexFlat(width, metric)
            self.differs += "; faiss' exact index in the place of its HNSW"
        self.folder = tempfile.mkdtemp(prefix="unimem-memorizing-")
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.model = MemorizingTransformer(
            num_tokens=shape.vocabulary, dim=shape.width, depth=shape.layers, heads=shape.heads, dim_head=shape.width // shape.heads,
            ff_mult=round(shape.plain / shape.width), memorizing_layers=(shape.layers,), max_knn_memories=shape.memory, num_retrieved_memories=32,
            pad_id=-1, knn_memories_directory=self.folder)

    def begin(self, rows):
        return self.model.create_knn_memories(batch_size=rows)

    def logits(self, tokens, memory):
        return self.model(tokens, memory), memory

    def detach(self, memory):
        return memory
