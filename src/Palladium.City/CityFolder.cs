using System.Text.Json;
using Palladium.City.Roads;
using Palladium.City.Tiles;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.City;

/// <summary>
/// A city as the node serves it: <c>city.json</c>, <c>sites.json</c>, <c>cameras.json</c>, <c>roads.bin</c>, <c>tiles.pmtiles</c>
/// (PMTiles v3). Holds the tile file open until disposed. Safe for many threads.
/// </summary>
public sealed class CityFolder : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly PmTilesReader _tiles;
    private readonly Lazy<Outcome<RoadGraph>> _roads;

    private CityFolder(string directory, CityInfo info, IReadOnlyList<Site> sites, IReadOnlyList<CityCamera> cameras, PmTilesReader tiles)
    {
        Info = info;
        Sites = sites;
        Cameras = cameras;
        _tiles = tiles;
        _roads = new(() => RoadGraphFile.Read(Path.Combine(directory, "roads.bin")));
    }

    /// <summary>Name, bounds, time zone, attribution, counts.</summary>
    public CityInfo Info { get; }

    /// <summary>Places that matter, by kind and id.</summary>
    public IReadOnlyList<Site> Sites { get; }

    /// <summary>Cameras that the map knows. Invented ones come from <see cref="DemoCameras"/>.</summary>
    public IReadOnlyList<CityCamera> Cameras { get; }

    /// <summary>The street graph; read from disk at the first call (about 4 MB for Montevideo), refused when its file is damaged.</summary>
    public Outcome<RoadGraph> Roads => _roads.Value;

    /// <summary>Opens a folder that an import made.</summary>
    public static Outcome<CityFolder> Open(string directory)
    {
        if (!Read<CityInfo>(directory, "city.json").Accepted(out var info, out var refusal)
            || !Read<List<Site>>(directory, "sites.json").Accepted(out var sites, out refusal)
            || !Read<List<CityCamera>>(directory, "cameras.json").Accepted(out var cameras, out refusal)
            || !PmTilesReader.Open(Path.Combine(directory, "tiles.pmtiles")).Accepted(out var tiles, out refusal))
        {
            return refusal;
        }

        return new CityFolder(directory, info, sites, cameras, tiles);
    }

    /// <summary>A vector tile (MVT) compressed with gzip; null when the city has none there. Serve it with <c>Content-Encoding: gzip</c>.</summary>
    public byte[]? Tile(int z, int x, int y) => _tiles.Tile(z, x, y);

    /// <inheritdoc />
    public void Dispose() => _tiles.Dispose();

    internal static void Write(
        string directory, CityInfo info, List<Site> sites, List<CityCamera> cameras, RoadGraph roads, PmTilesWriter tiles)
    {
        Directory.CreateDirectory(directory);
        Replace("roads.bin", path => RoadGraphFile.Write(path, roads));
        Replace("tiles.pmtiles", path => tiles.Write(path, Metadata(info), (byte)info.MinZoom, (byte)info.MaxZoom, info.Bounds));
        Replace("sites.json", path => File.WriteAllText(path, JsonSerializer.Serialize(sites, Json)));
        Replace("cameras.json", path => File.WriteAllText(path, JsonSerializer.Serialize(cameras, Json)));
        Replace("city.json", path => File.WriteAllText(path, JsonSerializer.Serialize(info, Json)));

        // A node may have the old file open; a rename leaves it whole for that node.
        void Replace(string name, Action<string> write)
        {
            var temporary = Path.Combine(directory, name + ".new");
            write(temporary);
            File.Move(temporary, Path.Combine(directory, name), overwrite: true);
        }
    }

    private static string Metadata(CityInfo info) => JsonSerializer.Serialize(
        new { name = info.Name, attribution = info.Attribution, type = "baselayer" }, JsonSerializerOptions.Web);

    private static Outcome<T> Read<T>(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        if (!File.Exists(path))
        {
            return new Refusal(path, "city.no-file", $"The city folder has no {name}; import the city again.");
        }

        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Json) is { } value
                ? value
                : new Refusal(path, "city.bad-json", "The file holds nothing.");
        }
        catch (JsonException e)
        {
            return new Refusal(path, "city.bad-json", e.Message);
        }
    }
}
