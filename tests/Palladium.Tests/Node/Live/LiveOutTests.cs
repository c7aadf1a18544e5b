using System.Text;
using Palladium.Doctrine.Gate;
using Palladium.Node.Live;
using Palladium.Node.Network;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Scene;
using Palladium.Tests.Doctrine;

namespace Palladium.Tests.Node.Live;

/// <summary>What a lease carries to another member: the real gate, the real doctrine and the real rows.</summary>
public sealed class LiveOutTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly PictureBoard _board = new();
    private readonly RecordingJournal _journal = new();
    private readonly Gate _gate;
    private readonly SceneBook _scene;
    private NodeFolder _folder = null!;
    private NetworkDirectory _network = null!;

    public LiveOutTests()
    {
        _gate = new Gate(_journal, TimeProvider.System);
        _gate.Adopt(DoctrineFolder.Montevideo);
        _scene = new SceneBook(_board);
    }

    public async ValueTask InitializeAsync()
    {
        _folder = await NodeFolder.InitAsync();
        _network = new NetworkDirectory(_folder.Configuration());
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Denied_rows_are_never_sent_neither_at_the_beginning_nor_when_they_change()
    {
        var (police, fire) = (MemberId.Of("police"), MemberId.Of("fire"));
        _scene.Declare(Source(police, "quay/level", "water-level"));
        _scene.Declare(Source(police, "cyber/load", "cyber.load"));
        _scene.Move(Unit(police, "patrol-7", "patrol"));
        _scene.Declare(Source(fire, "level-of-another", "water-level"));
        await using var rows = Rows("residents").GetAsyncEnumerator(TestContext.Current.CancellationToken);

        // The residents' association sees water levels, and neither patrols nor other members' computers, nor what a third member released here.
        Assert.Contains("quay/level", await NextAsync(rows), StringComparison.Ordinal);
        _scene.Move(Unit(police, "patrol-8", "patrol"));
        _scene.Observe(police, new Observation("cyber/load", Noon, 4, Noon));
        _scene.Observe(fire, new Observation("level-of-another", Noon, 1, Noon));
        _scene.Observe(police, new Observation("quay/level", Noon, 2.25, Noon));
        Assert.Contains("2.25", await NextAsync(rows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doctrine_that_forbids_more_ends_the_rows_with_the_next_change()
    {
        var police = MemberId.Of("police");
        _scene.Declare(Source(police, "quay/level", "water-level"));
        _scene.Move(Unit(police, "patrol-7", "patrol"));
        await using var rows = Rows("fire").GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.Contains("quay/level", await NextAsync(rows), StringComparison.Ordinal);
        Assert.Contains("patrol-7", await NextAsync(rows), StringComparison.Ordinal);

        _gate.Adopt(DoctrineFolder.Montevideo.With("policies/private-security.cedar", """
            @id("test.no-patrols")
            @rule("Nobody sees patrols.")
            forbid (principal, action == Palladium::Action::"readUnit", resource);
            """).Bundle!);
        _scene.Move(Unit(police, "patrol-8", "patrol"));
        _scene.Observe(police, new Observation("quay/level", Noon, 2.5, Noon));

        Assert.Contains("2.5", await NextAsync(rows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_a_lease_is_recorded_with_what_was_opened_and_denied()
    {
        _scene.Declare(Source(MemberId.Of("police"), "quay/level", "water-level"));
        _scene.Move(Unit(MemberId.Of("police"), "patrol-7", "patrol"));
        await using (var rows = Rows("residents").GetAsyncEnumerator(TestContext.Current.CancellationToken))
        {
            await NextAsync(rows);
        }

        Assert.Equal([EntryKinds.Release, EntryKinds.AccessClosed], _journal.Drafts.Select(draft => draft.Kind));
    }

    private IAsyncEnumerable<ReadOnlyMemory<byte>> Rows(string member)
    {
        var principal = Cast.Member(member);
        var session = _gate.BeginSessionAsync(
            new GateSessionRequest
            {
                Principal = principal.Uid,
                Entities = Palladium.Doctrine.Entities.EntitySlice.Of(Cast.Kinds.Select(Cast.Member)),
                Actions = ["readSource", "readUnit"],
                Purpose = Cast.Watch,
                ForWhom = member,
                Subject = LiveOut.Stream,
                RecordAs = EntryKinds.Release,
            },
            CancellationToken.None);
        Assert.True(session.Result.Opened(out var open));
        return new LiveOut(_network, _scene, _board, TimeProvider.System).Rows(open).Rows(MemberId.Of(member), EntryId.Fresh(), CancellationToken.None);
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> rows)
    {
        Assert.True(await rows.MoveNextAsync());
        return Encoding.UTF8.GetString(rows.Current.Span);
    }

    private static Source Source(MemberId owner, string id, string kind) => new(id, owner, kind, id, "m", "", null, Feed.Live);

    private static UnitPosition Unit(MemberId owner, string id, string kind) =>
        new(id, owner, kind, id, new GeoPoint(-34.9, -56.2), null, null, Noon, Noon.AddMinutes(1), Feed.Live);
}
