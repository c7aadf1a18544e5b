namespace Palladium.Log;

/// <summary>A durable head with what of its tree is not in full tiles. Never changes.</summary>
internal sealed record LogSnapshot(
    LogHead Head, WindowSlice<TreeHash>[] Levels, WindowSlice<ReadOnlyMemory<byte>> Leaves);

/// <summary>Size and root of a log.</summary>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Root of the tree over them.</param>
public sealed record LogHead(long Size, TreeHash Root);
