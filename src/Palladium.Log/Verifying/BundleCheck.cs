namespace Palladium.Log;

/// <summary>One entry bundle, hashed and compared with its tile. What this takes needs nothing of its neighbours, so many run at once.</summary>
internal sealed class BundleCheck
{
    private readonly List<LogFailure> _failures = [];

    private BundleCheck(TilePath path) => Path = path;

    public TilePath Path { get; }

    /// <summary>The entries, or null when they cannot be told.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Entries { get; private set; }

    /// <summary>The hashes of the entries.</summary>
    public TreeHash[] Hashes { get; private set; } = [];

    /// <summary>Root over them when the bundle is full.</summary>
    public TreeHash Root { get; private set; }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<LogFailure> Failures => _failures;

    public static BundleCheck Of(TilePath path, byte[]? bundle, byte[]? tile)
    {
        var check = new BundleCheck(path) { Entries = Split(path, bundle) };
        if (check.Entries is null)
        {
            check._failures.Add(new LogFailure(path.ToString(), bundle is null ? "is missing" : $"does not hold {path.Width} entries"));
            return check;
        }

        check.Hashes = new TreeHash[path.Width];
        for (var i = 0; i < path.Width; i++)
        {
            check.Hashes[i] = MerkleTree.Leaf(check.Entries[i].Span);
        }

        check.CompareWith(tile);
        check.Root = path.IsFull ? MerkleTree.Root(check.Hashes) : default;
        return check;
    }

    /// <summary>Why a hash tile cannot be compared with, or null when it can.</summary>
    public static string? LengthFailure(TilePath tile, byte[]? bytes)
    {
        var wanted = tile.Width * TreeHash.Size;
        return bytes is null ? "is missing"
            : bytes.Length == wanted || (!tile.IsFull && bytes.Length == TilePath.FullWidth * TreeHash.Size) ? null
            : $"has {bytes.Length} bytes instead of {wanted}";
    }

    // A partial bundle may be the beginning of the full one that took its place.
    private static IReadOnlyList<ReadOnlyMemory<byte>>? Split(TilePath path, byte[]? bytes)
    {
        if (bytes is null)
        {
            return null;
        }

        return EntryBundle.Read(bytes, path.Width)
            ?? (!path.IsFull && EntryBundle.Read(bytes, TilePath.FullWidth) is { } full ? [.. full.Take(path.Width)] : null);
    }

    private void CompareWith(byte[]? bytes)
    {
        var tile = Path with { Level = 0 };
        if (LengthFailure(tile, bytes) is { } failure)
        {
            _failures.Add(new LogFailure(tile.ToString(), failure));
            return;
        }

        for (var i = 0; i < Hashes.Length; i++)
        {
            if (Hashes[i] != new TreeHash(bytes.AsSpan(i * TreeHash.Size, TreeHash.Size)))
            {
                _failures.Add(new LogFailure(
                    Path.ToString(), $"entry {(Path.Index * TilePath.FullWidth) + i} does not have the hash in {tile}"));
            }
        }
    }
}
