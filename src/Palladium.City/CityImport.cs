using NetTopologySuite.Geometries;
using Palladium.City.Import;
using Palladium.City.Roads;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.City;

/// <summary>Makes a city folder from OpenStreetMap data. Runs on the caller's thread for seconds: call it from a background task.</summary>
public static class CityImport
{
    /// <summary>From a folder of OSM QA vector tiles (files <c>Z-X-Y.mvt</c> with one layer <c>osm</c>).</summary>
    /// <param name="folder">The folder of tiles.</param>
    /// <param name="outDir">The city folder; made when absent, its files replaced when all is done.</param>
    /// <param name="name">The city's name.</param>
    /// <param name="timeZone">IANA name of its time zone.</param>
    /// <param name="progress">Told what is being done; may be null.</param>
    /// <param name="ct">Stops it; throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>The opened folder, or why the input was refused.</returns>
    public static Outcome<CityFolder> FromQaTiles(
        string folder, string outDir, string name, string timeZone, IProgress<CityImportProgress>? progress, CancellationToken ct) =>
        Import(() => QaTileSource.Read(folder, progress, ct), outDir, name, timeZone, progress, ct);

    /// <summary>From an <c>.osm.pbf</c> extract of a city. Parameters as in <see cref="FromQaTiles"/>.</summary>
    public static Outcome<CityFolder> FromPbf(
        string file, string outDir, string name, string timeZone, IProgress<CityImportProgress>? progress, CancellationToken ct) =>
        Import(() => PbfSource.Read(file, progress, ct), outDir, name, timeZone, progress, ct);

    private static Outcome<CityFolder> Import(
        Func<Outcome<MapContent>> read, string outDir, string name, string timeZone,
        IProgress<CityImportProgress>? progress, CancellationToken ct)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _) || !timeZone.Contains('/', StringComparison.Ordinal))
        {
            return new Refusal("timeZone", "city.time-zone", $"'{timeZone}' is no IANA time zone; one looks like America/Montevideo.");
        }

        if (!read().Accepted(out var content, out var refusal))
        {
            return refusal;
        }

        progress?.Report(new("joining the streets", 32));
        var roads = RoadGraphBuilder.Build(content.Features);
        ct.ThrowIfCancellationRequested();
        progress?.Report(new("finding the shore", 40));
        var items = LayerRules.Items(content.Features).ToList();
        if (SeaBuilder.Build(content) is { } sea)
        {
            items.Insert(0, new LayerItem("water", 0, sea, ("kind", "sea"), ("name", "")));
        }

        var sites = SiteRules.Sites(content.Features);
        var cameras = SiteRules.Cameras(content.Features);
        var tiles = TileMaker.Make(items, content.Frame, progress, ct);
        progress?.Report(new("writing the city folder", 96));
        var info = Describe(content, name, timeZone, sites, cameras.Count, roads, tiles.Count);
        CityFolder.Write(outDir, info, sites, cameras, roads, tiles);
        progress?.Report(new("done", 100));
        return CityFolder.Open(outDir);
    }

    private static CityInfo Describe(
        MapContent content, string name, string timeZone, List<Site> sites, int cameras, RoadGraph roads, int tiles)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal)
        {
            ["features"] = content.Features.Count,
            ["roadWays"] = content.Features.Count(f => f.Has("highway") && f.Shape is ILineal),
            ["roadNodes"] = roads.NodeCount,
            ["roadEdges"] = roads.Edges.Count,
            ["tiles"] = tiles,
            ["cameras"] = cameras,
        };
        foreach (var (kind, count) in sites.CountBy(s => s.Kind))
        {
            counts[$"site.{kind}"] = count;
        }

        var frame = content.Frame;
        return new CityInfo(
            name, timeZone, new GeoBounds(frame.MinX, frame.MinY, frame.MaxX, frame.MaxY), Centre(roads, frame),
            TileMaker.MinZoom, TileMaker.MaxZoom, content.Source, "© OpenStreetMap contributors, ODbL", counts);
    }

    /// <summary>The median of the street nodes: the densest part of the city is where people look first.</summary>
    private static GeoPoint Centre(RoadGraph roads, Envelope frame)
    {
        if (roads.NodeCount == 0)
        {
            return new GeoPoint(frame.Centre.Y, frame.Centre.X);
        }

        var places = Enumerable.Range(0, roads.NodeCount).Select(roads.Place).ToList();
        return new GeoPoint(Median(p => p.Latitude), Median(p => p.Longitude));

        double Median(Func<GeoPoint, double> part) => places.Select(part).Order().ElementAt(places.Count / 2);
    }
}
