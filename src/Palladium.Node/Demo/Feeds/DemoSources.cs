using System.Globalization;
using Palladium.City;
using Palladium.Records.Scene;

namespace Palladium.Node.Demo.Feeds;

/// <summary>
/// The invented sensors of the demo, at real places of the city: the quays of the port, the gates of a stadium, and the
/// recorded series that are played at a substation, a depot and a roof.
/// </summary>
internal sealed class DemoSources
{
    private const int Quays = 12;
    private const int Gates = 8;

    // The inner harbour of Montevideo; used when the city is Montevideo, otherwise its centre.
    private static readonly GeoPoint Harbour = new(-34.9025, -56.2110);

    private DemoSources(IReadOnlyList<DemoSource> all) => All = all;

    public IReadOnlyList<DemoSource> All { get; }

    public IEnumerable<DemoSource> Of(string member) => All.Where(source => source.Member == member);

    public static DemoSources At(CityFolder city)
    {
        var harbour = city.Info.Bounds.Contains(Harbour) ? Harbour : city.Info.Centre;
        var stadium = city.Sites.Where(site => site.Kind == "stadium")
            .OrderByDescending(site => site.Name.Contains("Centenario", StringComparison.OrdinalIgnoreCase)).ThenBy(site => site.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        var substation = city.Sites.Where(site => site.Kind == "substation").OrderBy(site => site.Id, StringComparer.Ordinal).FirstOrDefault();
        var all = new List<DemoSource>();
        for (var i = 1; i <= Quays; i++)
        {
            all.Add(new DemoSource(
                "portsec", Id("port/water", i), "water-level", $"Water level, quay {i}", "m", "", Around(harbour, i, Quays, 450), Feed.Exercise));
        }

        var arena = stadium?.Place ?? city.Info.Centre;
        for (var i = 1; i <= Gates; i++)
        {
            all.Add(new DemoSource(
                "stadium", Id("gate", i), "crowd-density", $"Crowd, gate {(char)('A' + i - 1)}", "/m2", stadium?.Id ?? "",
                Around(arena, i, Gates, 130), Feed.Exercise));
        }

        all.Add(new DemoSource("safety", "weather/temperature", "air-temperature", "Air temperature (recorded in Seattle)", "Cel", "", city.Info.Centre, Feed.Replay));
        all.Add(new DemoSource("safety", "weather/wind", "wind", "Wind (recorded in Seattle)", "m/s", "", city.Info.Centre, Feed.Replay));
        all.Add(new DemoSource("safety", "weather/rain", "precipitation", "Rain (recorded in Seattle)", "mm", "", city.Info.Centre, Feed.Replay));
        all.Add(new DemoSource(
            "utility", "machine/temperature", "machine-temperature", "Machine temperature (recorded, NAB)", "[degF]", substation?.Id ?? "",
            substation?.Place, Feed.Replay));
        all.Add(new DemoSource("bus", "demand", "taxi-demand", "Demand for rides (recorded in New York, NAB)", "{rides}", "", city.Info.Centre, Feed.Replay));
        return new DemoSources(all);
    }

    private static string Id(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}");

    private static GeoPoint Around(GeoPoint centre, int number, int count, double metres)
    {
        var angle = 2 * Math.PI * number / count;
        var north = metres * Math.Cos(angle) / 111_320;
        var east = metres * Math.Sin(angle) / (111_320 * Math.Cos(double.DegreesToRadians(centre.Latitude)));
        return new GeoPoint(centre.Latitude + north, centre.Longitude + east);
    }
}
