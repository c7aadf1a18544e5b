using Palladium.City;
using Palladium.Tests.City;

[assembly: AssemblyFixture(typeof(ImportedCities))]

namespace Palladium.Tests.City;

/// <summary>Cities imported once for all tests that look at them.</summary>
public sealed class ImportedCities : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palladium-city-").FullName;
    private readonly Lazy<CityFolder> _monaco;
    private readonly Lazy<CityFolder> _carrasco;

    public ImportedCities()
    {
        _monaco = new(() => CityImport.FromPbf(
            TestData.Require("osm/monaco-latest.osm.pbf"), Path.Combine(_folder, "monaco"), "Monaco", "Europe/Monaco", null, default).Value);
        _carrasco = new(ImportCarrasco);
    }

    public CityFolder Monaco => _monaco.Value;

    /// <summary>The two easternmost tiles of Montevideo: a coast, a river, an airport, and a tile border between.</summary>
    public CityFolder Carrasco => _carrasco.Value;

    public static string MontevideoTiles => DemoPackages.Require("@mapbox/mvt-fixtures/real-world/osm-qa-montevideo");

    public void Dispose()
    {
        foreach (var city in new[] { _monaco, _carrasco }.Where(c => c.IsValueCreated))
        {
            city.Value.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private CityFolder ImportCarrasco()
    {
        var tiles = Directory.CreateDirectory(Path.Combine(_folder, "tiles")).FullName;
        foreach (var file in Directory.GetFiles(MontevideoTiles, "12-1410-*.mvt"))
        {
            File.Copy(file, Path.Combine(tiles, Path.GetFileName(file)), overwrite: true);
        }

        return CityImport.FromQaTiles(tiles, Path.Combine(_folder, "carrasco"), "Carrasco", "America/Montevideo", null, default).Value;
    }
}
