namespace UniMem.Models;

/// <summary>What a memory is doing.</summary>
public enum MemoryWork
{
    /// <summary>Choosing what queries see.</summary>
    Read,

    /// <summary>Turning a segment into slots, and deciding which stay.</summary>
    Write,
}

/// <summary>Is told when memories are at work; for profiles.</summary>
public interface IMemoryWatch
{
    /// <summary>A memory begins.</summary>
    void Begin(MemoryWork work);

    /// <summary>The memory that began last is done.</summary>
    void End();
}
