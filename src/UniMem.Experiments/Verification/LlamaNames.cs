namespace UniMem.Experiments.Verification;

/// <summary>The names of Hugging Face's Llama.</summary>
internal static class LlamaNames
{
    /// <summary>A name map, as a file would have it.</summary>
    public const string Yaml =
        """
        targets: inside
        weights:
          model.embed_tokens.weight: embedding
          model.norm.weight: norm.weight
          lm_head.weight: head.weight
          "model.layers.{layer}.input_layernorm.weight": "layers.{layer}.attention.norm.weight"
          "model.layers.{layer}.post_attention_layernorm.weight": "layers.{layer}.norm.weight"
          "model.layers.{layer}.self_attn.q_proj.weight": "layers.{layer}.attention.qkv.weight"
          "model.layers.{layer}.self_attn.k_proj.weight": "layers.{layer}.attention.qkv.weight"
          "model.layers.{layer}.self_attn.v_proj.weight": "layers.{layer}.attention.qkv.weight"
          "model.layers.{layer}.self_attn.o_proj.weight": "layers.{layer}.attention.output.weight"
          "model.layers.{layer}.self_attn.rotary_emb.inv_freq": null
          "model.layers.{layer}.mlp.gate_proj.weight": "layers.{layer}.feed_forward.up.weight"
          "model.layers.{layer}.mlp.up_proj.weight": "layers.{layer}.feed_forward.up.weight"
          "model.layers.{layer}.mlp.down_proj.weight": "layers.{layer}.feed_forward.down.weight"
          model.memory.rmt_tokens: "memories.*.inject.initial"
        """;
}
