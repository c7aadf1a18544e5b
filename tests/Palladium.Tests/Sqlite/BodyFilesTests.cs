using System.Text;
using Microsoft.Data.Sqlite;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Sqlite.Bodies;

namespace Palladium.Tests.Sqlite;

/// <summary>What becomes of bodies when the disk fails, the power goes, or somebody damages the files.</summary>
public sealed class BodyFilesTests : IDisposable
{
    private static readonly MemberId Police = MemberId.Of("police");
    private static readonly MemberId Fire = MemberId.Of("fire");
    private readonly DirectoryInfo _folders = Directory.CreateTempSubdirectory("palladium-body-files-");
    private readonly byte[] _key = new byte[32];
    private int _made;

    public void Dispose() => _folders.Delete(recursive: true);

    [Fact]
    public void Whichever_step_of_the_disk_is_the_last_before_the_power_goes_every_acknowledged_body_is_there_and_no_torn_one()
    {
        var healthy = new LossyFiles(0);
        Use(healthy);
        Assert.InRange(healthy.Steps, 20, 200);
        for (var step = 1; step <= healthy.Steps; step++)
        {
            var disk = new LossyFiles(step) { FailAt = step };
            var (acknowledged, erased, doubtful) = Use(disk);
            var after = disk.Crash();
            for (var round = 0; round < 2; round++)
            {
                // Each time with an index that knows nothing.
                using var store = Open(after, Folder());
                Assert.Null(store.Problem);
                Assert.All(acknowledged.Where(index => index != doubtful), index => Assert.Equal(TextOf(index), Read(store, Police, index)));
                Assert.All(erased, index => Assert.Null(Read(store, Police, index)));
                for (var index = acknowledged.Count; round == 0 && store.Find(Police, index) is not null; index++)
                {
                    // Not acknowledged, and yet whole: the log decides whether it stays.
                    Assert.Equal(TextOf(index), Read(store, Police, index));
                }

                store.RemoveFrom(Police, acknowledged.Count);
                store.Add([Body(acknowledged.Count)]);
                Assert.Equal(TextOf(acknowledged.Count), Read(store, Police, acknowledged.Count));
                Assert.Equal(round == 0, store.Hold(Body(7, Fire)));
                Assert.Equal(TextOf(7), Read(store, Fire, 7));
            }
        }
    }

    [Fact]
    public void A_lost_index_is_made_again_from_the_bodies()
    {
        var (disk, folder) = (new LossyFiles(1), Folder());
        var erased = Body(3);
        using (var store = Open(disk, folder))
        {
            store.Add([Body(0), Body(1), Body(2), erased]);
            store.Erase(Police, erased.Id);
        }

        using var again = Open(disk, Folder());
        Assert.Null(again.Problem);
        Assert.Equal([0L, 1, 2, 3], again.List(Police, "alert").Select(body => body.Index));
        Assert.Equal(TextOf(2), Read(again, Police, 2));
        Assert.True(again.IsErased(Police, erased.Id));
    }

    [Fact]
    public void A_store_that_was_cut_says_so_serves_the_rest_and_takes_new_bodies_at_places_of_their_own()
    {
        var (disk, folder) = (new LossyFiles(1), Folder());
        using (var store = Open(disk, folder))
        {
            store.Add([Body(0)]);
            store.Add([Body(1), Body(2)]);
        }

        disk.Change("bodies.log", bytes => bytes[..250]);
        using (var cut = Open(disk, folder))
        {
            Assert.Contains("was cut", cut.Problem, StringComparison.Ordinal);
            Assert.Equal(TextOf(0), Read(cut, Police, 0));
            Assert.Null(Read(cut, Police, 1));
            Assert.Null(Read(cut, Police, 2));
            cut.Add([Body(3)]);
            Assert.Equal(TextOf(3), Read(cut, Police, 3));
        }

        // Also when the index is gone: the hole is passed over, and told.
        using var again = Open(disk, Folder());
        Assert.Contains("is damaged", again.Problem, StringComparison.Ordinal);
        Assert.Equal(TextOf(0), Read(again, Police, 0));
        Assert.Equal(TextOf(3), Read(again, Police, 3));
    }

    [Fact]
    public void A_full_disk_is_told_while_bodies_still_fit_into_the_space_that_was_taken_before()
    {
        var (disk, folder) = (new LossyFiles(1), Folder());
        using (var store = Open(disk, folder))
        {
            store.Add([Body(0)]);
        }

        using var tight = Open(disk, folder);
        disk.Room = 3 << 20;
        var taken = 1;
        while (tight.Problem is null)
        {
            tight.Add([Body(taken++, Police, new string('x', 100_000))]);
        }

        Assert.Contains("No space", tight.Problem, StringComparison.Ordinal);
        tight.Add([Body(taken)]);
        Assert.Equal(TextOf(taken), Read(tight, Police, taken));
        Assert.Throws<IOException>(() => tight.Add([Body(++taken, Police, new string('x', 4 << 20))]));
        Assert.Contains("Start the node again", Assert.Throws<IOException>(() => tight.Add([Body(taken)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bodies_of_the_earlier_form_are_moved_and_erased_ones_stay_erased()
    {
        var folder = Folder();
        byte[] id = [.. Enumerable.Range(0, 16).Select(i => (byte)i)], gone = [.. id.Reverse()];
        byte[] context = [.. "police"u8, 0, .. id];
        var bodyKey = new byte[32];
        Run(Path.Combine(folder, "bodies.db"),
            "CREATE TABLE bodies(author TEXT NOT NULL, id BLOB NOT NULL, idx INTEGER NOT NULL, kind TEXT NOT NULL, box BLOB NOT NULL, UNIQUE(author, id), UNIQUE(author, idx));"
            + "INSERT INTO bodies VALUES('police', $1, 4, 'alert', $2); INSERT INTO bodies VALUES('police', $3, 5, 'alert', x'');",
            id, BodyCipher.Encrypt(bodyKey, "from before"u8, context), gone);
        Run(Path.Combine(folder, "keys.db"),
            "CREATE TABLE keys(author TEXT NOT NULL, id BLOB NOT NULL, box BLOB NOT NULL, PRIMARY KEY(author, id)) WITHOUT ROWID; INSERT INTO keys VALUES('police', $1, $2);",
            id, BodyCipher.Encrypt(_key, [.. bodyKey, .. new byte[32]], context));
        for (var round = 0; round < 2; round++)
        {
            using var store = new BodyStore(folder, _key);
            Assert.Equal("from before", Read(store, Police, 4));
            Assert.Equal(5, store.LastIndex(Police));
            Assert.Null(Read(store, Police, 5));
            Assert.True(store.IsErased(Police, EntryId.Parse(Convert.ToHexStringLower(gone)).Value));
        }
    }

    private static NewBody Body(long index, MemberId? author = null, string? text = null) => new(
        author ?? Police, index, EntryId.Parse(index.ToString("x32", System.Globalization.CultureInfo.InvariantCulture)).Value, "alert", new byte[32], Encoding.UTF8.GetBytes(text ?? TextOf(index)));

    private static string TextOf(long index) => $"body {index} {new string('z', (int)(index * 37 % 900))}";

    private static string? Read(BodyStore store, MemberId author, long index)
    {
        string? text = null;
        store.Decode(author, index, body => text = Encoding.UTF8.GetString(body.Body.Span));
        return text;
    }

    private static void Run(string file, string sql, params object[] values)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        command.ExecuteNonQuery();
    }

    private BodyStore Open(LossyFiles disk, string folder) => new(folder, _key, disk.Open);

    private string Folder() => _folders.CreateSubdirectory($"{_made++}").FullName;

    // Indexes that were acknowledged, in order from 0, and those whose erasure was.
    private (List<long> Acknowledged, List<long> Erased, long Doubtful) Use(LossyFiles disk)
    {
        var (acknowledged, erased, doubtful) = (new List<long>(), new List<long>(), -1L);
        try
        {
            using var store = Open(disk, Folder());
            for (long next = 0; next < 24; next += 3)
            {
                store.Add([Body(next), Body(next + 1), Body(next + 2)]);
                acknowledged.AddRange([next, next + 1, next + 2]);
                if (next == 9)
                {
                    // One that is cut short has happened or has not; from here on nothing is said about body 4.
                    doubtful = 4;
                    store.Erase(Police, Body(4).Id);
                    erased.Add(4);
                }
            }
        }
        catch (IOException)
        {
            // As it was told to.
        }

        return (acknowledged, erased, doubtful);
    }
}
