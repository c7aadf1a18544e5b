using System.Text;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Sqlite.Bodies;

namespace Palladium.Tests.Sqlite;

public sealed class BodyStoreTests : IDisposable
{
    private static readonly MemberId Police = MemberId.Of("police");
    private readonly string _folder = Directory.CreateTempSubdirectory("palladium-bodies-").FullName;
    private readonly byte[] _key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static NewBody Body(long index, string text, string kind = "alert") =>
        new(Police, index, EntryId.Fresh(), kind, new byte[32], Encoding.UTF8.GetBytes(text));

    private static string? Text(BodyStore store, long index)
    {
        string? text = null;
        store.Decode(Police, index, body => text = Encoding.UTF8.GetString(body.Body.Span));
        return text;
    }

    [Fact]
    public void A_body_is_found_by_index_id_and_kind_after_reopening()
    {
        var body = Body(7, "the canary");
        using (var store = new BodyStore(_folder, _key))
        {
            store.Add([Body(6, "other", "segment"), body]);
        }

        using var again = new BodyStore(_folder, _key);
        Assert.Equal("the canary", Text(again, 7));
        Assert.Equal(7, again.Find(Police, body.Id)!.Index);
        Assert.Equal([7L], again.List(Police, "alert").Select(reference => reference.Index));
    }

    [Fact]
    public void No_file_holds_a_body_in_clear()
    {
        using (var store = new BodyStore(_folder, _key))
        {
            store.Add([Body(0, "CANARY-4711")]);
        }

        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            Assert.DoesNotContain("CANARY-4711", Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_erased_body_cannot_be_read_again_even_from_an_old_copy_of_the_ciphertext()
    {
        var body = Body(0, "to be forgotten");
        using (var store = new BodyStore(_folder, _key))
        {
            store.Add([body]);
        }

        File.Copy(Path.Combine(_folder, "bodies.log"), Path.Combine(_folder, "backup"));
        using (var store = new BodyStore(_folder, _key))
        {
            Assert.False(store.IsErased(Police, body.Id));
            Assert.True(store.Erase(Police, body.Id));
            Assert.False(store.Erase(Police, body.Id));
            Assert.True(store.IsErased(Police, body.Id));
        }

        File.Copy(Path.Combine(_folder, "backup"), Path.Combine(_folder, "bodies.log"), overwrite: true);
        using var restored = new BodyStore(_folder, _key);
        Assert.NotNull(restored.Find(Police, body.Id));
        Assert.Null(restored.Read(Police, 0));
    }

    [Fact]
    public void After_erasing_neither_the_key_nor_the_ciphertext_nor_the_salt_is_in_any_file()
    {
        var body = Body(0, "to be forgotten entirely");
        using var store = new BodyStore(_folder, _key);
        store.Add([body, Body(1, "kept")]);
        var segmentKey = store.SegmentKey("a-segment");
        var wrapped = File.ReadAllBytes(Path.Combine(_folder, "bodies.keys")).AsSpan(4, BodyKeys.BoxLength).ToArray();
        var secret = BodyCipher.Decrypt(_key, wrapped, [.. Encoding.ASCII.GetBytes("police"), 0, .. Convert.FromHexString(body.Id.Hex)]);
        var record = File.ReadAllBytes(Path.Combine(_folder, "bodies.log"));
        var ciphertext = record.AsSpan(BodyRecord.Read(record)!.BoxAt, BodyRecord.Read(record)!.BoxLength).ToArray();
        var wrappedSegmentKey = Wrapped(segmentKey);
        Assert.True(Holds(wrapped) && Holds(ciphertext) && Holds(wrappedSegmentKey));

        Assert.Equal(1, store.Erase(Police, [body.Id]));
        store.DestroySegmentKey("a-segment");

        Assert.False(Holds(wrapped));
        Assert.False(Holds(wrapped[12..^16]));
        Assert.False(Holds(secret[..32]));
        Assert.False(Holds(ciphertext));
        Assert.False(Holds(segmentKey));
        Assert.False(Holds(wrappedSegmentKey));
        Assert.Equal("kept", Text(store, 1));
    }

    // Every file there is, with whatever SQLite keeps beside its databases.
    private bool Holds(byte[] bytes) => Directory.EnumerateFiles(_folder).Any(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray().AsSpan().IndexOf(bytes) >= 0;
    });

    // The box in which a segment's key lies, found by trying every place of the files that hold it.
    private byte[] Wrapped(byte[] segmentKey)
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "keys.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var all = new MemoryStream();
            stream.CopyTo(all);
            var bytes = all.ToArray();
            for (var at = 0; at + 60 <= bytes.Length; at++)
            {
                try
                {
                    if (BodyCipher.Decrypt(_key, bytes.AsSpan(at, 60), Encoding.ASCII.GetBytes("segment/a-segment")).AsSpan().SequenceEqual(segmentKey))
                    {
                        return bytes[at..(at + 60)];
                    }
                }
                catch (System.Security.Cryptography.CryptographicException)
                {
                    // Not here.
                }
            }
        }

        throw new InvalidOperationException("The key of the segment is not on the disk.");
    }

    [Fact]
    public void A_body_held_for_another_member_may_arrive_twice()
    {
        using var store = new BodyStore(_folder, _key);
        var body = Body(3, "released") with { Author = MemberId.Of("fire") };
        Assert.True(store.Hold(body));
        Assert.False(store.Hold(body));
        Assert.Null(store.Read(Police, 3));
        Assert.NotNull(store.Read(MemberId.Of("fire"), 3));
    }

    [Fact]
    public void Another_storage_key_opens_nothing()
    {
        using (var store = new BodyStore(_folder, _key))
        {
            store.Add([Body(0, "x")]);
        }

        using var stranger = new BodyStore(_folder, new byte[32]);
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => stranger.Read(Police, 0));
    }

    [Fact]
    public void Bodies_staged_for_leaves_that_never_came_are_removed()
    {
        using var store = new BodyStore(_folder, _key);
        store.Add([Body(0, "kept"), Body(1, "orphan"), Body(2, "orphan")]);
        Assert.Equal(2, store.RemoveFrom(Police, 1));
        Assert.Equal("kept", Text(store, 0));
        store.Add([Body(1, "new")]);
        Assert.Equal("new", Text(store, 1));
    }
}
