namespace UniMem.Experiments.Schemas;

/// <summary>What kind of file a schema describes.</summary>
public enum SchemaKind
{
    /// <summary>A run: everything that one training does.</summary>
    Run,

    /// <summary>A sweep: a run, and what is varied of it.</summary>
    Sweep,

    /// <summary>A method: memories and attention, for any backbone.</summary>
    Method,

    /// <summary>Any part of a run, such as a backbone or data, which is no run by itself.</summary>
    Fragment,
}
