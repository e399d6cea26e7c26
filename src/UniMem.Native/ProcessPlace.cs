namespace UniMem.Native;

/// <summary>Which process of a group this is, and where the group meets.</summary>
/// <param name="Rank">Which one, from 0.</param>
/// <param name="Size">How many there are. At least 2.</param>
/// <param name="Host">The name or address of the machine where they meet; 127.0.0.1 where all are on one machine.</param>
/// <param name="Port">The port there.</param>
/// <param name="LocalRank">Which of the processes of this machine it is, from 0: it takes the GPU of this index.</param>
/// <param name="LocalSize">How many of them are on this machine: they divide its cores.</param>
/// <param name="Serves">Whether this process opens the meeting point itself.</param>
public sealed record ProcessPlace(int Rank, int Size, string Host, int Port, int LocalRank, int LocalSize, bool Serves);
