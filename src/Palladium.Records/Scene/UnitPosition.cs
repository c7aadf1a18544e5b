namespace Palladium.Records.Scene;

/// <summary>Where a unit (patrol, bus, ambulance, drone) was last seen.</summary>
/// <param name="Unit">The unit's id within the member.</param>
/// <param name="Owner">The member whose unit it is.</param>
/// <param name="Kind">What it is: <c>patrol</c>, <c>bus</c>, <c>ambulance</c>, <c>engine</c>, <c>guard</c>.</param>
/// <param name="Callsign">What it is called on the radio.</param>
/// <param name="Place">Where.</param>
/// <param name="Heading">Degrees clockwise from true north, 0 to 360; null when standing or unknown.</param>
/// <param name="Speed">Metres per second; null when unknown.</param>
/// <param name="Time">When it was there, by the unit's clock.</param>
/// <param name="Stale">From when on the position must not be taken as current.</param>
/// <param name="Feed">Live, replay or exercise.</param>
public sealed record UnitPosition(
    string Unit, MemberId Owner, string Kind, string Callsign, GeoPoint Place, double? Heading, double? Speed,
    DateTimeOffset Time, DateTimeOffset Stale, Feed Feed);
