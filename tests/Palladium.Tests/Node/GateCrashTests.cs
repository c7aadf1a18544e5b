using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Log;
using Palladium.Node.Journal;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;
using Palladium.Records.Sealing;
using Palladium.Sqlite.Bodies;
using Palladium.Tests.Doctrine;
using Palladium.Tests.Log;
using Palladium.Tests.Sqlite;

namespace Palladium.Tests.Node;

/// <summary>The gate on the real journal, over disks that lose in a crash what was not synced.</summary>
public sealed class GateCrashTests
{
    private const int Instants = 20;

    private static readonly MemberId Police = MemberId.Of("police");

    [Fact]
    public async Task Whenever_power_is_lost_whatever_was_opened_has_its_entry_with_its_body()
    {
        using var key = LogSamples.Key();
        var random = new Random(7);
        var (opened, cutShort) = (0, 0);
        for (var instant = 0; instant < Instants; instant++)
        {
            using var place = new Place(instant);
            var disk = new MemoryDisk(instant) { FailAt = random.Next(8, 40), StaysBroken = true };
            var released = await OpenUntilPowerIsLostAsync(place, disk, key);
            opened += released.Count;
            cutShort += released.Count < 40 ? 1 : 0;

            place.Crash();
            await using var log = LogSamples.Writer(disk.Crash(), key);
            using var bodies = place.Open();
            foreach (var (index, header, kind) in released)
            {
                Assert.True(index < log.Head.Size, $"instant {instant}: something was opened whose entry {index} is not in the log of {log.Head.Size}");
                var found = EntryHeader.Parse(log.ReadLeaves(index, 1)[0].Span).Value;
                Assert.Equal((header, kind), (found.Id, found.Kind));
                var rule = "";
                Assert.NotNull(bodies.Decode(Police, index, body =>
                {
                    rule = (string)CanonicalJson.Read(body.Body.Span).Value["rule"]!;
                    return true;
                }));
                Assert.Equal(kind == EntryKinds.Access.Name ? "units.patrols-to-responders" : GateRules.NoPermit, rule);
            }
        }

        Assert.True(opened > Instants, $"only {opened} were opened in all");
        Assert.True(cutShort > Instants / 2, $"only {cutShort} of {Instants} runs were cut short");
    }

    private static async Task<IReadOnlyList<(long Index, EntryId Id, string Kind)>> OpenUntilPowerIsLostAsync(Place place, MemoryDisk disk, NoteSigningKey key)
    {
        var released = new ConcurrentBag<(long, EntryId, string)>();
        LogWriter log;
        try
        {
            log = LogSamples.Writer(disk, key);
        }
        catch (IOException)
        {
            return [];
        }

        using var bodies = place.Open();
        await using var journal = new NodeJournal(Police, new LeafLog(log), bodies, TimeProvider.System, NullLogger.Instance);
        var gate = new Gate(journal, TimeProvider.System);
        gate.Adopt(DoctrineFolder.Montevideo);
        var patrol = DoctrineEntities.Unit("7", Police, "patrol", exercise: false);
        await Parallel.ForAsync(0, 40, async (i, cancellation) =>
        {
            // Denials are recorded too; every third is one.
            var outcome = await gate.OpenAsync(Seal.Of(i), Cast.Request(Cast.Operator(i % 3 == 0 ? "bus" : "fire"), "readUnit", patrol), cancellation);
            if (outcome.Opened(out _) || outcome.Decision.Rule == GateRules.NoPermit)
            {
                released.Add((outcome.Entry!.Index, outcome.Entry.Header.Id, outcome.Entry.Header.Kind));
            }
            else
            {
                Assert.Equal(GateRules.LogStopped, outcome.Decision.Rule);
            }
        });
        return [.. released];
    }

    /// <summary>The folder of a body store whose files lose what was not synced.</summary>
    private sealed class Place(int seed) : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("palladium-gate-");
        private LossyFiles _files = new(seed);
        private int _opened;

        // Each time with an index that knows nothing.
        public BodyStore Open() => new(_folder.CreateSubdirectory($"{_opened++}").FullName, new byte[32], _files.Open);

        public void Crash() => _files = _files.Crash();

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
