using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.Node.Configuration;

/// <summary>A <c>[[sources]]</c> table.</summary>
internal static class ConfiguredSource
{
    public static void Read(TomlSection section, MemberId owner, List<Source> sources)
    {
        var id = section.RequiredText("id", "river-1");
        if (id.Length > 64 || id.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-._/") >= 0)
        {
            section.Refuse("id", "A source's id has 1 to 64 of a-z, 0-9, '-', '.', '_' and '/'.");
        }

        if (sources.Any(other => other.Id == id))
        {
            section.Refuse("id", "Two sources have this id.");
        }

        var latitude = section.Number("lat", -90, 90);
        var longitude = section.Number("lon", -180, 180);
        if (latitude is null != longitude is null)
        {
            section.Refuse("lat", "A place needs both lat and lon.");
        }

        sources.Add(new Source(
            id,
            owner,
            section.RequiredText("kind", "water-level"),
            section.Text("name", id),
            section.Text("unit", ""),
            section.Text("site", ""),
            latitude is { } lat && longitude is { } lon ? new GeoPoint(lat, lon) : null,
            FeedOf(section)));
        section.RefuseTheRest();
    }

    public static Feed FeedOf(TomlSection section)
    {
        switch (section.Text("feed", "live"))
        {
            case "live":
                return Feed.Live;
            case "replay":
                return Feed.Replay;
            case "exercise":
                return Feed.Exercise;
            default:
                section.Refuse("feed", "live, replay or exercise is expected here.");
                return Feed.Live;
        }
    }
}
