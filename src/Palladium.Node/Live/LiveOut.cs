using System.Runtime.CompilerServices;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Node.Peers;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Scene;

namespace Palladium.Node.Live;

/// <summary>
/// What of this member's own picture another member may see now: its sources and units, each opened by the gate for that
/// member, first all of them and then whatever changes, once a second at most. Never what a third member released here.
/// </summary>
internal sealed class LiveOut(NetworkDirectory network, SceneBook scene, PictureBoard board, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    /// <summary>The name of the one live stream there is.</summary>
    public const string Stream = "picture";

    /// <summary>The rows of a session that the gate began for another member; it is closed when they end.</summary>
    public ILiveRows Rows(GateSession session) => new SessionRows(this, session);

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> RowsAsync(GateSession session, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using (session)
        {
            using var subscription = board.Subscribe();
            foreach (var row in All(session))
            {
                yield return row;
            }

            using var timer = new PeriodicTimer(Every, clock);
            while (session.IsOpen && await timer.WaitForNextTickAsync(cancellation))
            {
                subscription.TakeUrgent();
                foreach (var row in subscription.TakeOther())
                {
                    if (row.Owner == network.Self.Id && Open(session, row) is { } bytes)
                    {
                        yield return bytes;
                    }
                }
            }
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> All(GateSession session)
    {
        foreach (var source in scene.Sources.Where(row => row.Owner == network.Self.Id))
        {
            if (Open(session, source) is { } bytes)
            {
                yield return bytes;
            }
        }

        foreach (var unit in scene.Units.Where(row => row.Owner == network.Self.Id))
        {
            if (Open(session, unit) is { } bytes)
            {
                yield return bytes;
            }
        }
    }

    private byte[]? Open(GateSession session, RowKey row) => row.Kind switch
    {
        RowKind.Source when scene.Source(row.Owner, row.Id) is { } source => Open(session, source),
        RowKind.Unit when scene.Unit(row.Owner, row.Id) is { } unit => Open(session, unit),
        _ => null,
    };

    private static byte[]? Open(GateSession session, SceneRow<SourceState> row)
    {
        var entity = DoctrineEntities.Source(row.Id, row.Owner, row.Kind, row.Site, row.Feed == Feed.Exercise);
        return session.Open(row.Data, new GateRow("readSource", entity.Uid, session.Entities.With(entity))).Opened(out var state)
            ? new LiveRow(
                new LiveSource(
                    row.Id, row.Kind, state.Source.Name, state.Source.Unit, row.Site, state.Source.Place?.Latitude, state.Source.Place?.Longitude,
                    row.Feed, state.Value, state.Time),
                null).ToBytes()
            : null;
    }

    private static byte[]? Open(GateSession session, SceneRow<UnitPosition> row)
    {
        var entity = DoctrineEntities.Unit(row.Id, row.Owner, row.Kind, row.Feed == Feed.Exercise);
        return session.Open(row.Data, new GateRow("readUnit", entity.Uid, session.Entities.With(entity))).Opened(out var unit)
            ? new LiveRow(
                null,
                new LiveUnit(
                    unit.Unit, unit.Kind, unit.Callsign, unit.Place.Latitude, unit.Place.Longitude, unit.Heading, unit.Speed, unit.Time,
                    unit.Stale, unit.Feed)).ToBytes()
            : null;
    }

    private sealed class SessionRows(LiveOut live, GateSession session) : ILiveRows
    {
        public IAsyncEnumerable<ReadOnlyMemory<byte>> Rows(MemberId recipient, EntryId lease, CancellationToken cancellation) =>
            live.RowsAsync(session, cancellation);
    }
}
