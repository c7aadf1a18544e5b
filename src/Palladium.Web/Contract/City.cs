namespace Palladium.Web.Contract;

/// <summary>A place on the earth, WGS 84, in degrees.</summary>
/// <param name="Lat">-90 to 90.</param>
/// <param name="Lon">-180 to 180.</param>
public sealed record PlaceDto(double Lat, double Lon);

/// <summary>The city that the node shows: <see cref="PalladiumRoutes.City"/>.</summary>
/// <param name="Name">As on the map.</param>
/// <param name="Bounds">West, south, east, north, in degrees.</param>
/// <param name="Center">Where the map opens.</param>
/// <param name="Zoom">The zoom at which the map opens.</param>
/// <param name="TimeZone">IANA name, <c>America/Montevideo</c>: every exact time on screen is in it.</param>
/// <param name="Attribution">Who made the map data, in plain text; always shown on the map.</param>
/// <param name="InventedMembers">True where the members are invented (the demo): the console then says so.</param>
public sealed record CityDto(
    string Name,
    IReadOnlyList<double> Bounds,
    PlaceDto Center,
    double Zoom,
    string TimeZone,
    string Attribution,
    bool InventedMembers);

/// <summary>A place of the city that matters: <see cref="PalladiumRoutes.Sites"/>.</summary>
/// <param name="Id">Stable within the city, from the map's own: <c>osm/w/123</c>.</param>
/// <param name="Kind"><c>police</c>, <c>hospital</c>, <c>clinic</c>, <c>fire_station</c>, <c>stadium</c>, <c>school</c>, <c>embassy</c>, <c>substation</c>.</param>
/// <param name="Name">As on the map; may be empty.</param>
/// <param name="Place">A point inside or on it.</param>
public sealed record SiteDto(string Id, string Kind, string Name, PlaceDto Place);

/// <summary>A camera that the asker may know of: <see cref="PalladiumRoutes.Cameras"/>.</summary>
/// <param name="Id">Name within its owner.</param>
/// <param name="Owner">The member's id.</param>
/// <param name="OwnerName">The member's name.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Site">The site where it belongs, as a name; may be empty.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Bearing">Degrees clockwise from north; null when it turns or is unknown.</param>
/// <param name="Feed">Live, replay or exercise.</param>
/// <param name="Masked">Whether people are masked in what it releases.</param>
public sealed record CameraDto(
    string Id,
    string Owner,
    string OwnerName,
    string Name,
    string Site,
    PlaceDto Place,
    double? Bearing,
    FeedKind Feed,
    bool Masked);

/// <summary>Where a unit was last seen: <see cref="PalladiumRoutes.Units"/> and the stream.</summary>
/// <param name="Id">Name within its owner.</param>
/// <param name="Owner">The member's id.</param>
/// <param name="OwnerName">The member's name.</param>
/// <param name="Kind"><c>patrol</c>, <c>bus</c>, <c>ambulance</c>, <c>engine</c>, <c>guard</c>.</param>
/// <param name="Callsign">What it is called on the radio.</param>
/// <param name="Place">Where.</param>
/// <param name="Heading">Degrees clockwise from true north; null when standing or unknown.</param>
/// <param name="Speed">Metres per second; null when unknown.</param>
/// <param name="Time">When it was there.</param>
/// <param name="Stale">From when on the position must not be taken as current.</param>
/// <param name="Feed">Live, replay or exercise.</param>
public sealed record UnitDto(
    string Id,
    string Owner,
    string OwnerName,
    string Kind,
    string Callsign,
    PlaceDto Place,
    double? Heading,
    double? Speed,
    DateTimeOffset Time,
    DateTimeOffset Stale,
    FeedKind Feed);
