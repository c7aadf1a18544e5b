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
    public void Computed_subtree_proofs_verify_and_no_other_place_root_or_length_does() =>
        Gen.Select(Gen.Int[1, 700], Gen.Int[0, 9], Gen.Int[0, 699], Gen.Int[1, 512]).Sample((size, level, at, width) =>
        {
            var start = (at >> level) << level;
            var part = new Subtree(start, start + Math.Min(width, 1 << level));
            if (part.End > size)
            {
                return;
            }

            var (root, subRoot) = (MerkleTree.Root(Row.AsSpan(0, size)), MerkleTree.Root(Row.AsSpan(start, (int)(part.End - start))));
            var proof = TreeProofs.SubtreeConsistencyAsync(new RowHashes(), part, size, default).AsTask().Result;
            Assert.Equal(subRoot, TreeProofs.RootAsync(new RowHashes(), part, default).AsTask().Result);
            Assert.True(proof.Verify(subRoot, root));
            Assert.False(proof.Verify(MerkleTree.EmptyRoot, root));
            Assert.False(proof.Verify(subRoot, MerkleTree.EmptyRoot));
            Assert.False((proof with { Hashes = [.. proof.Hashes, root] }).Verify(subRoot, root));
            Assert.False((proof with { Hashes = [root, .. proof.Hashes] }).Verify(subRoot, root));
            Assert.True(proof.Hashes.Count == 0 || !(proof with { Hashes = [.. proof.Hashes.SkipLast(1)] }).Verify(subRoot, root));
            Assert.False((proof with { Subtree = new Subtree(part.Start, part.Start) }).Verify(subRoot, root));
            Assert.False((proof with { Subtree = new Subtree(part.Start + 1, part.End + 1) }).Verify(subRoot, root));
        });

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(-1, 1, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(long.MaxValue, long.MinValue, 0)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 2, 0)]
    [InlineData(0, long.MaxValue, 64)]
    public void An_inclusion_proof_with_impossible_numbers_or_a_wrong_length_is_refused(long index, long size, int hashes)
    {
        var proof = new InclusionProof(index, size, new TreeHash[hashes]);
        Assert.False(proof.Verify(Row[0], Row[0]) && (index, size, hashes) != (0, 1, 0));
        Assert.False(proof.Verify(Row[0], MerkleTree.EmptyRoot));
        Assert.False((proof with { Hashes = null! }).Verify(Row[0], Row[0]));
    }

    [Fact]
    public void Consistency_between_equal_sizes_takes_equal_roots_and_no_hashes_and_none_is_shown_from_the_empty_tree()
    {
        var (a, b) = (Row[0], Row[1]);
        Assert.True(new ConsistencyProof(0, 0, []).Verify(MerkleTree.EmptyRoot, MerkleTree.EmptyRoot));
        Assert.True(new ConsistencyProof(5, 5, []).Verify(a, a));
        Assert.All(
            (ConsistencyProof[])[new(0, 0, [a]), new(5, 5, [a]), new(0, 5, []), new(0, 5, [a]), new(5, 4, []), new(-1, 5, [a]), new(4, 5, []), new(4, 5, null!)],
            proof => Assert.False(proof.Verify(a, a)));
        Assert.False(new ConsistencyProof(5, 5, []).Verify(a, b));
    }

    [Fact]
    public void Partial_tiles_of_a_size_are_those_of_the_specification_and_pruning_lets_go_what_ends_below_the_minimum()
    {
        Assert.Equal(
            ["tile/entries/273.p/112", "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"],
            TilePath.Partials(70_000).Select(tile => tile.ToString()));
        Assert.Equal(["tile/1/000.p/1"], TilePath.Partials(256).Select(tile => tile.ToString()));
        Assert.Empty(TilePath.Partials(0));
        Assert.Equal(274 * 256, new TilePath(0, 273, 256).EndIndex);
        Assert.Equal(long.MaxValue, new TilePath(7, 0, 256).EndIndex);
        Assert.True(new TilePath(TilePath.Entries, 0, 256).MayBePruned(256));
        Assert.False(new TilePath(TilePath.Entries, 0, 256).MayBePruned(255));
        Assert.False(new TilePath(1, 0, 256).MayBePruned(65_535));
    }

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
