using System.Security.Cryptography;
using System.Text.Json;
using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class MerkleVectorTests
{
    [Fact]
    public void Every_inclusion_vector_is_accepted_or_refused_as_it_says()
    {
        var count = Run("merkle/inclusion", v => Hashes(v) is { } hashes
            && Hash(v, "leafHash") is { } leaf && Root(v, "root") is var root
            && v.GetProperty("leafIdx").TryGetInt64(out var index) && v.GetProperty("treeSize").TryGetInt64(out var size)
            && new InclusionProof(index, size, hashes).Verify(leaf, root));
        Assert.True(count >= 40, $"only {count} vectors");
    }

    [Fact]
    public void Every_consistency_vector_is_accepted_or_refused_as_it_says()
    {
        var count = Run("merkle/consistency", v => Hashes(v) is { } hashes
            && Root(v, "root1") is var first && Root(v, "root2") is var second
            && v.GetProperty("size1").TryGetInt64(out var from) && v.GetProperty("size2").TryGetInt64(out var to)
            && new ConsistencyProof(from, to, hashes).Verify(first, second));
        Assert.True(count >= 40, $"only {count} vectors");
    }

    [Fact]
    public void Every_subtree_inclusion_vector_is_accepted_or_refused_as_it_says()
    {
        var count = Run("merkle/subtreeinclusion", v => Hashes(v) is { } hashes && Part(v) is { } part
            && Hash(v, "leafHash") is { } leaf && Root(v, "root") is var root
            && v.GetProperty("leafIdx").TryGetInt64(out var index) && part.Includes(index, leaf, hashes, root));
        Assert.True(count >= 40, $"only {count} vectors");
    }

    [Fact]
    public void Every_subtree_consistency_vector_is_accepted_or_refused_as_it_says()
    {
        var count = Run("merkle/subtreeconsistency", v => Hashes(v) is { } hashes && Part(v) is { } part
            && Root(v, "root1") is var first && Root(v, "root2") is var second
            && v.GetProperty("size").TryGetInt64(out var size)
            && new SubtreeConsistencyProof(part, size, hashes).Verify(first, second));
        Assert.True(count >= 40, $"only {count} vectors");
    }

    private static Subtree? Part(JsonElement vector) =>
        vector.GetProperty("start").TryGetInt64(out var start) && vector.GetProperty("end").TryGetInt64(out var end)
            ? new Subtree(start, end)
            : null;

    private static int Run(string folder, Func<JsonElement, bool> accepts)
    {
        var files = Directory.GetFiles(TestData.Require(folder), "*.json", SearchOption.AllDirectories);
        var accepted = 0;
        Assert.All(files, file =>
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var wantsRefusal = json.RootElement.GetProperty("wantErr").GetBoolean();
            accepted += wantsRefusal ? 0 : 1;
            Assert.Equal(!wantsRefusal, accepts(json.RootElement));
        });
        Assert.InRange(accepted, 1, files.Length - 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{folder}: {files.Length} vectors, {accepted} to accept");
        return files.Length;
    }

    private static TreeHash? Hash(JsonElement vector, string name) =>
        TreeHash.TryParse(vector.GetProperty(name).GetString(), out var hash) ? hash : null;

    // Some vectors have words where roots stand ("don't care 1"): only whether they are equal matters, and a hash of the words keeps that.
    private static TreeHash Root(JsonElement vector, string name)
    {
        var bytes = vector.GetProperty(name).GetBytesFromBase64();
        return new TreeHash(bytes.Length == TreeHash.Size ? bytes : SHA256.HashData(bytes));
    }

    private static List<TreeHash>? Hashes(JsonElement vector)
    {
        var hashes = new List<TreeHash>();
        var proof = vector.GetProperty("proof");
        foreach (var text in proof.ValueKind == JsonValueKind.Null ? [] : proof.EnumerateArray().Select(e => e.GetString()))
        {
            if (!TreeHash.TryParse(text, out var hash))
            {
                return null;
            }

            hashes.Add(hash);
        }

        return hashes;
    }
}
