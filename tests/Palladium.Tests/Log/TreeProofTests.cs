using CsCheck;
using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class TreeProofTests
{
    private static readonly TreeHash[] Row = [.. LogSamples.Leaves(0, 700).Select(l => MerkleTree.Leaf(l.Span))];

    [Fact]
    public void The_compact_tree_has_the_root_of_the_naive_tree_at_every_size()
    {
        var tree = new CompactTree();
        for (var size = 0; size < Row.Length; size++)
        {
            Assert.Equal(MerkleTree.Root(Row.AsSpan(0, size)), tree.Root());
            tree.Append(Row[size]);
        }
    }

    [Fact]
    public void Computed_inclusion_proofs_verify_and_no_other_index_size_or_leaf_does() =>
        Gen.Select(Gen.Int[1, 700], Gen.Int[0, 699]).Sample((size, at) =>
        {
            var index = at % size;
            var root = MerkleTree.Root(Row.AsSpan(0, size));
            var proof = TreeProofs.InclusionAsync(new RowHashes(), index, size, default).AsTask().Result;
            Assert.True(proof.Verify(Row[index], root));
            Assert.False(proof.Verify(Row[(index + 1) % Row.Length], root));
            Assert.False((proof with { Index = index + size }).Verify(Row[index], root));
            Assert.False((proof with { Hashes = [.. proof.Hashes, root] }).Verify(Row[index], root));
        });

    [Fact]
    public void Computed_consistency_proofs_verify_and_no_other_root_does() =>
        Gen.Select(Gen.Int[1, 700], Gen.Int[1, 700]).Sample((a, b) =>
        {
            var (old, now) = (Math.Min(a, b), Math.Max(a, b));
            var (oldRoot, newRoot) = (MerkleTree.Root(Row.AsSpan(0, old)), MerkleTree.Root(Row.AsSpan(0, now)));
            var proof = TreeProofs.ConsistencyAsync(new RowHashes(), old, now, default).AsTask().Result;
            Assert.True(proof.Verify(oldRoot, newRoot));
            Assert.False(proof.Verify(MerkleTree.EmptyRoot, newRoot));
            Assert.False(proof.Verify(oldRoot, MerkleTree.EmptyRoot));
            Assert.False((proof with { Hashes = [.. proof.Hashes, newRoot] }).Verify(oldRoot, newRoot));
        });

    [Fact]
    public void Tile_paths_are_read_back_and_have_one_spelling()
    {
        Assert.Equal("tile/3/x001/x234/067", new TilePath(3, 1234067, 256).ToString());
        Assert.Equal("tile/entries/000.p/5", new TilePath(TilePath.Entries, 0, 5).ToString());
        Gen.Select(Gen.Int[-1, 7], Gen.Long[0, long.MaxValue / 256], Gen.Int[1, 256]).Sample((level, index, width) =>
        {
            var path = new TilePath(level, index, width);
            return TilePath.TryParse(path.ToString(), out var back) && back == path;
        });
        Assert.All(
            (string[])["tile/0/00", "tile/00/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/x000/001", "tile/0/000/", "tile/-1/000",
                "tile/8/0/000", "tile/0/../000", "tile/0/000.p/05", "tile/entries/001/000", "tile//000", "tile/0/+01"],
            text => Assert.False(TilePath.TryParse(text, out _), text));
    }

    private sealed class RowHashes : ITreeHashes
    {
        public ValueTask<TreeHash> ReadAsync(int level, long index, CancellationToken cancellation) =>
            ValueTask.FromResult(MerkleTree.Root(Row.AsSpan((int)(index << level), 1 << level)));
    }
}
