using Palladium.Records.Scene;

namespace Palladium.Standards.Cot;

/// <summary>One Cursor-on-Target 2.0 event: something of a type, at a point, for a time (MITRE, event schema 2.0).</summary>
/// <param name="Uid">Globally unique name of the thing, 1 to 128 characters.</param>
/// <param name="Type">Hierarchy of the thing: <c>a-f-G-U-C</c>; an <c>a-</c> type is a thing with a position.</param>
/// <param name="Time">When the event was made.</param>
/// <param name="Start">From when it holds.</param>
/// <param name="Stale">Until when it holds; never before <paramref name="Start"/>.</param>
/// <param name="How">How the point came about: <c>m-g</c> is a GPS, <c>h-e</c> a person's estimate.</param>
/// <param name="Place">Where, WGS 84.</param>
public sealed record CotEvent(
    string Uid, string Type, DateTimeOffset Time, DateTimeOffset Start, DateTimeOffset Stale, string How, GeoPoint Place)
{
    /// <summary>Height above the ellipsoid in metres; null where the sender does not know (9999999.0 on the wire).</summary>
    public double? Height { get; init; }

    /// <summary>Radius in metres around the point within which the thing is; null where not known.</summary>
    public double? CircularError { get; init; }

    /// <summary>Error of the height in metres; null where not known.</summary>
    public double? LinearError { get; init; }

    /// <summary>What it is called on the radio, at most 128 characters.</summary>
    public string? Callsign { get; init; }

    /// <summary>Degrees clockwise from true north, 0 to 360.</summary>
    public double? Course { get; init; }

    /// <summary>Metres per second, 0 or more.</summary>
    public double? Speed { get; init; }

    /// <summary>Live, replay or exercise, where the sender says so in a <c>palladium</c> element; null from ordinary TAK apps.</summary>
    public Feed? Feed { get; init; }

    /// <summary>Free text, at most 1,024 characters.</summary>
    public string? Remarks { get; init; }

    /// <summary>Whether this tells where a thing is; TAK apps send pings, chat and drawings over the same connection.</summary>
    public bool IsPosition => Type.StartsWith("a-", StringComparison.Ordinal);
}
