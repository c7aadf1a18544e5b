using Palladium.City;
using Palladium.Records.Scene;

namespace Palladium.Tests.City;

public sealed class CityImportTests(ImportedCities cities)
{
    private sealed class Reports(List<CityImportProgress> seen) : IProgress<CityImportProgress>
    {
        public void Report(CityImportProgress value) => seen.Add(value);
    }

    [Fact]
    public void Sites_cut_by_a_tile_border_appear_once()
    {
        var sites = cities.Carrasco.Sites;
        Assert.NotEmpty(sites);
        Assert.Equal(sites.Count, sites.Select(s => s.Id).Distinct().Count());
        Assert.All(sites, s => Assert.True(cities.Carrasco.Info.Bounds.Contains(s.Place), s.ToString()));
        Assert.Contains(sites, s => s.Kind == "school" && s.Name.Length > 0);
    }

    [Fact]
    public void Streets_go_on_across_a_tile_border()
    {
        var roads = cities.Carrasco.Roads.Value;
        const double Border = -34.8859; // between rows 2471 and 2472, to four places
        Assert.Contains(roads.Edges, e => roads.Place(e.From).Latitude > Border + 1e-4 && roads.Place(e.To).Latitude < Border - 1e-4
            || (Math.Abs(roads.Place(e.From).Latitude - Border) < 1e-4 && roads.From(e.To).Length > 0));
        var north = roads.Nearest(new GeoPoint(-34.87, -56.05));
        var south = roads.Nearest(new GeoPoint(-34.89, -56.055));
        Assert.True(roads.Place(north).Latitude > Border && roads.Place(south).Latitude < Border);
        Assert.NotNull(Palladium.City.Roads.ShortestPath.Find(roads, north, south));
    }

    [Theory]
    [InlineData(-34.905, -56.03, true)] // the river, south of the airport
    [InlineData(-34.880, -56.06, false)] // Carrasco
    public void The_river_of_Montevideo_is_water_though_no_tag_says_so(double latitude, double longitude, bool water) =>
        Assert.Equal(water, TileContent.IsWater(cities.Carrasco, latitude, longitude));

    [Theory]
    [InlineData(43.7290, 7.4350, true)] // off the harbour
    [InlineData(43.7350, 7.4262, true)] // inside the harbour
    [InlineData(43.7392, 7.4282, false)] // the casino
    [InlineData(43.7312, 7.4197, false)] // the rock
    public void The_sea_of_Monaco_lies_to_the_right_of_its_coastline(double latitude, double longitude, bool water) =>
        Assert.Equal(water, TileContent.IsWater(cities.Monaco, latitude, longitude));

    [Fact]
    public void An_extract_gives_sites_streets_cameras_and_named_layers()
    {
        var city = cities.Monaco;
        Assert.Equal("Europe/Monaco", city.Info.TimeZone);
        Assert.Equal("© OpenStreetMap contributors, ODbL", city.Info.Attribution);
        Assert.Contains(city.Sites, s => s is { Kind: "stadium", Name: "Stade Louis-II" });
        Assert.NotEmpty(city.Cameras);
        Assert.True(city.Roads.Value.NodeCount > 1000);
        var layers = TileContent.At(city, city.Info.Centre, 14).Layers.Select(l => l.Name).ToList();
        Assert.Superset(new HashSet<string> { "water", "landuse", "buildings", "roads", "pois", "places" }, layers.ToHashSet());
    }

    [Fact]
    public void Buildings_are_left_out_of_small_scales()
    {
        var city = cities.Monaco;
        Assert.DoesNotContain(TileContent.At(city, city.Info.Centre, 12).Layers, l => l.Name == "buildings");
        Assert.Contains(TileContent.At(city, city.Info.Centre, 13).Layers, l => l.Name == "buildings");
    }

    [Fact]
    public void There_is_no_tile_outside_the_city()
    {
        Assert.Null(cities.Monaco.Tile(14, 0, 0));
        Assert.Null(cities.Monaco.Tile(14, -1, 99_999));
        Assert.Null(cities.Monaco.Tile(40, 0, 0));
    }

    [Fact]
    public void Progress_has_words_and_never_falls()
    {
        using var folder = new TemporaryFolder();
        var seen = new List<CityImportProgress>();
        using var city = CityImport.FromPbf(
            TestData.Require("osm/monaco-latest.osm.pbf"), folder.Path, "Monaco", "Europe/Monaco", new Reports(seen), default).Value;
        Assert.Equal(100, seen[^1].Percent);
        Assert.Equal(seen.Select(s => s.Percent).Order(), seen.Select(s => s.Percent));
        Assert.All(seen, s => Assert.NotEmpty(s.Words));
    }

    [Fact]
    public void Input_that_is_no_map_is_refused_with_its_name()
    {
        using var folder = new TemporaryFolder();
        var pbf = Path.Combine(folder.Path, "broken.osm.pbf");
        File.WriteAllBytes(pbf, [0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        var tile = Path.Combine(folder.Path, "12-1-1.mvt");
        File.WriteAllBytes(tile, [0x1A, 0xFF, 0x01, 0x02]);
        var target = Path.Combine(folder.Path, "out");

        Assert.Equal(("city.bad-pbf", pbf), Why(CityImport.FromPbf(pbf, target, "X", "Europe/Monaco", null, default)));
        Assert.Equal(("city.bad-tile", tile), Why(CityImport.FromQaTiles(folder.Path, target, "X", "Europe/Monaco", null, default)));
        Assert.Equal(("city.no-tiles", target), Why(CityImport.FromQaTiles(target, target, "X", "Europe/Monaco", null, default)));
        Assert.Equal(("city.time-zone", "timeZone"), Why(CityImport.FromPbf(pbf, target, "X", "Mars/Olympus", null, default)));
        Assert.False(Directory.Exists(target));
        Assert.Equal("city.no-file", CityFolder.Open(target).Refusal?.Rule);
    }

    [Fact]
    public void A_cancelled_import_stops_and_leaves_no_folder()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var target = Path.Combine(folder.Path, "out");
        Assert.Throws<OperationCanceledException>(() => CityImport.FromPbf(
            TestData.Require("osm/monaco-latest.osm.pbf"), target, "Monaco", "Europe/Monaco", null, stop.Token));
        Assert.False(Directory.Exists(target));
    }

    [Fact]
    public void Invented_cameras_say_that_they_are_for_an_exercise_and_are_always_the_same()
    {
        var cameras = DemoCameras.Invent(cities.Monaco, 20);
        Assert.Equal(20, cameras.Count);
        Assert.All(cameras, c =>
        {
            Assert.Equal(Feed.Exercise, c.Feed);
            Assert.Contains("exercise camera", c.Name, StringComparison.Ordinal);
            Assert.True(cities.Monaco.Info.Bounds.Contains(c.Place));
        });
        Assert.Equal(cameras, DemoCameras.Invent(cities.Monaco, 20));
    }

    private static (string, string) Why(Palladium.Records.Outcome<CityFolder> outcome) =>
        outcome.Refusal is { } refusal ? (refusal.Rule, refusal.Field) : ("accepted", "");
}
