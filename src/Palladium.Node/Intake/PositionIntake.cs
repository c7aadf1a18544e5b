using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Sqlite.Segments;
using Palladium.Standards.Cot;

namespace Palladium.Node.Intake;

/// <summary>Positions of this member's units, from Cursor-on-Target events.</summary>
internal sealed class PositionIntake(NetworkDirectory network, SceneBook scene, SegmentStore segments, Gate gate, TimeProvider clock)
{
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);

    /// <summary>Takes a position; durable when this returns null.</summary>
    public async Task<Refusal?> TakeAsync(Asking asking, CotEvent received, CancellationToken cancellation)
    {
        if (!received.IsPosition)
        {
            return new Refusal("/event/@type", "cot.not-position", "Only positions (types that begin with a-) are taken here.");
        }

        if (received.Uid.Length > 64)
        {
            return new Refusal("/event/@uid", "cot.uid.too-long", "A unit's uid has at most 64 characters.");
        }

        if (received.Time - clock.GetUtcNow() > MostAhead)
        {
            return new Refusal("/event/@time", "cot.time.ahead", "This position is from the future by more than five minutes.");
        }

        var position = new UnitPosition(
            received.Uid, network.Self.Id, KindOf(received), received.Callsign ?? received.Uid, received.Place, received.Course,
            received.Speed, received.Time, received.Stale, received.Feed ?? Feed.Live);
        var entity = DoctrineEntities.Unit(position);
        var decision = gate.Decide(new GateRequest
        {
            Principal = asking.Uid,
            Action = "postPosition",
            Resource = entity.Uid,
            Entities = asking.Entities.With(entity),
            Purpose = StandingPurpose.Watch,
        });
        if (!decision.Permitted)
        {
            return new Refusal("/event/@uid", decision.Rule, decision.Words);
        }

        await segments.AddAsync([position], cancellation);
        scene.Move(position);
        return null;
    }

    // The kind is the last word of the remarks "unit: bus" where the sender says it; otherwise it follows from the member.
    private string KindOf(CotEvent received)
    {
        const string mark = "unit:";
        if (received.Remarks is { } remarks && remarks.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0)
        {
            var word = remarks[(at + mark.Length)..].Trim().Split(' ', 2)[0];
            if (word.Length is > 0 and <= 32 && word.All(c => char.IsAsciiLetterLower(c) || c == '-'))
            {
                return word;
            }
        }

        return network.Self.Kind switch
        {
            "police" => "patrol",
            "ambulance" => "ambulance",
            "fire" => "engine",
            "bus" => "bus",
            "security" => "guard",
            _ => "unit",
        };
    }
}
