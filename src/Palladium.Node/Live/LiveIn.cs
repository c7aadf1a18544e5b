using Palladium.Node.Intake;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.Node.Live;

/// <summary>Takes rows of live leases into the picture, in the name of the member that holds the lease and no other.</summary>
internal sealed class LiveIn(SceneBook scene, Refusals refusals, TimeProvider clock)
{
    public void Take(MemberId holder, ReadOnlySpan<byte> line)
    {
        if (!LiveRow.Parse(line).Accepted(out var row, out var refusal))
        {
            refusals.Count("peer", holder.Name, refusal);
            return;
        }

        if (row.Source is { } source)
        {
            scene.Declare(new Source(
                source.Id, holder, source.Kind, source.Name, source.Unit, source.Site,
                source is { Lat: { } lat, Lon: { } lon } ? new GeoPoint(lat, lon) : null, source.Feed));
            if (source is { Value: { } value, Time: { } time })
            {
                scene.Observe(holder, new Observation(source.Id, time, value, clock.GetUtcNow()));
            }
        }
        else if (row.Unit is { } unit)
        {
            scene.Move(new UnitPosition(
                unit.Id, holder, unit.Kind, unit.Callsign, new GeoPoint(unit.Lat, unit.Lon), unit.Heading, unit.Speed, unit.Time, unit.Stale,
                unit.Feed));
        }
    }
}
