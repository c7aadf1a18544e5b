using System.Text.Json;
using Palladium.City;
using Palladium.City.Style;
using Palladium.Node.Configuration;
using Palladium.Node.Network;
using Palladium.Records;
using Palladium.Web.Contract;

namespace Palladium.Node.Picture;

/// <summary>
/// The city folder that the node shows, or none: then the map is empty and everything else works. Beside the imported
/// files it may hold <c>cameras.json</c>, the register of cameras with their owners.
/// </summary>
internal sealed partial class CityMap : IDisposable
{
    private const double OpeningZoom = 12.2;

    private readonly CityFolder? _folder;
    private readonly IReadOnlyList<RegisteredCamera> _cameras;
    private readonly bool _invented;

    public CityMap(NodeConfiguration configuration, ILogger<CityMap> logger)
    {
        if (configuration.City is not { } path)
        {
            _cameras = [];
            Sites = new CitySites([]);
            return;
        }

        if (CityFolder.Open(path).Accepted(out _folder, out var refusal))
        {
            Sites = new CitySites(_folder.Sites);
        }
        else
        {
            NotOpened(logger, path, refusal.Message);
            Sites = new CitySites([]);
        }

        var register = Path.Combine(path, RegisterFile);
        _cameras = File.Exists(register)
            ? JsonSerializer.Deserialize<RegisteredCamera[]>(File.ReadAllBytes(register), ContractJson.Options) ?? []
            : [];
        _invented = File.Exists(Path.Combine(path, InventedMark));
    }

    /// <summary>Name of the register of cameras in a city folder.</summary>
    public const string RegisterFile = "cameras.json";

    /// <summary>A file of this name in the city folder says that its members are invented.</summary>
    public const string InventedMark = "members-are-invented";

    public CitySites Sites { get; }

    public CityDto Info() => _folder?.Info is { } info
        ? new CityDto(
            info.Name, [info.Bounds.West, info.Bounds.South, info.Bounds.East, info.Bounds.North], Api.Terms.Of(info.Centre), OpeningZoom,
            info.TimeZone, info.Attribution, _invented)
        : new CityDto("No city", [-180, -85, 180, 85], new PlaceDto(0, 0), 1, "Etc/UTC", "", false);

    public byte[]? Tile(int z, int x, int y) => _folder?.Tile(z, x, y);

    /// <summary>The map's style; tiles are fetched from the address under which the reader reached this node.</summary>
    public Outcome<string> Style(string theme, string here) => CityStyle.Read(theme, $"{here}/api/v1/tiles/{{z}}/{{x}}/{{y}}.mvt", _folder?.Info);

    public IEnumerable<CameraDto> Cameras(NetworkDirectory network) => _cameras
        .Where(camera => MemberId.Parse(camera.Owner).Accepted(out _, out _))
        .Select(camera => new CameraDto(
            camera.Id, camera.Owner, network.NameOf(MemberId.Of(camera.Owner)), camera.Name, Sites.NameOf(camera.Site), camera.Place,
            camera.Bearing, camera.Feed, Masked: true));

    public void Dispose() => _folder?.Dispose();

    [LoggerMessage(3401, LogLevel.Warning, "The city folder {Path} cannot be shown: {Reason} The map stays empty.")]
    private static partial void NotOpened(ILogger logger, string path, string reason);
}

/// <summary>One line of the register of cameras.</summary>
internal sealed record RegisteredCamera(string Id, string Owner, string Name, string Site, PlaceDto Place, double? Bearing, FeedKind Feed);
